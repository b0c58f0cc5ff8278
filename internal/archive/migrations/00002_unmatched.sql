-- What was read and wanted by no project, kept for a while so that one can look back.

-- +goose Up

-- Articles that matched nothing. One that becomes a clipping leaves this table in the same transaction.
CREATE TABLE unmatched (
    id         {{id}},
    key        {{blob}} NOT NULL UNIQUE,               -- of the canonical address, as that of a clipping
    outlet_id  BIGINT NOT NULL REFERENCES outlet (id), -- that read it first
    first_seen BIGINT NOT NULL,                        -- what is older than retention.unmatched is deleted
    url        TEXT NOT NULL,                          -- the canonical address
    article    {{blob}} NOT NULL                       -- JSON as `extract` prints it, deflated (RFC 1951)
);
CREATE INDEX unmatched_seen ON unmatched (first_seen, id);
