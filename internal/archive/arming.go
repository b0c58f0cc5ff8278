package archive

import (
	"context"
	"database/sql"
	"time"

	"pressclip/internal/press"
)

// Arming is since when the times of a digest's schedule count.
type Arming struct {
	Schedule string    // whose times count; empty: none yet
	At       time.Time // since when
	Last     time.Time // the time that its last issue belongs to; zero if there is none
	Paused   time.Time // zero: it is not
}

// Arming is how things stand with a digest. The error wraps press.ErrNotFound.
func (a *Archive) Arming(ctx context.Context, digestID int64) (g Arming, err error) {
	err = a.read(ctx, "read digest", func(ctx context.Context, c conn) error {
		var line sql.NullString
		var at, last, paused sql.NullInt64
		ok, err := c.found(ctx, `SELECT armed, armed_at, paused_at, (SELECT max(due) FROM issue WHERE digest_id = digest.id) FROM digest WHERE id = ?`,
			[]any{digestID}, &line, &at, &paused, &last)
		if err == nil && !ok {
			err = notFound("digest", digestID)
		}
		g = Arming{Schedule: line.String, At: timeOf(at), Last: timeOf(last), Paused: timeOf(paused)}
		return err
	})
	return g, err
}

// Arm lets the times of a digest's schedule count from now on. A schedule whose times count already goes on as it is.
func (a *Archive) Arm(ctx context.Context, d press.Digest) error {
	return a.write(ctx, "arm digest", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `UPDATE digest SET armed = ?, armed_at = ? WHERE id = ? AND (armed IS NULL OR armed <> ?)`,
			d.Schedule, a.now().UnixMilli(), d.ID, d.Schedule)
		return err
	})
}

// Pause stops a digest from having issues, or lets it have them again: the next is that of the next time of its
// schedule, and covers the pause. What was closed before is delivered all the same.
func (a *Archive) Pause(ctx context.Context, digestID int64, pause bool) error {
	return a.write(ctx, "pause digest", func(ctx context.Context, c conn) error {
		if err := c.lockDigest(ctx, digestID); err != nil {
			return err
		}
		now := a.now().UnixMilli()
		if pause {
			_, err := c.exec(ctx, `UPDATE digest SET paused_at = coalesce(paused_at, ?) WHERE id = ?`, now, digestID)
			return err
		}
		_, err := c.exec(ctx, `UPDATE digest SET armed_at = ?, paused_at = NULL WHERE id = ? AND paused_at IS NOT NULL`, now, digestID)
		return err
	})
}
