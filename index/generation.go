package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Keys beside the documents, written in the same batch as the documents they speak of.
const (
	keyStamp    = "stamp"    // what wrote this generation; see stamp
	keyPosition = "position" // the number of the last change applied
	keyComplete = "complete" // present once it has caught up with the record
	keyPurged   = "purged"   // the number of a change: what was deleted by then was never in it
)

// generation is one Bleve index on disk. Writing is for one goroutine at a time; views may be taken by any. Once a
// write failed, or the engine failed by itself, it is to be laid to rest; it answers all the while.
type generation struct {
	name  string
	path  string
	queue *bleve.AnalysisQueue

	keeping keeping

	mu     sync.RWMutex
	engine *engine               // nil where it could not be opened again
	held   *scorch.IndexSnapshot // what answers while the engine writes or is unfit to; nil: ask the engine
}

// createGeneration begins an empty generation in a directory that must not exist, and leaves nothing if it cannot.
func createGeneration(dir, name string, s stamp) (*generation, error) {
	path := filepath.Join(dir, name)
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, withoutRoom(fmt.Errorf("create index: %w", err))
	}
	g, err := startGeneration(path, name)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	b := bleve.NewBatch()
	b.SetInternal([]byte(keyStamp), []byte(s.String()))
	if err := g.write(b); err != nil {
		return nil, errors.Join(err, g.close(), os.RemoveAll(path))
	}
	return g, nil
}

// openGeneration opens a generation that exists and holds every segment against its checksum. Whatever is wrong with
// it is ErrDamaged: Bleve itself would go on with an empty index where root.bolt is missing, or with the wrong
// documents where bytes have changed.
func openGeneration(ctx context.Context, dir, name string) (g *generation, err error) {
	path := filepath.Join(dir, name)
	if _, err := os.Stat(filepath.Join(path, "root.bolt")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	err = contained(func() (err error) {
		g, err = startGeneration(path, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	v, err := g.view()
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	defer v.close()
	if _, known := readStamp(v.internal(keyStamp)); !known {
		return nil, errors.Join(fmt.Errorf("%w: nothing says what wrote it", ErrDamaged), g.close())
	}
	if err := v.verify(ctx); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

func startGeneration(path, name string) (g *generation, err error) {
	queue := bleve.NewAnalysisQueue(runtime.GOMAXPROCS(0))
	defer func() {
		if g == nil { // also when opening panics
			queue.Close()
		}
	}()
	e, err := openEngine(path, queue, true)
	if err != nil {
		return nil, err
	}
	return &generation{name: name, path: path, queue: queue, engine: e}, nil
}

// write applies a batch and returns when it is on disk. Views show nothing of it before; after an error, nothing ever.
func (g *generation) write(b *bleve.Batch) error {
	if err := g.hold(); err != nil {
		return err
	}
	if err := g.engine.write(b); err != nil {
		return err
	}
	g.letGo()
	return nil
}

// hold makes views show the generation as it is now until letGo.
func (g *generation) hold() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.held != nil {
		return nil
	}
	if g.engine == nil {
		return ErrClosed
	}
	s, err := g.engine.snapshot()
	if err == nil {
		g.held = s
	}
	return err
}

func (g *generation) letGo() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.held != nil {
		_ = g.held.Close() // gives back memory only
		g.held = nil
	}
}

// close waits for merging to stop. Views taken before stay usable.
func (g *generation) close() error {
	defer g.queue.Close()
	g.letGo()
	g.mu.Lock()
	e := g.engine
	g.engine = nil
	g.mu.Unlock()
	if e == nil {
		return nil
	}
	return e.close()
}

// view is the generation as it is now. It must be closed.
func (g *generation) view() (*view, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.held != nil {
		g.held.AddRef()
		return newView(g.held, &g.keeping), nil
	}
	if g.engine == nil {
		return nil, ErrClosed
	}
	s, err := g.engine.snapshot()
	if err != nil {
		return nil, err
	}
	return newView(s, &g.keeping), nil
}

// internal is a value stored beside the documents; nil if there is none.
func (v *view) internal(key string) []byte { return v.snapshot.Internal()[key] }

func (v *view) position() int64 { return v.number(keyPosition) }

// number is a number stored beside the documents; 0 if there is none.
func (v *view) number(key string) int64 {
	n, err := strconv.ParseInt(string(v.internal(key)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (v *view) complete() bool { return v.internal(keyComplete) != nil }

// verify holds the segments against the checksums in their last four bytes, which Bleve writes but never reads.
func (v *view) verify(ctx context.Context) error {
	return contained(func() error {
		for _, p := range v.parts {
			if err := p.verify(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// verify reads the file rather than its mapping: what is read through a mapping counts as memory of this process.
func (p *part) verify(ctx context.Context) (err error) {
	persisted, ok := p.segment.(segment.PersistedSegment)
	if !ok {
		return nil // not on disk yet
	}
	file, err := os.Open(persisted.Path())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	size := info.Size() - crc32.Size
	if size < 0 {
		return fmt.Errorf("%w: segment of %d bytes", ErrDamaged, info.Size())
	}
	got := crc32.NewIEEE()
	const piece = 8 << 20
	for size > 0 && err == nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		var n int64
		n, err = io.CopyN(got, file, min(piece, size))
		size -= n
	}
	var want [crc32.Size]byte
	if err == nil {
		_, err = io.ReadFull(file, want[:])
	}
	if err != nil {
		return fmt.Errorf("%w: read %s: %w", ErrDamaged, segmentName(p.segment), err)
	}
	if binary.BigEndian.Uint32(want[:]) != got.Sum32() {
		return fmt.Errorf("%w: wrong checksum of %s", ErrDamaged, segmentName(p.segment))
	}
	return nil
}

func segmentName(s segment.Segment) string {
	if f, ok := s.(segment.PersistedSegment); ok {
		return filepath.Base(f.Path())
	}
	return "a segment in memory"
}

// contained runs what reads files that may be damaged: memory-mapped files that are shorter than they should be, and
// decoders led astray, panic. The panic comes back as an error.
func contained(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read index: %v at %s", r, debug.Stack())
		}
	}()
	return read()
}
