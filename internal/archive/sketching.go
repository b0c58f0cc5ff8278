package archive

import (
	"context"
	"database/sql"
	"fmt"

	"pressclip/internal/press"
	"pressclip/internal/story"
)

// sketchAtOnce is how many clippings get their sketches in one transaction, so that visits never wait long.
const sketchAtOnce = 50

// SketchMissing makes sketches of clippings that have none of today's form, as all have that were filed by an earlier
// version of the program, the oldest first, and puts those that have no story into one. It begins behind a clipping, 0 for
// all, and returns how many it made and behind which to go on; 0 if there are no more. What was interrupted goes on where
// it was.
func (a *Archive) SketchMissing(ctx context.Context, after int64) (made int, next int64, err error) {
	var missing []unsketched
	err = a.read(ctx, "read clippings without a sketch", func(ctx context.Context, c conn) error {
		missing, err = all(ctx, c, scanUnsketched, `SELECT c.id, c.version, c.partial, c.title, c.lead, c.text FROM clipping c
			WHERE c.id > ? AND NOT EXISTS (SELECT 1 FROM sketch k WHERE k.clipping_id = c.id AND k.form = `+fmt.Sprint(story.Form)+`)
			ORDER BY c.id`+limit(sketchAtOnce), after)
		return err
	})
	if err != nil || len(missing) == 0 {
		return 0, 0, err
	}
	for i := range missing {
		missing[i].sketch = sketchOf(missing[i].article)
	}
	err = a.write(ctx, "sketch clippings", func(ctx context.Context, c conn) error {
		made, err = c.sketchAll(ctx, missing)
		return err
	})
	if err != nil {
		return 0, after, err
	}
	return made, missing[len(missing)-1].id, nil
}

// unsketched is a clipping without a sketch.
type unsketched struct {
	id, version int64
	partial     bool
	article     press.Article // title, lead and text
	sketch      story.Sketch
}

func scanUnsketched(rows *sql.Rows) (u unsketched, err error) {
	err = rows.Scan(&u.id, &u.version, &u.partial, &u.article.Title, &u.article.Lead, &u.article.Text)
	return u, err
}

func (c conn) sketchAll(ctx context.Context, missing []unsketched) (made int, err error) {
	if err := c.lockStories(ctx); err != nil {
		return 0, err
	}
	var changed []int64
	for _, u := range missing {
		var was int64
		// One that has changed since it was read has a sketch now, or is left for the next time.
		there, err := c.found(ctx, `SELECT coalesce(story, 0) FROM clipping WHERE id = ? AND version = ? AND partial = ?
			AND NOT EXISTS (SELECT 1 FROM sketch k WHERE k.clipping_id = clipping.id AND k.form = `+fmt.Sprint(story.Form)+`)`, []any{u.id, u.version, u.partial}, &was)
		if err != nil {
			return 0, err
		}
		if !there {
			continue
		}
		touched, err := c.sketch(ctx, u, was)
		if err != nil {
			return 0, err
		}
		changed = append(changed, touched...)
		made++
	}
	for _, id := range changed {
		if err := c.changed(ctx, id); err != nil {
			return 0, err
		}
	}
	return made, nil
}

// sketch gives a clipping its sketch, and a story if it has none. It returns the clippings whose story this changed.
func (c conn) sketch(ctx context.Context, u unsketched, was int64) (changed []int64, err error) {
	if err := c.dropSketch(ctx, u.id); err != nil {
		return nil, err
	}
	if err := c.putSketch(ctx, u.id, u.sketch); err != nil || was != 0 {
		return nil, err
	}
	number, joined, err := c.storyFor(ctx, told{id: u.id, title: u.article.Title, sketch: u.sketch})
	if err != nil || number == 0 {
		return nil, err
	}
	if joined != 0 {
		changed = append(changed, joined)
	}
	return append(changed, u.id), c.setStory(ctx, u.id, number)
}
