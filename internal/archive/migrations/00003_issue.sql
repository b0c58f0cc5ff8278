-- Digests as they were sent: issues, what stood in them, and who was to get them. Times are milliseconds since 1970 in
-- UTC; unknown is NULL.

-- +goose Up

-- The times of a schedule count from when it was first seen, so that a new digest is not late for a time before it.
ALTER TABLE digest ADD COLUMN armed TEXT;       -- the schedule whose times count; NULL: none yet
ALTER TABLE digest ADD COLUMN armed_at BIGINT;  -- since when they count
ALTER TABLE digest ADD COLUMN paused_at BIGINT; -- NULL: not paused

-- An issue is closed when it is made and does not change afterwards.
CREATE TABLE issue (
    id        {{id}},
    digest_id BIGINT NOT NULL REFERENCES digest (id),
    due       BIGINT NOT NULL, -- the time of the schedule that it belongs to
    since     BIGINT NOT NULL, -- begin of the period that it covers
    until     BIGINT NOT NULL, -- what qualified by then stands in it; due, unless it was closed before
    closed_at BIGINT NOT NULL,
    UNIQUE (digest_id, due)
);

-- The clippings of an issue, each under the projects that it stands under there.
CREATE TABLE issued (
    issue_id    BIGINT NOT NULL REFERENCES issue (id),
    project_id  BIGINT NOT NULL REFERENCES project (id),
    clipping_id BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    PRIMARY KEY (issue_id, project_id, clipping_id)
);
CREATE INDEX issued_clipping ON issued (clipping_id);

-- Everybody to whom a digest ever went. A row stays when its address leaves the digest.
CREATE TABLE recipient (
    id        {{id}},
    digest_id BIGINT NOT NULL REFERENCES digest (id),
    address   TEXT NOT NULL,        -- as written in the digest
    ticket    TEXT NOT NULL UNIQUE, -- by chance; who knows it may unsubscribe this address
    left_at   BIGINT,               -- when it unsubscribed; NULL: it did not
    UNIQUE (digest_id, address)
);

-- What an issue is to each recipient.
CREATE TABLE delivery (
    id           {{id}},
    issue_id     BIGINT NOT NULL REFERENCES issue (id),
    recipient_id BIGINT NOT NULL REFERENCES recipient (id),
    list         BOOLEAN NOT NULL, -- several people read behind the address
    state        TEXT NOT NULL,    -- waiting, sent, failed or left
    copy         BIGINT NOT NULL,  -- from 1; grows when somebody has it sent once more
    attempts     BIGINT NOT NULL,  -- of this copy
    next_try     BIGINT,           -- NULL: settled
    token        BIGINT NOT NULL,  -- grows with every claim; who records an attempt carries the one they were given
    lease_until  BIGINT NOT NULL,  -- 0: nobody is sending it
    tried_at     BIGINT,           -- end of the last attempt
    sent_at      BIGINT,           -- of the last copy that was accepted
    fault        TEXT,             -- JSON; of the last attempt, if it failed
    UNIQUE (issue_id, recipient_id)
);
CREATE INDEX delivery_open ON delivery (next_try, id) WHERE next_try IS NOT NULL;
CREATE INDEX delivery_recipient ON delivery (recipient_id);

CREATE INDEX review_filed ON review (project_id, filed_at);
CREATE INDEX review_decided ON review (project_id, decided_at) WHERE decided_at IS NOT NULL;
