package visit

import (
	"context"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
)

// dropBatch is how many texts one transaction drops, so that visits never wait long.
const dropBatch = 200

// DropTexts drops the texts of clippings that were first seen before a time, the oldest first, and returns how many
// that were. Of each it leaves what a hit shows that day within its outlet's rights, in at most so many words. What is
// done when it is interrupted stays done, and the next call goes on.
func DropTexts(ctx context.Context, a *archive.Archive, before time.Time, words int, day time.Time) (dropped int, err error) {
	round := archive.Dropping{Before: before}
	for {
		batch, err := a.TextsDue(ctx, before, dropBatch)
		if err != nil || len(batch) == 0 {
			return round.Texts, err
		}
		texts := make([]archive.Dropped, len(batch))
		for i, c := range batch {
			h := match.Hit(c, nil, words, day)
			texts[i] = archive.Dropped{ID: c.ID, Version: c.Version, Shown: press.Extract{Text: h.Snippet, Marks: h.Marks}}
		}
		// One that is changed at this moment is due again in the next batch.
		if _, err := a.DropTexts(ctx, &round, texts); err != nil {
			return round.Texts, err
		}
	}
}
