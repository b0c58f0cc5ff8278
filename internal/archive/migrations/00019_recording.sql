-- Recordings (WARC files) are read by several processes together, and filed in the order of time. Times are milliseconds
-- since 1970 in UTC; unknown is NULL. Lists are JSON.

-- +goose Up

-- Files that are read, or were, for some outlets. They are known by what is in them, wherever they lie.
CREATE TABLE recording (
    id       {{id}},
    sha256   {{blob}} NOT NULL, -- of the file
    outlets  TEXT NOT NULL,     -- list of their IDs and addresses; what comes to be watched later is read for by itself
    name     TEXT NOT NULL,     -- of the file, where it was given first
    size     BIGINT NOT NULL,   -- in bytes
    begun_at BIGINT NOT NULL,
    UNIQUE (sha256, outlets)
);

-- The parts in which processes share a recording. A recording has been read when all of its parts have.
CREATE TABLE recording_part (
    recording_id BIGINT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    begins       BIGINT NOT NULL,            -- byte of the file
    ends         BIGINT NOT NULL,            -- the byte after it
    next_byte    BIGINT NOT NULL,            -- where the first record is that is still to be read
    next_nth     BIGINT NOT NULL DEFAULT 0,
    token        BIGINT NOT NULL DEFAULT 0,  -- grows with every claim; writes carry the one they were given
    lease_until  BIGINT NOT NULL DEFAULT 0,  -- 0: free
    read_at      BIGINT,                     -- NULL: it is still to be read
    fault        TEXT,                       -- why it could not be read to its end
    PRIMARY KEY (recording_id, begins)
);

-- What was read of recordings and waits to be filed, in the order in which it was recorded.
CREATE TABLE recorded (
    id           {{id}},
    recording_id BIGINT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    outlet_id    BIGINT NOT NULL REFERENCES outlet (id),
    key          {{blob}} NOT NULL,  -- of the address
    at           BIGINT NOT NULL,    -- when it was recorded; 0: unknown
    record_byte  BIGINT NOT NULL,    -- where its record is
    record_nth   BIGINT NOT NULL,
    reading      {{blob}} NOT NULL,  -- JSON of what came of the page, deflated
    evidence     {{blob}},           -- the response, as a WARC file of its own
    evidence_sum {{blob}}            -- SHA-256 of the response
);
CREATE INDEX recorded_order ON recorded (outlet_id, at, recording_id, record_byte, record_nth);
CREATE INDEX recorded_key ON recorded (key);

ALTER TABLE page ADD COLUMN as_of BIGINT; -- when what was read of it last was fetched or recorded; NULL: when it was read first
