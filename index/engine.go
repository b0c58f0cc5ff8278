package index

import (
	"fmt"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"
)

// engine is a Bleve index opened on its directory. Opened, it can only be read. Started, it can be written to as well,
// and works on without being asked: it persists and merges until it is closed, and what fails it tries again for ever.
type engine struct {
	*scorch.Scorch
	merges  bool // false: it only persists
	started bool
	closing chan struct{} // closed when it is to end
	failed  chan struct{} // closed with the first failure

	mu  sync.Mutex
	err error // the first failure
}

// napping is how long an engine that failed waits before it tries again. Without that it would do so at once and for
// as long as there is no room, and take a processor for it.
const napping = time.Second

// registries guards those of Bleve: the names in them are the only way to hear of what an engine does unasked. Ours is
// there only while an engine is made, which takes it over.
var registries sync.Mutex

const registered = "pressclip"

// openEngine opens a directory for reading. Files that no commit speaks of, such as a failed write leaves behind, go
// away; where there is an index, nothing is written.
func openEngine(path string, queue *bleve.AnalysisQueue, merges bool) (*engine, error) {
	e := &engine{merges: merges, closing: make(chan struct{}), failed: make(chan struct{})}
	opened, err := e.make(path, queue)
	if err == nil {
		e.Scorch = opened.(*scorch.Scorch)
		err = e.OpenMeta()
	}
	if err != nil {
		return nil, withoutRoom(fmt.Errorf("open %s: %w", path, err))
	}
	return e, nil
}

func (e *engine) make(path string, queue *bleve.AnalysisQueue) (bleve.Index, error) {
	config := map[string]any{
		"path": path,
		// The lock of Open keeps other processes out; the timeout is for one that went round it.
		"bolt_timeout":           "2s",
		"asyncErrorCallbackName": registered,
	}
	if !e.merges {
		config["scorchMergePlanOptions"] = map[string]any{"MaxSegmentSize": 0} // which none is below
	}
	registries.Lock()
	defer registries.Unlock()
	scorch.RegistryAsyncErrorCallbacks[registered] = e.hearError
	defer delete(scorch.RegistryAsyncErrorCallbacks, registered)
	return scorch.NewScorch(scorch.Name, config, queue)
}

// hearError is called by the goroutine that failed, and holds it up.
func (e *engine) hearError(err error, _ string) {
	e.fail(err)
	nap := time.NewTimer(napping)
	defer nap.Stop()
	select {
	case <-nap.C:
	case <-e.closing:
	}
}

func (e *engine) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err == nil {
		e.err = withoutRoom(fmt.Errorf("write index: %w", err))
		close(e.failed)
	}
}

// failure is why nothing more should be written; nil if nothing went wrong.
func (e *engine) failure() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// start makes it ready to be written to. Starting again does nothing.
func (e *engine) start() error {
	if e.started {
		return nil
	}
	if err := e.Open(); err != nil {
		return withoutRoom(fmt.Errorf("write index: %w", err))
	}
	e.started = true
	return nil
}

// write applies a batch and returns when it is on disk. After an error the engine must be closed: Bleve has closed the
// segment with the new documents but goes on to count on it.
func (e *engine) write(b *bleve.Batch) error {
	if err := e.start(); err != nil {
		return err
	}
	if err := e.Batch(b); err != nil {
		e.fail(err)
		return e.failure()
	}
	return nil
}

// close waits for what it does unasked to end. Snapshots taken before stay usable.
func (e *engine) close() error {
	close(e.closing)
	if err := e.Close(); err != nil {
		return fmt.Errorf("close index: %w", err)
	}
	return nil
}

// snapshot is the index as it is now; to be closed.
func (e *engine) snapshot() (*scorch.IndexSnapshot, error) {
	r, err := e.Reader()
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	s, ok := r.(*scorch.IndexSnapshot)
	if !ok || s == nil {
		return nil, ErrClosed
	}
	return s, nil
}
