package visit

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
)

const (
	refileBatch = 200             // articles in memory at once, and in one transaction
	refileLease = 6 * LeaseLength // far longer than a batch takes, without a heartbeat
)

// RefileProgress hears of a refiling after every batch.
type RefileProgress func(archive.Refiling)

// Refile holds keywords that were added to projects against what was read before: articles that are kept without a
// match become clippings, and clippings are filed under one more project or keyword, all of it marked as found by
// looking back. It returns the refilings that it finished, when none is left that another process is not at. How far
// it is lies in the archive: after any interruption it goes on from there. progress may be nil.
func Refile(ctx context.Context, a *archive.Archive, progress RefileProgress) (finished []archive.Refiling, err error) {
	for {
		r, ok, err := a.ClaimRefiling(ctx, refileLease)
		if err != nil || !ok {
			return finished, err
		}
		f := refiling{archive: a, state: r, progress: progress}
		if err := f.run(ctx); err != nil {
			last, done := context.WithTimeout(context.WithoutCancel(ctx), LeaseLength)
			defer done()
			return finished, errors.Join(err, a.ReleaseRefiling(last, f.state))
		}
		finished = append(finished, f.state)
	}
}

// refiling is one while it is at work.
type refiling struct {
	archive  *archive.Archive
	state    archive.Refiling
	standing *match.Standing
	progress RefileProgress
}

func (f *refiling) run(ctx context.Context) error {
	some, err := f.prepare(ctx)
	if err != nil {
		return err
	}
	if some {
		// In this order, what becomes a clipping by it is not looked at twice.
		if err := f.clippings(ctx); err != nil {
			return err
		}
		if err := f.unmatched(ctx); err != nil {
			return err
		}
	}
	return f.archive.FinishRefiling(ctx, f.state)
}

// prepare makes ready those of the keywords that are still there, with exclusions and outlets as they are now.
func (f *refiling) prepare(ctx context.Context) (some bool, err error) {
	projects, err := f.archive.Projects(ctx)
	if err != nil {
		return false, err
	}
	fresh := map[string][]string{}
	for _, p := range f.state.Projects {
		fresh[p.Project] = p.Keywords
	}
	var asked []press.Project
	for _, p := range projects {
		p.Keywords = slices.DeleteFunc(slices.Clone(p.Keywords), func(k string) bool { return !slices.Contains(fresh[p.Name], k) })
		if len(p.Keywords) > 0 {
			asked = append(asked, p)
		}
	}
	f.standing, err = match.NewStanding(asked)
	return len(asked) > 0, err
}

func (f *refiling) unmatched(ctx context.Context) error {
	for after := f.state.AfterUnmatched; ; {
		batch, err := f.archive.UnmatchedAfter(ctx, after, refileBatch)
		if err != nil || len(batch) == 0 {
			return err
		}
		found := f.hold(len(batch), func(i int) (archive.Rematch, press.Article, string) {
			return archive.Rematch{ID: batch[i].ID}, batch[i].Article, batch[i].Outlet.Name
		})
		if err := f.archive.RefileUnmatched(ctx, &f.state, found, refileLease); err != nil {
			return err
		}
		after = found.Last
		f.tell()
	}
}

func (f *refiling) clippings(ctx context.Context) error {
	for after := f.state.AfterFiled; ; {
		batch, err := f.archive.ClippingsAfter(ctx, after, refileBatch)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			// Those that come from here on were found by these keywords, or read with them.
			return f.archive.RefileClippings(ctx, &f.state, archive.Refound{Last: math.MaxInt64}, refileLease)
		}
		found := f.hold(len(batch), func(i int) (archive.Rematch, press.Article, string) {
			c := batch[i]
			if !c.DroppedAt.IsZero() {
				// What is left of it cannot tell what an exclusion or the other half of a keyword would have found.
				return archive.Rematch{ID: c.ID}, press.Article{}, ""
			}
			return archive.Rematch{ID: c.ID, Version: c.Version}, c.Article, c.Outlet.Name
		})
		if err := f.archive.RefileClippings(ctx, &f.state, found, refileLease); err != nil {
			return err
		}
		after = found.Last
		f.tell()
	}
}

// hold holds the keywords against n articles on all processors: analysing them is what takes the time.
func (f *refiling) hold(n int, article func(i int) (archive.Rematch, press.Article, string)) archive.Refound {
	all := make([]archive.Rematch, n)
	var next atomic.Int64
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				one, a, outlet := article(i)
				one.Matches = f.standing.Match(a, outlet)
				all[i] = one
			}
		})
	}
	work.Wait()
	last := all[n-1].ID // before those without a match are taken out
	return archive.Refound{
		Read: n, Last: last,
		Matched: slices.DeleteFunc(all, func(m archive.Rematch) bool { return len(m.Matches) == 0 }),
	}
}

func (f *refiling) tell() {
	if f.progress != nil {
		f.progress(f.state)
	}
}
