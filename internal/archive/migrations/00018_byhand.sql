-- Articles that people bring: from paper, radio and television, and from what nobody watches. An outlet that is filed by hand
-- alone has the empty name for a host, which nobody asks.

-- +goose Up

ALTER TABLE clipping ADD COLUMN medium TEXT NOT NULL DEFAULT '';    -- that it appeared in; empty: that of its outlet
ALTER TABLE clipping ADD COLUMN page TEXT NOT NULL DEFAULT '';      -- as printed; empty if none is known
ALTER TABLE clipping ADD COLUMN programme TEXT NOT NULL DEFAULT ''; -- of radio or television
