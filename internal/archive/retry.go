package archive

import "context"

// Retry makes the pages of an outlet that failed for a passing reason due at once, under the lease of its host. When a
// host may be asked again stays with the host.
func (a *Archive) Retry(ctx context.Context, l Lease, outletID int64) error {
	return a.write(ctx, "retry failed pages", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		// What failed for a passing reason has a next try; to say so lets the index of open pages serve.
		_, err := c.exec(ctx, `UPDATE page SET next_try = ? WHERE outlet_id = ? AND state = ? AND next_try IS NOT NULL`, a.now().UnixMilli(), outletID, PageFailed)
		return err
	})
}
