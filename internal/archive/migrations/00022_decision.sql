-- What people decided and wrote about clippings, one row for each time. Times are milliseconds since 1970 in UTC.

-- +goose Up

CREATE TABLE decision (
    id          {{id}},
    clipping_id BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    project_id  BIGINT NOT NULL REFERENCES project (id),
    round       BIGINT NOT NULL, -- the same for all that was decided at one stroke
    at          BIGINT NOT NULL,
    who         TEXT NOT NULL,   -- empty where nobody signs in
    verdict     TEXT,            -- NULL, as with the next two: it stayed as it was
    tags        TEXT,            -- JSON list of all there were afterwards
    note        TEXT
);
CREATE INDEX decision_clipping ON decision (clipping_id, project_id, id);
CREATE INDEX decision_round ON decision (round);
CREATE INDEX decision_tags ON decision (project_id, id) WHERE tags IS NOT NULL;
INSERT INTO counter (name, value) VALUES ('round', 1);

-- Of what was decided before, the last word is known.
INSERT INTO decision (clipping_id, project_id, round, at, who, verdict, tags, note)
    SELECT clipping_id, project_id, 1, coalesce(touched_at, decided_at, filed_at), reviewer, nullif(verdict, 'new'), nullif(tags, '[]'), nullif(note, '')
    FROM review WHERE verdict <> 'new' OR tags <> '[]' OR note <> '' ORDER BY coalesce(touched_at, decided_at, filed_at), clipping_id, project_id;
