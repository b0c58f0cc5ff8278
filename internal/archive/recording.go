package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/warc"
)

// Recording is a file of recorded responses (WARC) that is read for some outlets.
type Recording struct {
	ID      int64
	SHA256  []byte // of the file
	Name    string // of the file
	Size    int64  // in bytes
	Outlets []press.Outlet
	Begins  []int64 // where its parts begin, ascending from 0
}

// RecordingPart is a part of a recording that was claimed: to be read from Next, up to the records that begin at Ends.
// When its lease has run out and another has claimed it, every write under it fails with press.ErrStale.
type RecordingPart struct {
	Recording    int64
	Begins, Ends int64
	Next         warc.Place
	token        int64
}

// BeginRecording begins to read a recording, or joins those who do. Outlets that it was read for before are left out:
// if that is all of them, it comes back without ID and Outlets. Otherwise Outlets are those that it is read for now, which
// may be more.
func (a *Archive) BeginRecording(ctx context.Context, r Recording) (Recording, error) {
	watched, err := a.Outlets(ctx)
	if err != nil {
		return r, err
	}
	err = a.write(ctx, "begin to read a recording", func(ctx context.Context, c conn) error {
		joined, err := c.joinRecording(ctx, r, watched)
		if err != nil || joined.ID != 0 || len(joined.Outlets) == 0 {
			r = joined
			return err
		}
		made, err := c.insertRecording(ctx, &joined, a.now())
		if err == nil && !made { // another has just begun
			joined, err = c.joinRecording(ctx, r, watched)
		}
		r = joined
		return err
	})
	return r, err
}

func (c conn) insertRecording(ctx context.Context, r *Recording, now time.Time) (made bool, err error) {
	made, err = c.found(ctx, `INSERT INTO recording (sha256, outlets, name, size, begun_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (sha256, outlets) DO NOTHING RETURNING id`, []any{r.SHA256, list(outletMarks(r.Outlets)), plain(r.Name), r.Size, now.UnixMilli()}, &r.ID)
	if err != nil || !made {
		return false, err
	}
	for i, begins := range r.Begins {
		ends := r.Size
		if i+1 < len(r.Begins) {
			ends = r.Begins[i+1]
		}
		if _, err := c.exec(ctx, `INSERT INTO recording_part (recording_id, begins, ends, next_byte) VALUES (?, ?, ?, ?)`, r.ID, begins, ends, begins); err != nil {
			return false, err
		}
	}
	return true, nil
}

// outletMarks are what outlets are known by that a recording was read for: one that has another address now was not.
func outletMarks(outlets []press.Outlet) []string {
	marks := make([]string, len(outlets))
	for i, o := range outlets {
		marks[i] = outletMark(o)
	}
	slices.Sort(marks)
	return marks
}

func outletMark(o press.Outlet) string { return fmt.Sprint(o.ID, " ", o.URL) }

// joinRecording is r without the outlets that its file has been read for. If it is being read for all the others, it has
// the ID and the outlets of that.
func (c conn) joinRecording(ctx context.Context, r Recording, watched []press.Outlet) (Recording, error) {
	type begun struct {
		id      int64
		outlets []string
		open    bool
	}
	scan := func(rows *sql.Rows) (b begun, err error) {
		var outlets string
		if err = rows.Scan(&b.id, &outlets, &b.open); err == nil {
			err = decodeList(outlets, &b.outlets)
		}
		return b, err
	}
	before, err := all(ctx, c, scan, `SELECT id, outlets, EXISTS (SELECT 1 FROM recording_part p WHERE p.recording_id = r.id AND p.read_at IS NULL)
		FROM recording r WHERE sha256 = ? ORDER BY id`, r.SHA256)
	if err != nil {
		return r, err
	}
	of := func(outlets []press.Outlet, b begun, in bool) []press.Outlet {
		return slices.DeleteFunc(slices.Clone(outlets), func(o press.Outlet) bool { return slices.Contains(b.outlets, outletMark(o)) != in })
	}
	for _, b := range before {
		if !b.open {
			r.Outlets = of(r.Outlets, b, false)
		}
	}
	for _, b := range before {
		if b.open && len(r.Outlets) > 0 && len(of(r.Outlets, b, false)) == 0 {
			r.ID, r.Outlets = b.id, of(watched, b, true)
			break
		}
	}
	return r, nil
}

// ClaimRecordingPart claims the first part of these recordings that is still to be read and that nobody is at; false
// says that there is none.
func (a *Archive) ClaimRecordingPart(ctx context.Context, recordings []int64, length time.Duration) (p RecordingPart, ok bool, err error) {
	if len(recordings) == 0 {
		return p, false, nil
	}
	now := a.now()
	scan := func(rows *sql.Rows) (p RecordingPart, err error) {
		err = rows.Scan(&p.Recording, &p.Begins, &p.Ends, &p.Next.Byte, &p.Next.Nth, &p.token)
		return p, err
	}
	err = a.write(ctx, "claim a part of a recording", func(ctx context.Context, c conn) error {
		args := append(anys(recordings), now.UnixMilli(), now.Add(longestLease).UnixMilli(), until(now, length).UnixMilli())
		claimed, err := all(ctx, c, scan, `WITH free AS MATERIALIZED (SELECT h.recording_id, h.begins FROM recording_part h
				WHERE h.recording_id IN `+marks(len(recordings))+` AND h.read_at IS NULL AND (h.lease_until <= ? OR h.lease_until > ?)
				ORDER BY h.recording_id, h.begins`+limit(1)+c.skipping+`)
			UPDATE recording_part SET token = token + 1, lease_until = ? WHERE (recording_id, begins) IN (SELECT recording_id, begins FROM free)
			RETURNING recording_id, begins, ends, next_byte, next_nth, token`, args...)
		if len(claimed) > 0 {
			p, ok = claimed[0], true
		}
		return err
	})
	return p, ok && err == nil, err
}

// ExtendRecordingPart makes the lease of a part last for length from now.
func (a *Archive) ExtendRecordingPart(ctx context.Context, p RecordingPart, length time.Duration) error {
	return a.write(ctx, "extend the lease of a recording", func(ctx context.Context, c conn) error {
		return c.holdPart(ctx, p, until(a.now(), length).UnixMilli())
	})
}

// ReleaseRecordingPart sets a part free, for others to go on where it is.
func (a *Archive) ReleaseRecordingPart(ctx context.Context, p RecordingPart) error {
	return a.write(ctx, "release a recording", func(ctx context.Context, c conn) error { return c.holdPart(ctx, p, 0) })
}

// holdPart makes sure that a part is held until the transaction ends, and sets the end of its lease.
func (c conn) holdPart(ctx context.Context, p RecordingPart, leaseUntil int64) error {
	held, err := c.exec(ctx, `UPDATE recording_part SET lease_until = ? WHERE recording_id = ? AND begins = ? AND token = ? AND lease_until > 0`,
		leaseUntil, p.Recording, p.Begins, p.token)
	if err == nil && held == 0 {
		err = fmt.Errorf("recording %d at %d: %w", p.Recording, p.Begins, press.ErrStale)
	}
	return err
}

// RecordingRead is how far a recording has been read, by all who read it.
type RecordingRead struct {
	Size, Read  int64 // bytes
	Parts, Done int
	Faults      []string // why parts could not be read to their end
}

// RecordingRead says how far a recording has been read.
func (a *Archive) RecordingRead(ctx context.Context, id int64) (read RecordingRead, err error) {
	err = a.read(ctx, "read how far a recording is", func(ctx context.Context, c conn) error {
		err := c.one(ctx, `SELECT sum(ends - begins), sum(CASE WHEN read_at IS NULL THEN next_byte - begins ELSE ends - begins END), count(*), count(read_at)
			FROM recording_part WHERE recording_id = ?`, []any{id}, &read.Size, &read.Read, &read.Parts, &read.Done)
		if err != nil {
			return err
		}
		read.Faults, err = all(ctx, c, scanString, `SELECT fault FROM recording_part WHERE recording_id = ? AND fault IS NOT NULL ORDER BY begins`, id)
		return err
	})
	return read, err
}

// RecordingsInHand says whether any process is reading recordings, or was within a time from now and has not come to their
// end. What it reads may have been recorded before what others have read.
func (a *Archive) RecordingsInHand(ctx context.Context, within time.Duration) (some bool, err error) {
	now := a.now()
	lately := now.Add(-within).UnixMilli()
	err = a.read(ctx, "look for who reads recordings", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT EXISTS (SELECT 1 FROM recording_part WHERE read_at IS NULL) AND (
			EXISTS (SELECT 1 FROM recording_part WHERE read_at IS NULL AND lease_until > ? AND lease_until <= ?)
			OR EXISTS (SELECT 1 FROM recording_part WHERE read_at > ?) OR EXISTS (SELECT 1 FROM recording WHERE begun_at > ?))`,
			[]any{now.UnixMilli(), now.Add(longestLease).UnixMilli(), lately, lately}, &some)
	})
	return some, err
}

// DropRecordings forgets recordings that were begun before a time and not read to their end, with what was read of them:
// nobody went on. They may be read anew.
func (a *Archive) DropRecordings(ctx context.Context, before time.Time) (dropped int, err error) {
	err = a.write(ctx, "forget recordings", func(ctx context.Context, c conn) error {
		given := `SELECT id FROM recording r WHERE begun_at < ? AND (EXISTS (SELECT 1 FROM recording_part p WHERE p.recording_id = r.id AND p.read_at IS NULL)
			OR EXISTS (SELECT 1 FROM recorded d WHERE d.recording_id = r.id))`
		ids, err := all(ctx, c, scanID, given, before.UnixMilli())
		for _, id := range ids {
			for _, table := range []string{"recorded", "recording_part"} {
				_, failed := c.exec(ctx, `DELETE FROM `+table+` WHERE recording_id = ?`, id)
				err = errors.Join(err, failed)
			}
			_, failed := c.exec(ctx, `DELETE FROM recording WHERE id = ?`, id)
			err = errors.Join(err, failed)
		}
		dropped = len(ids)
		return err
	})
	return dropped, err
}
