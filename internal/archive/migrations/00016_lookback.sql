-- Outlets are read back to a time. Times are milliseconds since 1970 in UTC; unknown is NULL.

-- +goose Up

-- Readings of what an outlet listed between since and begun_at. There is one at a time for an outlet.
CREATE TABLE lookback (
    id        {{id}},
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    since     BIGINT NOT NULL,
    asked     BOOLEAN NOT NULL, -- for a time before; else the outlet could not be read in that time, or was silent
    expected  BIGINT NOT NULL,  -- articles that are usual in so much time; 0: that is not known
    begun_at  BIGINT NOT NULL,
    ended_at  BIGINT            -- NULL: it lasts
);
CREATE UNIQUE INDEX lookback_open ON lookback (outlet_id) WHERE ended_at IS NULL;

ALTER TABLE outage ADD COLUMN over_told_at BIGINT; -- when those who keep the program were told that it is over; NULL: they were not
UPDATE outage SET over_told_at = ended_at;
