package index

import (
	"context"
	"fmt"
	"runtime"
	"strconv"

	"github.com/blevesearch/bleve/v2/document"
	bleve "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"pressclip/internal/press"
)

// Batches are large enough to be cheap (one of 1 costs as much as one of 100) and small enough for hits to show soon.
const (
	liveBatch  = 500
	buildBatch = 2000 // while nobody can rely on the index anyway

	// batchText bounds the text of a batch, in bytes: its terms take a hundred times its room until they are written.
	batchText = 1 << 20
)

// Follow applies all changes after the last one applied and returns when there are none left, with how many there
// were. Where the index has to be built anew, because it was found damaged, or holds the words of another program, or
// is ahead of a record that was put back in time, it does that first; what was there goes on answering meanwhile.
// It repeats safely, also after being interrupted at any point. A clipping that cannot be indexed is logged, counted
// in State, and left out. Where there is no room it fails with ErrFull, and what was there goes on answering; the first
// call after there is room goes on, or one a few minutes later if there was too little room more than once.
func (ix *Index) Follow(ctx context.Context, s Source) (applied int, err error) {
	done, err := ix.write(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	g, usable, err := ix.answering()
	if err != nil {
		return 0, err
	}
	if err := ix.ready(g, usable); err != nil {
		return 0, err
	}
	if usable {
		usable, err = reaches(ctx, g, s)
	}
	switch {
	case err != nil:
	case usable:
		applied, err = ix.catchUp(ctx, g, s, nil)
	default:
		applied, err = ix.rebuild(ctx, s, nil)
	}
	return applied, ix.conclude(g, err)
}

// reaches says whether the record is at least as far as the generation.
func reaches(ctx context.Context, g *generation, s Source) (bool, error) {
	v, err := g.view()
	if err != nil {
		return false, err
	}
	defer v.close()
	last, err := s.LastChange(ctx)
	if err != nil {
		return false, fmt.Errorf("follow the record: %w", err)
	}
	return v.position() <= last, nil
}

// catchUp applies changes until there are none, and notes in the generation that it has caught up.
func (ix *Index) catchUp(ctx context.Context, g *generation, s Source, progress func(position int64)) (applied int, err error) {
	for {
		n, position, err := ix.step(ctx, g, s)
		applied += n
		if err != nil || n == 0 {
			return applied, err
		}
		if progress != nil {
			progress(position)
		}
	}
}

// step applies one batch of changes; after the last one n is 0.
func (ix *Index) step(ctx context.Context, g *generation, s Source) (n int, position int64, err error) {
	v, err := g.view()
	if err != nil {
		return 0, 0, err
	}
	defer v.close()
	limit := liveBatch
	if !v.complete() {
		limit = buildBatch
	}
	changes, err := s.Changes(ctx, v.position(), limit)
	if err != nil {
		return 0, 0, fmt.Errorf("follow the record: %w", err)
	}
	changes = changes[:fitting(changes)]
	b := bleve.NewBatch()
	if len(changes) == 0 {
		if v.complete() {
			return 0, 0, nil
		}
		b.SetInternal([]byte(keyComplete), []byte("1"))
		return 0, 0, g.write(b)
	}
	if err := ix.fill(ctx, b, v, changes); err != nil {
		return 0, 0, err
	}
	position = changes[len(changes)-1].Number
	b.SetInternal([]byte(keyPosition), strconv.AppendInt(nil, position, 10))
	return len(changes), position, g.write(b)
}

// fitting is how many of the changes make one batch: all, or as many as batchText allows, but never none.
func fitting(changes []press.Change) int {
	size := 0
	for i, c := range changes {
		if c.Clipping != nil {
			size += len(c.Clipping.Article.Text)
		}
		if size > batchText && i > 0 {
			return i
		}
	}
	return len(changes)
}

// fill puts into the batch what the changes come down to: for each clipping the document as it is now, and the end of
// the one that was there under another date.
func (ix *Index) fill(ctx context.Context, b *bleve.Batch, v *view, changes []press.Change) error {
	latest := make(map[int64]*press.Clipping, len(changes))
	for _, c := range changes {
		latest[c.ID] = c.Clipping
	}
	documents, err := ix.documents(ctx, latest)
	if err != nil {
		return err
	}
	err = contained(func() error {
		for id, c := range latest {
			d := documents[id]
			if c != nil && d == nil {
				continue // could not be indexed; what was there stays
			}
			if err := replace(b, v, id, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return ix.suspect(ctx, v, err)
	}
	return nil
}

func replace(b *bleve.Batch, v *view, clipping int64, d *document.Document) error {
	old, err := v.ids(clipping)
	if err != nil {
		return err
	}
	for _, id := range old {
		b.Delete(id)
	}
	if d != nil {
		b.Update(d)
	}
	return nil
}

// documents are made on all processors: the analysis is most of the work.
func (ix *Index) documents(ctx context.Context, clippings map[int64]*press.Clipping) (map[int64]*document.Document, error) {
	type made struct {
		id  int64
		doc *document.Document
		err error
	}
	results := make(chan made, len(clippings))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for id, c := range clippings {
		if c == nil {
			continue
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			d, err := ix.document(c, ix.location)
			results <- made{id, d, err}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	close(results)
	documents := make(map[int64]*document.Document, len(clippings))
	for r := range results {
		if r.err != nil {
			ix.skip(r.id, r.err)
			continue
		}
		documents[r.id] = r.doc
	}
	return documents, nil
}

func (ix *Index) skip(clipping int64, err error) {
	ix.log.Error("a clipping cannot be indexed and is left out of searches", "clipping", clipping, "error", err)
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.skipped++
}
