-- Files that people bring when they file an article by hand. Times are milliseconds since 1970 in UTC.

-- +goose Up

-- They are rows and no files, for the reasons that evidence is. One without a clipping waits for its article to be filed.
CREATE TABLE upload (
    id          {{id}},
    clipping_id BIGINT REFERENCES clipping (id) ON DELETE CASCADE, -- NULL: it is not filed yet
    sha256      {{blob}} NOT NULL,
    name        TEXT NOT NULL,   -- that it had where it came from
    kind        TEXT NOT NULL,   -- media type, by what is in it
    size        BIGINT NOT NULL, -- in bytes
    content     {{blob}} NOT NULL,
    made_at     BIGINT NOT NULL,
    made_by     TEXT NOT NULL,   -- empty where nobody signs in
    UNIQUE (clipping_id, sha256)
);
CREATE INDEX upload_waiting ON upload (made_at) WHERE clipping_id IS NULL;
