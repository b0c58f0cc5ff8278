-- What a clipping can be proved by, what its site said about its use, and who filed it. Times are milliseconds since
-- 1970 in UTC; unknown is NULL.

-- +goose Up

-- Responses as received, one for each version of a clipping: the first that said it. They are rows and no files, so that
-- one transaction files a clipping and its evidence, every process of a PostgreSQL reaches them, and backups have them.
CREATE TABLE evidence (
    clipping_id BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    version     BIGINT NOT NULL,   -- of the clipping
    url         TEXT NOT NULL,     -- that answered
    received_at BIGINT NOT NULL,
    sha256      {{blob}} NOT NULL, -- of the response: status line, header and body as received
    size        BIGINT NOT NULL,   -- of warc, in bytes
    warc        {{blob}} NOT NULL, -- a WARC file of its own, compressed record by record
    PRIMARY KEY (clipping_id, version)
);

ALTER TABLE page ADD COLUMN terms TEXT;      -- JSON; what robots.txt, page and TDM reservation said when it was last read
ALTER TABLE review ADD COLUMN filed_by TEXT; -- who filed it by hand, empty if nobody signs in; NULL: a keyword did
