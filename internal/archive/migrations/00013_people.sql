-- Who may sign in, and what they changed. Times are milliseconds since 1970 in UTC; unknown is NULL.

-- +goose Up

-- Who left stays here with the name that stands beside what they decided, and can be taken back in.
CREATE TABLE person (
    id       {{id}},
    name     TEXT NOT NULL,        -- as it was written
    folded   TEXT NOT NULL UNIQUE, -- in lower case
    address  TEXT NOT NULL,        -- for mail; may be empty
    role     TEXT NOT NULL,        -- reader, reviewer or admin
    all_of   BOOLEAN NOT NULL,     -- sees all projects
    password TEXT NOT NULL,        -- its argon2id hash, with its parameters; empty: has none
    made_at  BIGINT NOT NULL,
    left_at  BIGINT
);

-- What those see who do not see all projects.
CREATE TABLE person_project (
    person_id  BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    project_id BIGINT NOT NULL REFERENCES project (id),
    PRIMARY KEY (person_id, project_id)
);

-- Browsers in which somebody is signed in.
CREATE TABLE session (
    id        {{id}},
    hash      TEXT NOT NULL UNIQUE, -- SHA-256 of what the browser holds
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    agent     TEXT NOT NULL,        -- as the browser calls itself
    made_at   BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL       -- when it was last used, to within some minutes
);
CREATE INDEX session_person ON session (person_id);

-- What lets the programs of people in.
CREATE TABLE token (
    id        {{id}},
    hash      TEXT NOT NULL UNIQUE, -- SHA-256 of the token
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,        -- what it is for
    role      TEXT NOT NULL,        -- the most that it may do
    made_at   BIGINT NOT NULL,
    used_at   BIGINT,
    until     BIGINT                -- NULL: without end
);
CREATE INDEX token_person ON token (person_id);

-- What people changed. Rows go when they are old enough.
CREATE TABLE act (
    id      {{id}},
    at      BIGINT NOT NULL,
    person  TEXT NOT NULL, -- the name; empty: nobody was signed in
    kind    TEXT NOT NULL,
    about   TEXT NOT NULL
);
CREATE INDEX act_at ON act (at);
