package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/gofrs/flock"

	"pressclip/internal/press"
)

// Source is the record as the index follows it.
type Source interface {
	// Changes are up to limit changes with numbers above after, in ascending order; none if there are none. From 0 on
	// they lead to every clipping that exists. A clipping that changed often may come once or often, always as it is
	// now.
	Changes(ctx context.Context, after int64, limit int) ([]press.Change, error)
	// LastChange is the number of the last change; 0 if there never was one.
	LastChange(ctx context.Context) (int64, error)
}

// Options say where an index lies and how it reads dates.
type Options struct {
	Dir      string           // its own; created if it does not exist
	Location *time.Location   // in which months begin; UTC if nil. Another one than before means a rebuild
	Log      *slog.Logger     // nil: silent
	Now      func() time.Time // nil: time.Now
}

// Index is an open index. All its methods may be called by many goroutines; those that write wait for each other.
type Index struct {
	dir      string
	location *time.Location
	log      *slog.Logger
	now      func() time.Time
	stamp    stamp
	document func(*press.Clipping, *time.Location) (*document.Document, error) // newDocument
	bounds   bounds                                                            // of a search
	lock     *flock.Flock
	writing  chan struct{} // holds one token while somebody writes
	setbacks setbacks      // for the one who writes

	mu       sync.RWMutex // over what follows
	current  *generation  // nil once closed
	outdated bool         // current has words of another program
	damaged  bool         // current was found damaged while open
	building bool         // a generation is being built beside current
	skipped  int
	full     bool
}

// State is how far the index is.
type State struct {
	Position   int64 // the number of the last change applied
	Documents  int
	Incomplete bool // it has not caught up with the record since it was begun; searches may miss clippings
	Building   bool // another is being built beside the one that answers, or has to be
	Skipped    int  // clippings that could not be indexed since Open; the log names them
	Full       bool // there is no room to write it, so it does not follow
}

// Open opens the index of a directory and takes hold of it until Close. An index that is missing, damaged, or laid out
// by another version of this program is replaced by an empty one, to be filled by Follow; State and every Result say
// so. It returns at once, with ErrLocked, if another process has it open, and with ErrReadOnly if it could not follow.
// Where there is no room it opens what there is, and fails with ErrFull only if there is nothing.
func Open(ctx context.Context, o Options) (*Index, error) {
	if err := probe(o.Dir); err != nil && !errors.Is(err, ErrFull) {
		return nil, unwritable(o.Dir, err)
	}
	ix := newIndex(o)
	locked, err := ix.lock.TryLock()
	if err != nil {
		return nil, unwritable(o.Dir, err)
	}
	if !locked {
		return nil, fmt.Errorf("open index %s: %w", o.Dir, ErrLocked)
	}
	g, err := ix.openCurrent(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open index %s: %w", o.Dir, err), ix.lock.Close())
	}
	ix.sweep(g.name)
	ix.current = g
	ix.outdated = !ix.upToDate(g)
	return ix, nil
}

func newIndex(o Options) *Index {
	ix := &Index{
		dir:      o.Dir,
		location: o.Location,
		log:      o.Log,
		now:      o.Now,
		lock:     flock.New(filepath.Join(o.Dir, lockName)),
		document: newDocument,
		bounds:   usualBounds,
		writing:  make(chan struct{}, 1),
		setbacks: newSetbacks(),
	}
	if ix.location == nil {
		ix.location = time.UTC
	}
	if ix.log == nil {
		ix.log = slog.New(slog.DiscardHandler)
	}
	if ix.now == nil {
		ix.now = time.Now
	}
	ix.stamp = newStamp(ix.location)
	return ix
}

func (ix *Index) upToDate(g *generation) bool {
	v, err := g.view()
	if err != nil {
		return false
	}
	defer v.close()
	s, _ := readStamp(v.internal(keyStamp))
	return s == ix.stamp
}

// Close waits for writing to end and lets go of the directory. Closing again does nothing.
func (ix *Index) Close() error {
	ix.writing <- struct{}{}
	defer func() { <-ix.writing }()
	ix.mu.Lock()
	g := ix.current
	ix.current = nil
	ix.mu.Unlock()
	if g == nil {
		return nil
	}
	return errors.Join(g.close(), ix.lock.Close())
}

// State is how far the index is.
func (ix *Index) State() State {
	v, incomplete, err := ix.view()
	if err != nil {
		return State{Incomplete: true}
	}
	defer v.close()
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return State{
		Position:   v.position(),
		Documents:  v.documents(),
		Incomplete: incomplete,
		Building:   ix.building || ix.outdated || ix.damaged,
		Skipped:    ix.skipped,
		Full:       ix.full,
	}
}

// view is the current generation as it is now, and whether it is known to lack documents.
func (ix *Index) view() (v *view, incomplete bool, err error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.current == nil {
		return nil, false, ErrClosed
	}
	if v, err = ix.current.view(); err != nil {
		return nil, false, err
	}
	return v, ix.damaged || !v.complete(), nil
}

// write waits until nobody else writes, and returns what ends it.
func (ix *Index) write(ctx context.Context) (done func(), err error) {
	select {
	case ix.writing <- struct{}{}:
		return func() { <-ix.writing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// answering is the current generation, for one who writes.
func (ix *Index) answering() (g *generation, usable bool, err error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.current == nil {
		return nil, false, ErrClosed
	}
	return ix.current, !ix.outdated && !ix.damaged, nil
}

func (ix *Index) markDamaged() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.damaged = true
}
