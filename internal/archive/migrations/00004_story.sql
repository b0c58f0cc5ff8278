-- Stories: the same text in several outlets. clipping.story is the number that its clippings share; NULL, or a number
-- that no other has, is a clipping of its own. Times are milliseconds since 1970 in UTC.

-- +goose Up

-- Numbers of stories. Who gives one to a clipping, or takes it away, holds this row until the transaction ends.
INSERT INTO counter (name, value) VALUES ('story', 0);
CREATE INDEX clipping_story ON clipping (story, id) WHERE story IS NOT NULL;

-- What is kept of a clipping's text to find the same text elsewhere. Clippings that have none get theirs in the
-- background.
CREATE TABLE sketch (
    clipping_id BIGINT PRIMARY KEY REFERENCES clipping (id) ON DELETE CASCADE,
    form        BIGINT NOT NULL, -- in which it was made
    shingles    BIGINT NOT NULL, -- different runs of three words in the text
    least       {{blob}},        -- their least hashes in order, each in 4 bytes, the highest first; NULL: none
    opening     {{blob}}         -- the same of those in the beginning of the text, all of them
);

-- Hashes of which texts that tell the same share at least one.
CREATE TABLE band (
    clipping_id BIGINT NOT NULL REFERENCES sketch (clipping_id) ON DELETE CASCADE,
    hash        BIGINT NOT NULL,
    PRIMARY KEY (clipping_id, hash)
) {{narrow}};
CREATE INDEX band_hash ON band (hash, clipping_id);

-- What people decided about stories, and what that did to each clipping. What they touched is left alone.
CREATE TABLE regrouping (
    id     {{id}},
    kind   TEXT NOT NULL,   -- split, join or undo
    undoes BIGINT,          -- the regrouping that an undo takes back
    at     BIGINT NOT NULL,
    who    TEXT NOT NULL    -- empty where nobody signs in
);
CREATE UNIQUE INDEX regrouping_undone ON regrouping (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE regrouped (
    regrouping_id BIGINT NOT NULL REFERENCES regrouping (id),
    clipping_id   BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    was           BIGINT NOT NULL, -- the story before; 0: none
    story         BIGINT NOT NULL, -- the story afterwards; 0: none
    PRIMARY KEY (regrouping_id, clipping_id)
);
CREATE INDEX regrouped_clipping ON regrouped (clipping_id);
CREATE INDEX regrouped_was ON regrouped (was);
CREATE INDEX regrouped_story ON regrouped (story);
