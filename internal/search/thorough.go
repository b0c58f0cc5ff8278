package search

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// Thorough are the IDs of all clippings and of all articles kept without a match that a query finds. It asks no index
// but reads every article, former versions too, so that nothing is missed; that takes a second for some ten thousand.
// Of clippings whose text was dropped it reads the headline and what is still shown.
// progress hears of articles read, and of how many there are; it may be nil.
func Thorough(ctx context.Context, a *archive.Archive, q *query.Query, progress func(done, total int)) (clippings, unmatched []int64, err error) {
	filed, kept, err := a.Size(ctx)
	if err != nil {
		return nil, nil, err
	}
	t := thorough{archive: a, plans: map[string]query.Plan{}, total: filed + kept, progress: progress}
	for _, chain := range text.Chains() {
		t.plans[chain] = q.Plan(chain)
	}
	if clippings, err = t.clippings(ctx); err != nil {
		return nil, nil, err
	}
	unmatched, err = t.unmatched(ctx)
	return clippings, unmatched, err
}

type thorough struct {
	archive     *archive.Archive
	plans       map[string]query.Plan
	done, total int
	progress    func(done, total int)
}

func (t *thorough) finds(a press.Article, outlet string) bool {
	_, found := match.Find(match.Analyse(a, outlet), t.plans[text.Chain(a.Language)])
	return found
}

func (t *thorough) clippings(ctx context.Context) (found []int64, err error) {
	for after := int64(0); ; {
		batch, err := t.archive.ClippingsAfter(ctx, after, tryBatch)
		if err != nil || len(batch) == 0 {
			return found, err
		}
		hits := make([]bool, len(batch))
		inParallel(len(batch), func(i int) {
			a := batch[i].Article
			if !batch[i].DroppedAt.IsZero() {
				a.Text = batch[i].Shown.Text
			}
			hits[i] = t.finds(a, batch[i].Outlet.Name)
		})
		for i, c := range batch {
			if !hits[i] && c.Version > 1 {
				if hits[i], err = t.formerly(ctx, c); err != nil {
					return nil, err
				}
			}
			if hits[i] {
				found = append(found, c.ID)
			}
		}
		after = batch[len(batch)-1].ID
		t.read(len(batch))
	}
}

// formerly says whether a former version of a clipping is found.
func (t *thorough) formerly(ctx context.Context, c press.Clipping) (bool, error) {
	versions, err := t.archive.Versions(ctx, c.ID)
	for _, v := range versions {
		a := c.Article
		a.Title, a.Lead, a.Text = v.Title, v.Lead, v.Text
		if t.finds(a, c.Outlet.Name) {
			return true, nil
		}
	}
	return false, err
}

func (t *thorough) unmatched(ctx context.Context) (found []int64, err error) {
	for after := int64(0); ; {
		batch, err := t.archive.UnmatchedAfter(ctx, after, tryBatch)
		if err != nil || len(batch) == 0 {
			return found, err
		}
		hits := make([]bool, len(batch))
		inParallel(len(batch), func(i int) { hits[i] = t.finds(batch[i].Article, batch[i].Outlet.Name) })
		for i, u := range batch {
			if hits[i] {
				found = append(found, u.ID)
			}
		}
		after = batch[len(batch)-1].ID
		t.read(len(batch))
	}
}

func (t *thorough) read(n int) {
	t.done += n
	if t.progress != nil {
		t.progress(t.done, max(t.done, t.total))
	}
}

// inParallel calls do for the numbers below n, on all processors: analysing articles is what takes the time.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	work.Wait()
}
