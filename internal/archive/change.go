package archive

import (
	"context"
	"database/sql"

	"pressclip/internal/press"
)

// Changes are at most so many changes of clippings after a number, in the order of their numbers, each with the clipping
// as it is now. A clipping stands in the list once, at its last change. One that changes while this is read may come
// with what its next change is about; it comes again under that number.
func (a *Archive) Changes(ctx context.Context, after int64, most int) ([]press.Change, error) {
	var changes []press.Change
	err := a.read(ctx, "read changes", func(ctx context.Context, c conn) (err error) {
		if changes, err = all(ctx, c, scanChange, `SELECT number, clipping_id FROM change WHERE number > ? ORDER BY number`+limit(most), after); err != nil {
			return err
		}
		at := make(map[int64]int, len(changes))
		ids := make([]int64, len(changes))
		for i, ch := range changes {
			ids[i], at[ch.ID] = ch.ID, i
		}
		clippings, err := c.clippings(ctx, ids)
		for i := range clippings {
			changes[at[clippings[i].ID]].Clipping = &clippings[i]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

func scanChange(rows *sql.Rows) (ch press.Change, err error) {
	err = rows.Scan(&ch.Number, &ch.ID)
	return ch, err
}

// LastChange is the number of the newest change; 0 if there was none.
func (a *Archive) LastChange(ctx context.Context) (number int64, err error) {
	err = a.read(ctx, "read change number", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT value FROM counter WHERE name = 'change'`, nil, &number)
	})
	return number, err
}

// changed gives the change of a clipping the next number. The row of the counter stays locked until the transaction
// ends, so that numbers become visible in their order; call this last.
func (c conn) changed(ctx context.Context, clippingID int64) error {
	var number int64
	if err := c.one(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'change' RETURNING value`, nil, &number); err != nil {
		return err
	}
	_, err := c.exec(ctx, `INSERT INTO change (number, clipping_id) VALUES (?, ?)
		ON CONFLICT (clipping_id) DO UPDATE SET number = excluded.number`, number, clippingID)
	return err
}
