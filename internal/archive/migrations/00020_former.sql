-- Outlets, projects and digests can be called otherwise.

-- +goose Up

-- Names that they had before. A name that is given again is no former one any more.
CREATE TABLE former (
    kind          TEXT NOT NULL,   -- outlet, project or digest
    name          TEXT NOT NULL,
    definition_id BIGINT NOT NULL, -- in the table of its kind
    PRIMARY KEY (kind, name)
);
