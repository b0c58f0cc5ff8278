-- Texts of clippings that are old enough leave the record; the clipping stays. Times are milliseconds since 1970 in UTC.

-- +goose Up

ALTER TABLE clipping ADD COLUMN dropped_at BIGINT;              -- when its text left; NULL: it is there
ALTER TABLE clipping ADD COLUMN shown TEXT NOT NULL DEFAULT ''; -- JSON of the extract that may be shown since then
ALTER TABLE clipping ADD COLUMN text_keys {{blob}};             -- of the texts that left, 16 bytes each, as in the table erased
CREATE INDEX clipping_text ON clipping (first_seen, id) WHERE dropped_at IS NULL;

-- How often texts were dropped, and what an index has to hear of it.
CREATE TABLE dropping (
    id            {{id}},
    dropped_at    BIGINT NOT NULL, -- when it began
    seen_before   BIGINT NOT NULL, -- clippings that were first seen before this time
    clippings     BIGINT NOT NULL, -- how many texts that were so far
    change_number BIGINT NOT NULL  -- of the last change that it made; what an index had before holds the words still
);

-- When texts are dropped next, and the age for which that was announced; 0: nothing was announced.
INSERT INTO counter (name, value) VALUES ('text_due', 0), ('text_age', 0);
