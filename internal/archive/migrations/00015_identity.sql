-- An article that comes again under another address and another GUID is known by its headline or its date, and its text.

-- +goose Up

CREATE INDEX clipping_headline ON clipping (outlet_id, lower(substr(title, 1, 60)), first_seen);
CREATE INDEX clipping_published ON clipping (outlet_id, published, first_seen);
