package archive

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"pressclip/internal/press"
)

// newRound is a number for what is decided at one stroke.
func (c conn) newRound(ctx context.Context) (number int64, err error) {
	err = c.one(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'round' RETURNING value`, nil, &number)
	return number, err
}

// keepDecision writes down what a decision changes in a review; nothing if it changes nothing.
func (c conn) keepDecision(ctx context.Context, old, r reviewRow, who string, round, now int64) error {
	when := func(changed bool, value string) sql.NullString { return sql.NullString{String: value, Valid: changed} }
	verdict := when(r.Verdict != old.Verdict, string(r.Verdict))
	tags := when(!slices.Equal(r.Tags, old.Tags), list(r.Tags))
	note := when(r.Note != old.Note, r.Note)
	if !verdict.Valid && !tags.Valid && !note.Valid {
		return nil
	}
	_, err := c.exec(ctx, `INSERT INTO decision (clipping_id, project_id, round, at, who, verdict, tags, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.clippingID, r.projectID, round, now, plain(who), verdict, tags, note)
	return err
}

// Decisions are what people decided and wrote about a clipping, the newest first, in the projects that may be seen.
func (a *Archive) Decisions(ctx context.Context, clippingID int64) (list []press.Decision, err error) {
	err = a.read(ctx, "read decisions", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanDecision, `SELECT p.name, d.at, d.who, d.verdict, d.tags, d.note FROM decision d JOIN project p ON p.id = d.project_id
			WHERE d.clipping_id = ? ORDER BY d.at DESC, d.id DESC`, clippingID)
		return err
	})
	return slices.DeleteFunc(list, func(d press.Decision) bool { return !Sees(ctx, d.Project) }), err
}

func scanDecision(rows *sql.Rows) (d press.Decision, err error) {
	var at sql.NullInt64
	var verdict, tags, note sql.NullString
	if err = rows.Scan(&d.Project, &at, &d.Who, &verdict, &tags, &note); err != nil {
		return d, err
	}
	d.At, d.Verdict = timeOf(at), press.Verdict(verdict.String)
	if note.Valid {
		d.Note = &note.String
	}
	if tags.Valid {
		d.Tags = new([]string)
		err = decodeList(tags.String, d.Tags)
	}
	return d, err
}

// tagsLookedAt is how many decisions about tags TagsUsed looks at.
const tagsLookedAt = 200

// TagsUsed are at most n tags that were given in a project of late, in alphabetical order.
func (a *Archive) TagsUsed(ctx context.Context, project string, n int) (tags []string, err error) {
	err = a.read(ctx, "read the tags in use", func(ctx context.Context, c conn) error {
		lists, err := all(ctx, c, scanName, `SELECT d.tags FROM decision d JOIN project p ON p.id = d.project_id
			WHERE p.name = ? AND d.tags IS NOT NULL ORDER BY d.id DESC`+limit(tagsLookedAt), project)
		if err != nil {
			return err
		}
		for _, list := range lists {
			var given []string
			if err := decodeList(list, &given); err != nil {
				return err
			}
			for _, t := range given {
				if len(tags) < n && !slices.Contains(tags, t) {
					tags = append(tags, t)
				}
			}
		}
		return nil
	})
	slices.Sort(tags)
	return tags, err
}

// ReviewMany records one decision about many clippings, each in projects, where it finds the verdict that was seen; the
// others are passed over, as are those that are gone. It returns how many it changed, and the number of the round, with
// which UndoRound takes it back.
func (a *Archive) ReviewMany(ctx context.Context, places []Placed, change ReviewChange) (round int64, done []Placed, err error) {
	byClipping := map[int64][]string{}
	for _, p := range places {
		byClipping[p.ClippingID] = append(byClipping[p.ClippingID], p.Project)
	}
	err = a.write(ctx, "review many clippings", func(ctx context.Context, c conn) error {
		done = nil
		if round, err = c.newRound(ctx); err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(byClipping)) { // in order, so that two who decide never wait for each other
			rows, err := c.lockedReviews(ctx, id)
			if err != nil {
				return err
			}
			var in []string
			for _, r := range rows {
				if slices.Contains(byClipping[id], r.Project) && Sees(ctx, r.Project) && (change.Was == "" || r.Verdict == change.Was) {
					in = append(in, r.Project)
				}
			}
			if len(in) == 0 {
				continue
			}
			slices.Sort(in)
			for _, project := range in {
				done = append(done, Placed{id, project})
			}
			if err := c.review(ctx, id, in, change, round, a.now().UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	return round, done, err
}

// lockedReviews are the reviews of a clipping, which nobody else changes meanwhile.
func (c conn) lockedReviews(ctx context.Context, clippingID int64) ([]reviewRow, error) {
	var id int64
	if _, err := c.found(ctx, `SELECT id FROM clipping WHERE id = ?`+c.locked, []any{clippingID}, &id); err != nil {
		return nil, err
	}
	return c.reviewRows(ctx, clippingID)
}

// decided is a decision as UndoRound needs it, with what there was before.
type decided struct {
	clippingID, projectID int64
	now, before           press.Decision
}

// UndoRound takes back what was decided at one stroke, which is a decision too. What was decided or written since then
// stays. It returns where something was taken back.
func (a *Archive) UndoRound(ctx context.Context, round int64, who string) (done []Placed, err error) {
	err = a.write(ctx, "take back a round", func(ctx context.Context, c conn) error {
		done = nil
		own, err := c.newRound(ctx)
		if err != nil {
			return err
		}
		list, err := c.roundOf(ctx, round)
		if err != nil {
			return err
		}
		for _, d := range list {
			rows, err := c.lockedReviews(ctx, d.clippingID)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(rows, func(r reviewRow) bool { return r.projectID == d.projectID })
			if at < 0 || !Sees(ctx, d.now.Project) {
				continue
			}
			change, open := d.back(rows[at].Review)
			if !open {
				continue
			}
			change.Reviewer = who
			if err := c.review(ctx, d.clippingID, []string{d.now.Project}, change, own, a.now().UnixMilli()); err != nil {
				return err
			}
			done = append(done, Placed{d.clippingID, d.now.Project})
		}
		return nil
	})
	return done, err
}

// roundOf are the decisions of a round in the order of their clippings, each with the last word before it.
func (c conn) roundOf(ctx context.Context, round int64) ([]decided, error) {
	before := func(column string) string {
		return `(SELECT b.` + column + ` FROM decision b WHERE b.clipping_id = d.clipping_id AND b.project_id = d.project_id AND b.id < d.id AND b.` + column + ` IS NOT NULL ORDER BY b.id DESC LIMIT 1)`
	}
	scan := func(rows *sql.Rows) (d decided, err error) {
		var verdict, tags, note, oldVerdict, oldTags, oldNote sql.NullString
		if err = rows.Scan(&d.clippingID, &d.projectID, &d.now.Project, &verdict, &tags, &note, &oldVerdict, &oldTags, &oldNote); err != nil {
			return d, err
		}
		d.now.Verdict, d.before.Verdict = press.Verdict(verdict.String), press.VerdictNew
		if oldVerdict.Valid {
			d.before.Verdict = press.Verdict(oldVerdict.String)
		}
		if note.Valid {
			d.now.Note, d.before.Note = &note.String, &oldNote.String
		}
		if !tags.Valid {
			return d, nil
		}
		d.now.Tags, d.before.Tags = new([]string), new([]string)
		if err = decodeList(tags.String, d.now.Tags); err == nil && oldTags.Valid {
			err = decodeList(oldTags.String, d.before.Tags)
		}
		return d, err
	}
	return all(ctx, c, scan, `SELECT d.clipping_id, d.project_id, p.name, d.verdict, d.tags, d.note, `+before("verdict")+`, `+before("tags")+`, `+before("note")+`
		FROM decision d JOIN project p ON p.id = d.project_id WHERE d.round = ? ORDER BY d.clipping_id, d.project_id`, round)
}

// back is what takes a decision back in a review, as far as it still stands there.
func (d decided) back(r press.Review) (change ReviewChange, open bool) {
	if d.now.Verdict != "" && d.now.Verdict == r.Verdict {
		change.Verdict, open = &d.before.Verdict, true
	}
	if d.now.Tags != nil && slices.Equal(*d.now.Tags, r.Tags) {
		change.Tags, open = d.before.Tags, true
	}
	if d.now.Note != nil && *d.now.Note == r.Note {
		change.Note, open = d.before.Note, true
	}
	return change, open
}
