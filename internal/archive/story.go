package archive

import (
	"context"

	"pressclip/internal/story"
)

// telling is what filing an article does about its story.
type telling struct {
	drawn   bool // sketch is that of the article
	sketch  story.Sketch
	locked  bool  // others wait with stories until this transaction ends
	changed bool  // the clipping has another text now
	joined  int64 // a clipping that was alone until now and tells the same; 0: none
}

// draw makes the sketch of an article that will be a clipping. It is done before the transaction, which others wait for.
func (f *filing) draw() {
	if f.Article != nil && f.wanted() {
		f.telling.drawn, f.telling.sketch = true, sketchOf(*f.Article)
	}
}

// wanted says that a keyword or somebody wants the article filed.
func (f *filing) wanted() bool { return len(f.Matches) > 0 || f.ByHand != nil }

// told is the article as far as its story goes.
func (f *filing) told(id int64) told {
	return told{id: id, title: f.Article.Title, sketch: f.telling.sketch}
}

// beginTelling locks the stories if the article may be a clipping, before anything else is locked. What matched nothing
// hardly ever is one, and need not wait.
func (f *filing) beginTelling(ctx context.Context) error {
	if !f.wanted() && f.page.ClippingID == 0 && f.Correction == nil {
		return nil
	}
	f.telling.locked = true
	return f.lockStories(ctx)
}

// tell finds the story of an article that becomes a clipping; 0 if it stands alone.
func (f *filing) tell(ctx context.Context) (number int64, err error) {
	number, f.telling.joined, err = f.storyFor(ctx, f.told(0))
	return number, err
}

// retell looks again where the text of a clipping has changed. One that has no story may get one. One that has stays in
// it, unless people never touched that story and the text is no longer that of the others there.
func (f *filing) retell(ctx context.Context) error {
	if !f.telling.changed {
		return nil
	}
	id := f.done.ClippingID
	if err := f.dropSketch(ctx, id); err != nil || !f.telling.locked {
		return err
	}
	if !f.telling.drawn {
		f.telling.drawn, f.telling.sketch = true, sketchOf(*f.Article)
	}
	if err := f.putSketch(ctx, id, f.telling.sketch); err != nil {
		return err
	}
	var was int64
	if err := f.one(ctx, `SELECT coalesce(story, 0) FROM clipping WHERE id = ?`, []any{id}, &was); err != nil {
		return err
	}
	if was != 0 {
		if stays, err := f.stays(ctx, was); err != nil || stays {
			return err
		}
	}
	number, joined, err := f.storyFor(ctx, f.told(id))
	if err != nil || number == was {
		return err
	}
	f.telling.joined = joined
	return f.setStory(ctx, id, number)
}

// stays says whether a clipping with a new text belongs to the story that it has.
func (f *filing) stays(ctx context.Context, number int64) (bool, error) {
	if byHand, err := f.decidedByHand(ctx, number); err != nil || byHand {
		return true, err
	}
	members, err := f.members(ctx, number)
	if err != nil {
		return false, err
	}
	others, agree := 0, 0
	for _, t := range members {
		if t.id == f.done.ClippingID {
			continue
		}
		others++
		if _, same := t.same(f.told(0)); same {
			agree++
		}
	}
	return 2*agree >= others, nil
}

// takeStory gives a clipping the story of one that becomes part of it, if it has none or only that one's was decided by
// people, and what they decided about it.
func (f *filing) takeStory(ctx context.Context, into *clippingRow, twin clippingRow) error {
	if take, err := f.takesStory(ctx, *into, twin); err != nil {
		return err
	} else if take {
		if err := f.setStory(ctx, into.ID, twin.Story); err != nil {
			return err
		}
		into.Story = twin.Story
	}
	_, err := f.exec(ctx, `INSERT INTO regrouped (regrouping_id, clipping_id, was, story) SELECT regrouping_id, ?, was, story FROM regrouped WHERE clipping_id = ?
		ON CONFLICT (regrouping_id, clipping_id) DO NOTHING`, into.ID, twin.ID)
	return err
}

func (f *filing) takesStory(ctx context.Context, into, twin clippingRow) (bool, error) {
	if twin.Story == 0 || into.Story == twin.Story {
		return false, nil
	}
	if into.Story == 0 {
		return true, nil
	}
	if byHand, err := f.decidedByHand(ctx, into.Story); err != nil || byHand {
		return false, err
	}
	return f.decidedByHand(ctx, twin.Story)
}
