-- Keywords that were added, and are yet to be held against what was read before. Times are milliseconds since 1970 in
-- UTC.

-- +goose Up

CREATE TABLE refiling (
    id              {{id}},
    asked_at        BIGINT NOT NULL, -- when the keywords were added
    projects        TEXT NOT NULL,   -- JSON list of projects, each with the keywords that it did not have before
    after_filed     BIGINT NOT NULL, -- the clippings are done up to this ID
    after_unmatched BIGINT NOT NULL, -- the articles kept without a match are done up to this ID; they come second
    done            BIGINT NOT NULL, -- how many articles that were
    total           BIGINT NOT NULL, -- how many there were when it began
    found           BIGINT NOT NULL, -- articles that were filed by it, or under one more project or keyword
    token           BIGINT NOT NULL, -- grows with every claim; who writes under it carries the one they were given
    lease_until     BIGINT NOT NULL, -- 0: nobody is at it
    finished_at     BIGINT           -- NULL: it is not
);
CREATE INDEX refiling_open ON refiling (id) WHERE finished_at IS NULL;
