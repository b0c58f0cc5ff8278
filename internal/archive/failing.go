package archive

import (
	"context"
	"database/sql"
	"time"
)

// FailingKept is how long it is remembered that something was tried in vain, from the last time on.
const FailingKept = time.Hour

// Failing is how often something was tried in vain.
type Failing struct {
	Times int
	Last  time.Time
}

// Failing says how often sign-ins failed for each of these keys, a name or an address that they came from, as far as that
// is remembered. Every process on this archive counts the same.
func (a *Archive) Failing(ctx context.Context, keys []string) (list []Failing, err error) {
	list = make([]Failing, len(keys))
	err = a.read(ctx, "read failed sign-ins", func(ctx context.Context, c conn) error {
		for i, key := range keys {
			var last sql.NullInt64
			_, err := c.found(ctx, `SELECT times, last_at FROM failing WHERE hash = ? AND last_at > ?`,
				[]any{hashSecret(key), a.now().Add(-FailingKept).UnixMilli()}, &list[i].Times, &last)
			if err != nil {
				return err
			}
			list[i].Last = timeOf(last)
		}
		return nil
	})
	return list, err
}

// NoteFailing counts a sign-in that failed under each of these keys, now.
func (a *Archive) NoteFailing(ctx context.Context, keys []string) error {
	now := a.now()
	return a.write(ctx, "note failed sign-in", func(ctx context.Context, c conn) error {
		if err := c.dropFailing(ctx, now); err != nil {
			return err
		}
		for _, key := range keys {
			_, err := c.exec(ctx, `INSERT INTO failing (hash, times, last_at) VALUES (?, 1, ?)
				ON CONFLICT (hash) DO UPDATE SET times = failing.times + 1, last_at = excluded.last_at`, hashSecret(key), now.UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ForgetFailing begins the count of a key anew.
func (a *Archive) ForgetFailing(ctx context.Context, key string) error {
	return a.write(ctx, "forget failed sign-ins", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `DELETE FROM failing WHERE hash = ?`, hashSecret(key))
		return err
	})
}

func (c conn) dropFailing(ctx context.Context, now time.Time) error {
	_, err := c.exec(ctx, `DELETE FROM failing WHERE last_at <= ?`, now.Add(-FailingKept).UnixMilli())
	return err
}
