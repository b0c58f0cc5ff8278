-- How outlets do: what their visits came to by the hour, and what was wrong with them. Times are milliseconds since 1970 in
-- UTC; unknown is NULL.

-- +goose Up

-- What visits came to within an hour of the clock, or within several in which nothing happened. What is older than the
-- models look back is deleted.
CREATE TABLE hour (
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    number    BIGINT NOT NULL, -- hours since 1970, of the first visit in it
    tally     TEXT NOT NULL,   -- JSON of what health counts
    PRIMARY KEY (outlet_id, number)
);

-- Troubles of outlets. One that comes back within a week is the same.
CREATE TABLE outage (
    id         {{id}},
    outlet_id  BIGINT NOT NULL REFERENCES outlet (id),
    kind       TEXT NOT NULL,              -- as health names it
    about      TEXT NOT NULL,              -- the address of a place; empty, where the trouble is of the outlet
    finding    TEXT NOT NULL,              -- JSON of what health found last
    since      BIGINT NOT NULL,            -- when it began
    noticed_at BIGINT NOT NULL,
    ended_at   BIGINT,                     -- NULL: it lasts
    mailed_at  BIGINT,                     -- when those who keep the program were told; NULL: they were not
    mail_lease BIGINT NOT NULL             -- until when somebody is telling them; 0: nobody is
);
CREATE UNIQUE INDEX outage_open ON outage (outlet_id, kind, about) WHERE ended_at IS NULL;
CREATE INDEX outage_outlet ON outage (outlet_id, ended_at);
CREATE INDEX outage_mail ON outage (noticed_at) WHERE mailed_at IS NULL AND ended_at IS NULL;

ALTER TABLE place ADD COLUMN moved TEXT;           -- where the address has moved to for good, as its server says
ALTER TABLE place ADD COLUMN found_at BIGINT;      -- when it was found by looking at the site; NULL: it was given
ALTER TABLE outlet ADD COLUMN discovered_at BIGINT; -- when the site was looked at for places last
ALTER TABLE outlet ADD COLUMN usual BIGINT;         -- thousandths of an article a week; NULL: not known yet
