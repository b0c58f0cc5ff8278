package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"pressclip/internal/press"
)

// Published is a clipping that somebody chose for the press list of a project.
type Published struct {
	Project   string
	Clipping  press.Clipping
	Sentence  string    // one's own about it; may be empty
	Person    string    // who chose it or wrote the sentence last; empty where nobody signs in
	At        time.Time // when it was chosen
	ChangedAt time.Time // when the sentence was last written
}

// longestSentence bounds what one says about a clipping, in characters.
const longestSentence = 1000

// Publish puts a clipping on top of the press list of a project, or writes the sentence anew if it stands there already.
// The error wraps press.ErrNotFound if the clipping is not in that project, and press.ErrConflict if the sentence is too
// long.
func (a *Archive) Publish(ctx context.Context, project string, clippingID int64, sentence, person string) error {
	sentence = strings.Join(strings.Fields(plain(sentence)), " ")
	if len([]rune(sentence)) > longestSentence {
		return fmt.Errorf("publish: sentence of more than %d characters: %w", longestSentence, press.ErrConflict)
	}
	return a.write(ctx, "publish", func(ctx context.Context, c conn) error {
		if err := seeProject(ctx, project); err != nil {
			return err
		}
		var projectID int64
		ok, err := c.found(ctx, `SELECT r.project_id FROM review r JOIN project p ON p.id = r.project_id WHERE p.name = ? AND r.clipping_id = ?`,
			[]any{project, clippingID}, &projectID)
		if err == nil && !ok {
			err = notFound(fmt.Sprintf("clipping %d in project", clippingID), project)
		}
		if err != nil {
			return err
		}
		now := a.now().UnixMilli()
		_, err = c.exec(ctx, `INSERT INTO published (project_id, clipping_id, place, sentence, person, published_at, changed_at)
			VALUES (?, ?, coalesce((SELECT min(place) FROM published WHERE project_id = ?), 1) - 1, ?, ?, ?, ?)
			ON CONFLICT (project_id, clipping_id) DO UPDATE SET sentence = excluded.sentence, person = excluded.person, changed_at = excluded.changed_at`,
			projectID, clippingID, projectID, sentence, plain(person), now, now)
		return err
	})
}

// Withdraw takes a clipping off the press list of a project. The error wraps press.ErrNotFound if it does not stand there.
func (a *Archive) Withdraw(ctx context.Context, project string, clippingID int64) error {
	return a.write(ctx, "withdraw", func(ctx context.Context, c conn) error {
		if err := seeProject(ctx, project); err != nil {
			return err
		}
		gone, err := c.exec(ctx, `DELETE FROM published WHERE clipping_id = ? AND project_id = (SELECT id FROM project WHERE name = ?)`, clippingID, project)
		if err == nil && gone == 0 {
			err = notFound(fmt.Sprintf("clipping %d in the press list of", clippingID), project)
		}
		return err
	})
}

// placed is where a clipping stands.
type placed struct{ clippingID, place int64 }

// Move has a clipping change places with the one above or below it on the press list of a project. On the end of the
// list nothing changes. The error wraps press.ErrNotFound if it does not stand there.
func (a *Archive) Move(ctx context.Context, project string, clippingID int64, up bool) error {
	scan := func(rows *sql.Rows) (p placed, err error) {
		err = rows.Scan(&p.clippingID, &p.place)
		return p, err
	}
	return a.write(ctx, "move on press list", func(ctx context.Context, c conn) error {
		if err := seeProject(ctx, project); err != nil {
			return err
		}
		var projectID int64
		if err := c.one(ctx, `SELECT id FROM project WHERE name = ?`, []any{project}, &projectID); errors.Is(err, sql.ErrNoRows) {
			return notFound("project", project)
		} else if err != nil {
			return err
		}
		list, err := all(ctx, c, scan, `SELECT clipping_id, place FROM published WHERE project_id = ? ORDER BY place, clipping_id`+c.locked, projectID)
		if err != nil {
			return err
		}
		at := -1
		for i, p := range list {
			if p.clippingID == clippingID {
				at = i
			}
		}
		if at < 0 {
			return notFound(fmt.Sprintf("clipping %d in the press list of", clippingID), project)
		}
		to := at + 1
		if up {
			to = at - 1
		}
		if to < 0 || to >= len(list) {
			return nil
		}
		list[at], list[to] = list[to], list[at]
		for i, p := range list {
			if p.place == int64(i) {
				continue
			}
			if _, err := c.exec(ctx, `UPDATE published SET place = ? WHERE project_id = ? AND clipping_id = ?`, i, projectID, p.clippingID); err != nil {
				return err
			}
		}
		return nil
	})
}

// publishedRow is what stands in the table.
type publishedRow struct {
	Published
	clippingID int64
}

func scanPublished(rows *sql.Rows) (p publishedRow, err error) {
	var at, changed sql.NullInt64
	err = rows.Scan(&p.Project, &p.clippingID, &p.Sentence, &p.Person, &at, &changed)
	p.At, p.ChangedAt = timeOf(at), timeOf(changed)
	return p, err
}

const publishedQuery = `SELECT p.name, l.clipping_id, l.sentence, l.person, l.published_at, l.changed_at FROM published l JOIN project p ON p.id = l.project_id WHERE `

func (a *Archive) published(ctx context.Context, where string, args ...any) (list []Published, err error) {
	err = a.read(ctx, "read press list", func(ctx context.Context, c conn) error {
		rows, err := all(ctx, c, scanPublished, publishedQuery+where, args...)
		if err != nil {
			return err
		}
		rows = blind(ctx, rows, func(r publishedRow) string { return r.Project })
		ids := make([]int64, len(rows))
		for i, r := range rows {
			ids[i] = r.clippingID
		}
		clippings, err := c.clippings(ctx, ids)
		byID := make(map[int64]press.Clipping, len(clippings))
		for _, clip := range clippings {
			byID[clip.ID] = clip
		}
		for _, r := range rows {
			if clip, ok := byID[r.clippingID]; ok { // else it was erased meanwhile
				r.Clipping = clip
				list = append(list, r.Published)
			}
		}
		return err
	})
	return list, err
}

// PressList is what was chosen for a project, in its order.
func (a *Archive) PressList(ctx context.Context, projectID int64) ([]Published, error) {
	return a.published(ctx, `l.project_id = ? ORDER BY l.place, l.clipping_id`, projectID)
}

// PublishedAs is on which press lists a clipping stands.
func (a *Archive) PublishedAs(ctx context.Context, clippingID int64) ([]Published, error) {
	return a.published(ctx, `l.clipping_id = ? ORDER BY p.name`, clippingID)
}
