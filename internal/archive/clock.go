package archive

import (
	"context"
	"time"
)

// longestPause bounds how far ahead a page's next try can lie: what failed for a passing reason is tried again within a
// day. Later times were written under a clock that was ahead.
const longestPause = 25 * time.Hour

// CatchUp makes due now what a clock that was ahead had put off: outlets that were last visited in the future, or never
// and are to be only then, and pages whose next try or reading lies further ahead than any pause. Where the clock was right it
// changes nothing, and it may be repeated at any time.
func (a *Archive) CatchUp(ctx context.Context) error {
	return a.write(ctx, "catch up with the clock", func(ctx context.Context, c conn) error {
		now := a.now().UnixMilli()
		_, err := c.exec(ctx, `UPDATE outlet SET next_visit = ? WHERE next_visit > ? AND coalesce(
			(SELECT v.ended FROM visit v WHERE v.outlet_id = outlet.id ORDER BY v.id DESC LIMIT 1), next_visit) > ?`, now, now, now)
		if err != nil {
			return err
		}
		_, err = c.exec(ctx, `UPDATE page SET next_try = ? WHERE next_try > ?`, now, a.now().Add(longestPause).UnixMilli())
		if err != nil {
			return err
		}
		_, err = c.exec(ctx, `UPDATE page SET reread_at = ? WHERE reread_at > ?`, now, a.now().Add(lastRereading).UnixMilli())
		return err
	})
}
