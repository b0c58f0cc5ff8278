package index

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// failure is why nothing more should be written before a renewal; nil while all is well.
func (g *generation) failure() error {
	if g.engine == nil {
		return nil
	}
	return g.engine.failure()
}

// renew ends all writing and merging and goes back to what is on disk. Views are to be had throughout, without what
// was not written; also where it fails. The next write begins anew.
func (g *generation) renew(merges bool) error {
	if err := g.hold(); err != nil {
		return err
	}
	g.mu.Lock()
	old := g.engine
	g.engine = nil
	g.mu.Unlock()
	var closing error
	if old != nil {
		closing = old.close()
	}
	return errors.Join(closing, g.reopen(merges))
}

// reopen opens the engine of a generation that answers from what it holds.
func (g *generation) reopen(merges bool) error {
	var e *engine
	err := contained(func() (err error) {
		e, err = openEngine(g.path, g.queue, merges)
		return err
	})
	if err != nil {
		return err
	}
	s, err := e.snapshot()
	if err != nil {
		return errors.Join(err, e.close())
	}
	before, now := newView(g.held, &g.keeping), newView(s, &g.keeping)
	defer now.close()
	// Bleve begins an empty index where it cannot read what there is.
	if now.position() < before.position() || string(now.internal(keyStamp)) != string(before.internal(keyStamp)) {
		return errors.Join(fmt.Errorf("%w: it holds less than was written", ErrDamaged), e.close())
	}
	g.mu.Lock()
	g.engine = e
	g.mu.Unlock()
	g.letGo()
	return nil
}

// pause is how long to wait before trying again what failed: after several failures in a row twice as long each time.
type pause struct {
	shortest, longest time.Duration
	last, until       time.Time
}

// lengthen takes note of a failure.
func (p *pause) lengthen(now time.Time) {
	length := p.shortest
	if !p.last.IsZero() && now.Sub(p.last) < 2*p.longest {
		length = min(2*p.until.Sub(p.last), p.longest)
	}
	p.last, p.until = now, now.Add(length)
}

func (p *pause) over(now time.Time) bool { return !now.Before(p.until) }

// setbacks are what went wrong with writing.
type setbacks struct {
	err     error // why the last attempt failed; nil: it did not
	tries   pause // of attempts to write that failed although there was enough room for a trial
	merging pause // of merging. Documents are followed meanwhile, as long as there is room for them
}

func newSetbacks() setbacks {
	return setbacks{
		tries:   pause{shortest: 5 * time.Second, longest: 5 * time.Minute},
		merging: pause{shortest: time.Minute, longest: time.Hour},
	}
}

// ready does what has to be done before writing to a usable generation after something went wrong, and fails where it
// still does: nothing is to be written then.
func (ix *Index) ready(g *generation, usable bool) error {
	if b := &ix.setbacks; b.err != nil {
		if !b.tries.over(ix.now()) {
			return b.err
		}
		if err := tryRoom(ix.dir); err != nil {
			return err
		}
	}
	switch failed := g.failure(); {
	case !usable: // it is to be replaced
		return nil
	case failed != nil:
		ix.log.Warn("the index cannot be merged and goes on without for a while; searches may get slower", "dir", ix.dir, "error", failed)
		return ix.spare(g)
	case g.engine == nil:
		return ix.spare(g)
	case !g.engine.merges && ix.setbacks.merging.over(ix.now()):
		return ix.renewed(g.renew(true))
	}
	return nil
}

// spare goes back to what is on disk and leaves merging for later: it takes the most room, if only for a time.
func (ix *Index) spare(g *generation) error {
	ix.setbacks.merging.lengthen(ix.now())
	return ix.renewed(g.renew(false))
}

// renewed looks for damage, which the next Follow mends.
func (ix *Index) renewed(err error) error {
	if errors.Is(err, ErrDamaged) {
		ix.markDamaged()
	}
	return err
}

// conclude takes note of how writing went, and passes the error on.
func (ix *Index) conclude(g *generation, err error) error {
	if err != nil && g.failure() != nil {
		err = errors.Join(err, ix.spare(g))
	} else if err != nil && !errors.Is(err, ErrFull) {
		return err // of the record
	}
	if ix.setbacks.err != nil && err != nil {
		ix.setbacks.tries.lengthen(ix.now())
	}
	ix.setbacks.err = err
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.full = errors.Is(err, ErrFull)
	return err
}

// enough is how much has to fit for the index to be written to again.
const enough = 1 << 20

// tryRoom fails where less than enough can be written.
func tryRoom(dir string) (err error) {
	f, err := os.CreateTemp(dir, probeName+"*")
	if err != nil {
		return withoutRoom(fmt.Errorf("write index: %w", err))
	}
	_, err = f.Write(make([]byte, enough))
	if err == nil {
		err = f.Sync() // some file systems promise room that they do not have
	}
	if err = errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		return withoutRoom(fmt.Errorf("write index: %w", err))
	}
	return nil
}
