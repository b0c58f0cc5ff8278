package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"pressclip/internal/press"
)

// Yield is how many clippings a keyword brought to its project, by what was decided about them.
type Yield map[press.Verdict]int

// All is their number.
func (y Yield) All() (n int) {
	for _, some := range y {
		n += some
	}
	return n
}

// Yields says what each keyword of a project has brought since a time, as the keywords were written when they matched.
// Those that brought nothing are not in it.
func (a *Archive) Yields(ctx context.Context, projectID int64, since time.Time) (map[string]Yield, error) {
	yields := map[string]Yield{}
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var list string
		var verdict press.Verdict
		var n int
		if err = rows.Scan(&list, &verdict, &n); err != nil {
			return struct{}{}, err
		}
		var keywords []string
		err = json.Unmarshal([]byte(list), &keywords)
		for _, k := range keywords {
			if yields[k] == nil {
				yields[k] = Yield{}
			}
			yields[k][verdict] += n
		}
		return struct{}{}, err
	}
	err := a.read(ctx, "count what keywords brought", func(ctx context.Context, c conn) error {
		_, err := all(ctx, c, scan, `SELECT keywords, verdict, count(*) FROM review WHERE project_id = ? AND filed_at >= ? GROUP BY keywords, verdict`,
			projectID, since.UnixMilli())
		return err
	})
	return yields, err
}
