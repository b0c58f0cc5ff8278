-- Outlets move, and say so.

-- +goose Up

ALTER TABLE outlet ADD COLUMN home TEXT; -- where the site says it has moved to for good; NULL: nowhere. host is then the one there
