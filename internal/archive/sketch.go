package archive

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/press"
	"pressclip/internal/story"
)

// Bounds of looking for the story of a text. With them it costs the same in a large archive, also where thousands of
// texts end in the same sentences.
const (
	atBand     = 32 // clippings that share a band and are looked at, the newest
	mostLikely = 8  // clippings whose sketches are compared: those that share the most bands
	bestTold   = 3  // stories that are held against the text
	oldestTold = 5  // clippings of a story that are compared, the oldest
	newestTold = 4  // and the newest
)

// sketchOf is the sketch of an article's text, or of its lead where that is all there is.
func sketchOf(a press.Article) story.Sketch { return story.Draw(cmp.Or(a.Text, a.Lead)) }

// lockStories makes those who give clippings their stories wait for each other until their transactions end: else two
// that file the same text at once would not see each other. It is called before any clipping is locked.
func (c conn) lockStories(ctx context.Context) error {
	if c.locked == "" {
		return nil // transactions wait for each other anyway
	}
	var n int64
	return c.one(ctx, `SELECT value FROM counter WHERE name = 'story'`+c.locked, nil, &n)
}

// newStory is a number that no story has had.
func (c conn) newStory(ctx context.Context) (number int64, err error) {
	err = c.one(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'story' RETURNING value`, nil, &number)
	return number, err
}

// putSketch keeps the sketch of a clipping that has none.
func (c conn) putSketch(ctx context.Context, clippingID int64, s story.Sketch) error {
	least, opening := s.Packed()
	_, err := c.exec(ctx, `INSERT INTO sketch (clipping_id, form, shingles, least, opening) VALUES (?, ?, ?, ?, ?)`, clippingID, story.Form, s.Shingles, nullable(least), nullable(opening))
	if err != nil || len(s.Bands) == 0 {
		return err
	}
	args := make([]any, 0, 2*len(s.Bands))
	for _, b := range s.Bands {
		args = append(args, clippingID, b)
	}
	_, err = c.exec(ctx, `INSERT INTO band (clipping_id, hash) VALUES (?, ?)`+strings.Repeat(`, (?, ?)`, len(s.Bands)-1), args...)
	return err
}

// dropSketch forgets the sketch of a clipping. It gets another in the background, unless it is given one now.
func (c conn) dropSketch(ctx context.Context, clippingID int64) error {
	_, err := c.exec(ctx, `DELETE FROM sketch WHERE clipping_id = ?`, clippingID)
	return err
}

// told is a clipping as far as its story goes.
type told struct {
	id     int64
	story  int64 // 0: none
	title  string
	sketch story.Sketch
}

// same says whether two tell the same text, and how much of the shorter stands in the longer.
func (t told) same(as told) (share float64, same bool) {
	share, same = story.Same(t.sketch, as.sketch)
	return share, same && (!story.Short(t.sketch, as.sketch) || story.SameHeadline(t.title, as.title))
}

const toldColumns = `c.id, coalesce(c.story, 0), c.title, k.shingles, k.least, k.opening FROM clipping c JOIN sketch k ON k.clipping_id = c.id`

func scanTold(rows *sql.Rows) (t told, err error) {
	var shingles int
	var least, opening []byte
	if err = rows.Scan(&t.id, &t.story, &t.title, &shingles, &least, &opening); err != nil {
		return t, err
	}
	if t.sketch, err = story.Unpack(shingles, least, opening); err != nil {
		err = fmt.Errorf("clipping %d: %w", t.id, err)
	}
	return t, err
}

// likely are the clippings that share the most bands with a sketch, those first.
func (c conn) likely(ctx context.Context, s story.Sketch, except int64) ([]told, error) {
	if len(s.Bands) == 0 {
		return nil, nil
	}
	sharing, args := c.sharing(s.Bands)
	ids, err := all(ctx, c, scanID, `SELECT clipping_id FROM (`+sharing+`) AS shared
		WHERE clipping_id <> ? GROUP BY clipping_id ORDER BY count(*) DESC, clipping_id DESC`+limit(mostLikely), append(args, except)...)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	found, err := allIn(ctx, c, scanTold, `SELECT `+toldColumns+` WHERE k.form = `+fmt.Sprint(story.Form)+` AND c.id IN (?)`, ids)
	slices.SortFunc(found, func(a, b told) int { return cmp.Compare(slices.Index(ids, a.id), slices.Index(ids, b.id)) })
	return found, err
}

// storyFor finds the story of a text, whose clipping has no number yet or is passed over: that of the clipping which has
// most of it, if the text also fits what else is in that story. A clipping that was alone until now is put into a new
// story together with it, and returned to be counted as changed. The number is 0 if the text stands alone.
func (c conn) storyFor(ctx context.Context, text told) (number, joined int64, err error) {
	found, err := c.likely(ctx, text.sketch, text.id)
	if err != nil {
		return 0, 0, err
	}
	found = sameTexts(found, text)
	tried := 0
	for i, t := range found {
		if t.story == 0 {
			number, err = c.newStory(ctx)
			if err == nil {
				err = c.setStory(ctx, t.id, number)
			}
			return number, t.id, err
		}
		if slices.ContainsFunc(found[:i], func(before told) bool { return before.story == t.story }) {
			continue
		}
		if tried++; tried > bestTold {
			break
		}
		if fits, err := c.fits(ctx, t, text); err != nil || fits {
			return t.story, 0, err
		}
	}
	return 0, 0, nil
}

// sameTexts are the clippings that have the same text, those that have the most of it first; of equal ones, those
// that share the most bands.
func sameTexts(found []told, text told) []told {
	shares := make(map[int64]float64, len(found))
	found = slices.DeleteFunc(found, func(t told) bool {
		share, same := t.same(text)
		shares[t.id] = share
		return !same
	})
	slices.SortStableFunc(found, func(a, b told) int { return cmp.Compare(shares[b.id], shares[a.id]) })
	return found
}

// fits says whether a text belongs to the story of a clipping that has the same text: it must be that of most of those
// which the clipping is the same as. So a collection of many articles does not draw them all into one story, nor does a
// text that changes from outlet to outlet carry a story away; and where people put different texts into one story,
// others of each still come to it.
func (c conn) fits(ctx context.Context, with, text told) (bool, error) {
	members, err := c.members(ctx, with.story)
	if err != nil {
		return false, err
	}
	if !slices.ContainsFunc(members, func(t told) bool { return t.id == with.id }) {
		members = append(members, with)
	}
	around, agree := 0, 0
	for _, t := range members {
		if _, same := t.same(with); same || t.id == with.id {
			around++
			if _, same := t.same(text); same {
				agree++
			}
		}
	}
	return 2*agree > around, nil
}

// members are the oldest and the newest clippings of a story.
func (c conn) members(ctx context.Context, number int64) ([]told, error) {
	const of = `SELECT ` + toldColumns + ` WHERE c.story = ? ORDER BY c.id`
	members, err := all(ctx, c, scanTold, of+limit(oldestTold), number)
	if err != nil || len(members) < oldestTold {
		return members, err
	}
	newest, err := all(ctx, c, scanTold, of+` DESC`+limit(newestTold), number)
	for _, t := range newest {
		if t.id > members[oldestTold-1].id {
			members = append(members, t)
		}
	}
	return members, err
}

// setStory gives a clipping a story; 0 takes it out.
func (c conn) setStory(ctx context.Context, clippingID, number int64) error {
	_, err := c.exec(ctx, `UPDATE clipping SET story = ? WHERE id = ?`, storyNumber(number), clippingID)
	return err
}

// storyNumber is how a story is stored.
func storyNumber(number int64) sql.NullInt64 { return sql.NullInt64{Int64: number, Valid: number != 0} }

// decidedByHand says that people put something into a story or took it out. What they touched is left alone.
func (c conn) decidedByHand(ctx context.Context, number int64) (bool, error) {
	var one int
	return c.found(ctx, `SELECT 1 FROM regrouped WHERE was = ? OR story = ? LIMIT 1`, []any{number, number}, &one)
}
