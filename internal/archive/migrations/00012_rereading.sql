-- Articles are read again for a while, because outlets change what they published. Times are milliseconds since 1970 in
-- UTC; unknown is NULL.

-- +goose Up

ALTER TABLE page ADD COLUMN reread_at BIGINT;   -- when its article is to be read again; NULL: not any more
ALTER TABLE clipping ADD COLUMN gone_at BIGINT; -- since when its page is no longer there, as seen by reading it again; NULL: it is
CREATE INDEX page_reread ON page (outlet_id, reread_at) WHERE reread_at IS NOT NULL;

-- What was filed within the week before the last reading is read again too: at the address of the clipping, by its outlet.
UPDATE page SET reread_at = read_at + 3600000 WHERE state = 'clipped' AND read_at > (SELECT max(read_at) FROM page) - 604800000
    AND id = (SELECT min(o.id) FROM page o JOIN clipping c ON c.id = o.clipping_id AND c.outlet_id = o.outlet_id
        WHERE o.clipping_id = page.clipping_id AND o.state = 'clipped' AND o.read_at IS NOT NULL);
