-- What was erased on request: who asked for it, and when. Times are milliseconds since 1970 in UTC.
--
-- The table erased, which is older, holds nothing but keys. Beside those of addresses it now has those of GUIDs and of
-- texts at an outlet, made so that none can be taken for one of another kind.

-- +goose Up

CREATE TABLE erasure (
    id            {{id}},
    erased_at     BIGINT NOT NULL,
    asked_by      TEXT NOT NULL,   -- a name; empty if none is known
    reason        TEXT NOT NULL,   -- as given; may be empty
    clippings     BIGINT NOT NULL, -- how many went
    unmatched     BIGINT NOT NULL, -- articles that were kept though they matched nothing
    change_number BIGINT NOT NULL  -- of the last change that it made; what an index had before holds the words still
);
CREATE INDEX erasure_change ON erasure (change_number);

-- 0: what was deleted before may lie in parts of the database's file that are free, and has yet to be swept out.
INSERT INTO counter (name, value) SELECT 'swept', CASE WHEN EXISTS (SELECT 1 FROM page) THEN 0 ELSE 1 END;
