package archive

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"pressclip/internal/press"
)

// regrouped is what a decision about stories did to one clipping; of those that it was asked for also that they stayed.
type regrouped struct {
	clipping   int64
	was, story int64 // 0: none
}

// SplitStory takes a clipping out of its story, by hand; from then on it tells a story of its own. It returns the
// number of the decision, with which UndoRegrouping takes it back. The error wraps press.ErrNotFound, or press.ErrConflict
// if nothing else is in the story.
func (a *Archive) SplitStory(ctx context.Context, clippingID int64, who string) (decision int64, err error) {
	return a.regroup(ctx, press.RegroupingSplit, who, 0, func(ctx context.Context, c conn) ([]regrouped, error) {
		was, err := c.story(ctx, clippingID)
		if err != nil {
			return nil, err
		}
		var others int
		if err := c.one(ctx, `SELECT count(*) FROM clipping WHERE story = ? AND id <> ?`, []any{was, clippingID}, &others); err != nil {
			return nil, err
		}
		if others == 0 {
			return nil, fmt.Errorf("clipping %d shares its story with none: %w", clippingID, press.ErrConflict)
		}
		own, err := c.newStory(ctx)
		return []regrouped{{clippingID, was, own}}, err
	})
}

// JoinStories makes one story of those of two clippings, by hand, with everything that is in them. It returns the
// number of the decision, with which UndoRegrouping takes it back. The error wraps press.ErrNotFound, or press.ErrConflict
// if they are one already.
func (a *Archive) JoinStories(ctx context.Context, clippingID, otherID int64, who string) (decision int64, err error) {
	return a.regroup(ctx, press.RegroupingJoin, who, 0, func(ctx context.Context, c conn) ([]regrouped, error) {
		into, err := c.story(ctx, clippingID)
		if err != nil {
			return nil, err
		}
		from, err := c.story(ctx, otherID)
		if err != nil {
			return nil, err
		}
		if clippingID == otherID || into != 0 && into == from {
			return nil, fmt.Errorf("clippings %d and %d are of one story: %w", clippingID, otherID, press.ErrConflict)
		}
		switch {
		case from == 0 && into == 0:
			into, err = c.newStory(ctx)
			return []regrouped{{clippingID, 0, into}, {otherID, 0, into}}, err
		case from == 0:
			return []regrouped{{clippingID, into, into}, {otherID, 0, into}}, nil
		case into == 0:
			return []regrouped{{clippingID, 0, from}, {otherID, from, from}}, nil
		}
		ids, err := all(ctx, c, scanID, `SELECT id FROM clipping WHERE story = ?`, from)
		moved := make([]regrouped, len(ids))
		for i, id := range ids {
			moved[i] = regrouped{id, from, into}
		}
		return append(moved, regrouped{clippingID, into, into}), err
	})
}

// UndoRegrouping takes a decision about stories back, which is a decision too. What has been decided about a clipping
// since then stays. The error wraps press.ErrNotFound if there is no such decision, and press.ErrConflict if it was taken
// back already or is itself taking back another.
func (a *Archive) UndoRegrouping(ctx context.Context, decision int64, who string) (undo int64, err error) {
	return a.regroup(ctx, press.RegroupingUndo, who, decision, func(ctx context.Context, c conn) ([]regrouped, error) {
		var kind press.RegroupingKind
		var undone bool
		found, err := c.found(ctx, `SELECT kind, EXISTS (SELECT 1 FROM regrouping u WHERE u.undoes = r.id) FROM regrouping r WHERE id = ?`,
			[]any{decision}, &kind, &undone)
		switch {
		case err != nil:
			return nil, err
		case !found:
			return nil, notFound("decision about a story", decision)
		case undone || kind == press.RegroupingUndo:
			return nil, fmt.Errorf("decision %d cannot be taken back: %w", decision, press.ErrConflict)
		}
		scan := func(rows *sql.Rows) (r regrouped, err error) {
			err = rows.Scan(&r.clipping, &r.story, &r.was)
			return r, err
		}
		seen, args := someSeen(ctx, `regrouped.clipping_id`)
		var one int
		if ok, err := c.found(ctx, `SELECT 1 FROM regrouped WHERE regrouping_id = ? AND `+seen+` LIMIT 1`, append([]any{decision}, args...), &one); err != nil {
			return nil, err
		} else if !ok {
			return nil, notFound("decision about a story", decision)
		}
		return all(ctx, c, scan, `SELECT g.clipping_id, g.was, g.story FROM regrouped g JOIN clipping c ON c.id = g.clipping_id
			WHERE g.regrouping_id = ? AND coalesce(c.story, 0) = g.story ORDER BY g.clipping_id`, decision)
	})
}

// story is the story of a clipping; 0 if it has none.
func (c conn) story(ctx context.Context, clippingID int64) (number int64, err error) {
	found, err := c.found(ctx, `SELECT coalesce(story, 0) FROM clipping WHERE id = ?`, []any{clippingID}, &number)
	if err == nil && !found {
		err = notFound("clipping", clippingID)
	}
	if err == nil {
		err = c.see(ctx, clippingID)
	}
	return number, err
}

// regroup records a decision about stories and carries it out.
func (a *Archive) regroup(ctx context.Context, kind press.RegroupingKind, who string, undoes int64, plan func(context.Context, conn) ([]regrouped, error)) (decision int64, err error) {
	err = a.write(ctx, "regroup clippings", func(ctx context.Context, c conn) error {
		if err := c.lockStories(ctx); err != nil {
			return err
		}
		moved, err := plan(ctx, c)
		if err != nil {
			return err
		}
		slices.SortFunc(moved, func(a, b regrouped) int { return cmp.Compare(a.clipping, b.clipping) })
		err = c.one(ctx, `INSERT INTO regrouping (kind, undoes, at, who) VALUES (?, ?, ?, ?) RETURNING id`,
			[]any{kind, sql.NullInt64{Int64: undoes, Valid: undoes != 0}, a.now().UnixMilli(), plain(who)}, &decision)
		if err != nil {
			return err
		}
		for _, m := range moved {
			if m.was != m.story {
				if err := c.setStory(ctx, m.clipping, m.story); err != nil {
					return err
				}
			}
			if _, err := c.exec(ctx, `INSERT INTO regrouped (regrouping_id, clipping_id, was, story) VALUES (?, ?, ?, ?)`, decision, m.clipping, m.was, m.story); err != nil {
				return err
			}
		}
		for _, m := range moved {
			if err := c.changed(ctx, m.clipping); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return decision, nil
}

// Regroupings are the decisions about the story of a clipping, the newest first.
func (a *Archive) Regroupings(ctx context.Context, clippingID int64) (list []press.Regrouping, err error) {
	err = a.read(ctx, "read decisions about a story", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanRegrouping, `SELECT r.id, r.kind, r.at, r.who, EXISTS (SELECT 1 FROM regrouping u WHERE u.undoes = r.id)
			FROM regrouping r JOIN regrouped g ON g.regrouping_id = r.id WHERE g.clipping_id = ? ORDER BY r.id DESC`, clippingID)
		seen, args := someSeen(ctx, `regrouped.clipping_id`)
		for i := range list {
			if err == nil {
				list[i].Others, err = all(ctx, c, scanID, `SELECT clipping_id FROM regrouped WHERE regrouping_id = ? AND clipping_id <> ? AND `+seen+` ORDER BY clipping_id`,
					append([]any{list[i].ID, clippingID}, args...)...)
			}
		}
		return err
	})
	return list, err
}

func scanRegrouping(rows *sql.Rows) (r press.Regrouping, err error) {
	var at sql.NullInt64
	err = rows.Scan(&r.ID, &r.Kind, &at, &r.Who, &r.Undone)
	r.At = timeOf(at)
	return r, err
}
