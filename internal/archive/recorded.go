package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/warc"
)

// Recorded is what was read of a response in a recording, for one outlet. It waits to be filed.
type Recorded struct {
	Place   warc.Place
	Reading Reading // its URL is that of the page; At is when it was recorded; neither an article nor a fault: it was known before
}

// KeepRecorded keeps what was read of a part of a recording up to a place, and that, in one transaction under the lease of
// the part, which lasts for length from now.
func (a *Archive) KeepRecorded(ctx context.Context, p RecordingPart, list []Recorded, next warc.Place, length time.Duration) error {
	return a.keepRecorded(ctx, p, list, func(ctx context.Context, c conn) error {
		if err := c.holdPart(ctx, p, until(a.now(), length).UnixMilli()); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE recording_part SET next_byte = ?, next_nth = ? WHERE recording_id = ? AND begins = ?`, next.Byte, next.Nth, p.Recording, p.Begins)
		return err
	})
}

// EndRecordingPart is KeepRecorded for a part that was read to its end, or as far as it can be: fault says why that is not
// the end, or is empty.
func (a *Archive) EndRecordingPart(ctx context.Context, p RecordingPart, list []Recorded, fault string) error {
	return a.keepRecorded(ctx, p, list, func(ctx context.Context, c conn) error {
		if err := c.holdPart(ctx, p, 0); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE recording_part SET read_at = ?, fault = ? WHERE recording_id = ? AND begins = ?`,
			a.now().UnixMilli(), optional(fault), p.Recording, p.Begins)
		return err
	})
}

func (a *Archive) keepRecorded(ctx context.Context, p RecordingPart, list []Recorded, note func(context.Context, conn) error) error {
	packed := make([][]byte, len(list))
	for i, r := range list {
		r.Reading.Evidence = nil // it is packed as it is
		packed[i] = a.deflate(r.Reading)
	}
	return a.write(ctx, "keep what was read of a recording", func(ctx context.Context, c conn) error {
		if err := note(ctx, c); err != nil {
			return err
		}
		for i, r := range list {
			var file, sum []byte
			if e := r.Reading.Evidence; e != nil {
				file, sum = e.WARC, e.SHA256
			}
			_, err := c.exec(ctx, `INSERT INTO recorded (recording_id, outlet_id, key, at, record_byte, record_nth, reading, evidence, evidence_sum)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, p.Recording, r.Reading.OutletID, addressKey(r.Reading.URL), millis(r.Reading.At).Int64,
				r.Place.Byte, r.Place.Nth, packed[i], nullable(file), nullable(sum))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ofWhole ends a condition on recorded r: its recording has been read to its end.
const ofWhole = ` AND NOT EXISTS (SELECT 1 FROM recording_part p WHERE p.recording_id = r.recording_id AND p.read_at IS NULL)`

// NextRecorded are at most so many readings of an outlet's pages that wait to be filed, in the order in which the pages
// were recorded. Those of recordings that are not read to their end wait on.
func (a *Archive) NextRecorded(ctx context.Context, outletID int64, most int) (next []Reading, err error) {
	scan := func(rows *sql.Rows) (r Reading, err error) {
		var id, at int64
		var packed, file, sum []byte
		if err = rows.Scan(&id, &at, &packed, &file, &sum); err != nil {
			return r, err
		}
		if err = inflate(packed, &r); err != nil {
			return r, err
		}
		if r.Recorded = id; file != nil {
			r.Evidence = &Evidence{URL: r.URL, At: time.UnixMilli(at).UTC(), SHA256: sum, WARC: file}
		}
		return r, nil
	}
	err = a.read(ctx, "read what was recorded", func(ctx context.Context, c conn) error {
		next, err = all(ctx, c, scan, `SELECT id, at, reading, evidence, evidence_sum FROM recorded r WHERE outlet_id = ?`+ofWhole+`
			ORDER BY at, recording_id, record_byte, record_nth`+limit(most), outletID)
		return err
	})
	return next, err
}

// RecordedLeft counts the readings of an outlet's pages that NextRecorded would hand out.
func (a *Archive) RecordedLeft(ctx context.Context, outletID int64) (n int, err error) {
	err = a.read(ctx, "count what was recorded", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT count(*) FROM recorded r WHERE outlet_id = ?`+ofWhole, []any{outletID}, &n)
	})
	return n, err
}

// PassRecorded takes away what was read of a recording and brings nothing new, under the lease of the outlet's host.
func (a *Archive) PassRecorded(ctx context.Context, l Lease, id int64) error {
	return a.write(ctx, "pass over what was recorded", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		return c.passRecorded(ctx, id)
	})
}

func (c conn) passRecorded(ctx context.Context, id int64) error {
	if id == 0 {
		return nil
	}
	_, err := c.exec(ctx, `DELETE FROM recorded WHERE id = ?`, id)
	return err
}

// dropRecorded takes away everything that was recorded at an address and is not filed yet.
func (c conn) dropRecorded(ctx context.Context, key []byte) error {
	_, err := c.exec(ctx, `DELETE FROM recorded WHERE key = ?`, key)
	return err
}
