package archive

import "context"

// Retry makes the pages of an outlet that failed for a passing reason due at once, under the lease of its host. When a
// host may be asked again stays with the host.
func (a *Archive) Retry(ctx context.Context, l Lease, outletID int64) error {
	return a.write(ctx, "retry failed pages", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE page SET next_try = ? WHERE outlet_id = ? AND state = ?`, a.now().UnixMilli(), outletID, PageFailed)
		return err
	})
}
