-- Alerts: what is told as soon as it is filed. Times are milliseconds since 1970 in UTC; unknown is NULL.

-- +goose Up

-- Up to which change of a clipping alerts have followed. What is there before this form is no news.
INSERT INTO counter (name, value) SELECT 'alert', value FROM counter WHERE name = 'change';

-- Since when what is filed under a project is told at once; NULL: it is not.
ALTER TABLE project ADD COLUMN alert_since BIGINT;
UPDATE project SET alert_since = (SELECT coalesce(max(filed_at), 0) + 1 FROM review)
    WHERE removed_at IS NULL AND definition LIKE '%"alert":true%';

-- Clippings that were told together. An alert is closed when it is made and does not change afterwards.
CREATE TABLE alert (
    id         {{id}},
    project_id BIGINT NOT NULL REFERENCES project (id),
    closed_at  BIGINT NOT NULL
);
CREATE INDEX alert_project ON alert (project_id, closed_at);

-- Clippings that are told about a project, each once.
CREATE TABLE alerted (
    project_id  BIGINT NOT NULL REFERENCES project (id),
    clipping_id BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    noticed_at  BIGINT NOT NULL,
    alert_id    BIGINT REFERENCES alert (id), -- NULL: it waits for others that come with it
    PRIMARY KEY (project_id, clipping_id)
);
CREATE INDEX alerted_alert ON alerted (alert_id);
CREATE INDEX alerted_clipping ON alerted (clipping_id);
CREATE INDEX alerted_waiting ON alerted (project_id, noticed_at) WHERE alert_id IS NULL;

-- Everybody to whom alerts of a project ever went, as recipient is for digests.
CREATE TABLE alert_recipient (
    id         {{id}},
    project_id BIGINT NOT NULL REFERENCES project (id),
    address    TEXT NOT NULL,        -- as written in the project; of a webhook, a name that keeps its address secret
    hook       BOOLEAN NOT NULL,     -- it is a webhook
    ticket     TEXT NOT NULL UNIQUE, -- by chance; who knows it may unsubscribe this address
    left_at    BIGINT,               -- when it unsubscribed; NULL: it did not
    UNIQUE (project_id, address)
);

-- What an alert is to each recipient, as delivery is for digests.
CREATE TABLE alert_delivery (
    id           {{id}},
    alert_id     BIGINT NOT NULL REFERENCES alert (id),
    recipient_id BIGINT NOT NULL REFERENCES alert_recipient (id),
    list         BOOLEAN NOT NULL, -- several people read behind the address
    state        TEXT NOT NULL,    -- waiting, sent, failed, left or void
    copy         BIGINT NOT NULL,  -- from 1; grows when somebody has it sent once more
    attempts     BIGINT NOT NULL,  -- of this copy
    next_try     BIGINT,           -- NULL: settled
    token        BIGINT NOT NULL,  -- grows with every claim; who records an attempt carries the one they were given
    lease_until  BIGINT NOT NULL,  -- 0: nobody is sending it
    tried_at     BIGINT,           -- end of the last attempt
    sent_at      BIGINT,           -- of the last copy that was accepted
    fault        TEXT,             -- JSON; of the last attempt, if it failed
    UNIQUE (alert_id, recipient_id)
);
CREATE INDEX alert_delivery_open ON alert_delivery (next_try, id) WHERE next_try IS NOT NULL;
CREATE INDEX alert_delivery_recipient ON alert_delivery (recipient_id);
