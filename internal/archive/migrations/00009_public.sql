-- What people outside may read: press lists and feeds. Times are milliseconds since 1970 in UTC; unknown is NULL.

-- +goose Up

-- Clippings that somebody chose for the press list of a project. A row is gone when it was withdrawn.
CREATE TABLE published (
    project_id   BIGINT NOT NULL REFERENCES project (id),
    clipping_id  BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    place        BIGINT NOT NULL, -- the smallest stands on top; what has the same goes by its number
    sentence     TEXT NOT NULL,   -- one's own; empty if there is none
    person       TEXT NOT NULL,   -- who chose it; empty where nobody signs in
    published_at BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL, -- of the sentence
    PRIMARY KEY (project_id, clipping_id)
);
CREATE INDEX published_clipping ON published (clipping_id);

-- Feeds of what is found, each of a project or of a search that somebody keeps.
CREATE TABLE feed (
    id         {{id}},
    token      TEXT NOT NULL UNIQUE,                  -- by chance; who knows it may read the feed
    project_id BIGINT UNIQUE REFERENCES project (id), -- NULL: it is of a search
    name       TEXT NOT NULL,                         -- of the search, as somebody called it; empty for a project
    query      TEXT NOT NULL,                         -- of the search: the parameters of its address; empty for a project
    made_at    BIGINT NOT NULL,                       -- when the token was made
    person     TEXT NOT NULL                          -- who made it; empty where nobody signs in
);

-- When somebody last decided or wrote something; NULL: nobody has. A verdict that was taken back has no time of its own.
ALTER TABLE review ADD COLUMN touched_at BIGINT;
UPDATE review SET touched_at = decided_at;
