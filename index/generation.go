package index

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Keys beside the documents, written in the same batch as the documents they speak of.
const (
	keyStamp    = "stamp"    // what wrote this generation; see stamp
	keyPosition = "position" // the number of the last change applied
	keyComplete = "complete" // present once it has caught up with the record
)

// generation is one Bleve index on disk. Writing is for one goroutine at a time; views may be taken by any.
type generation struct {
	name   string
	scorch *scorch.Scorch
	queue  *bleve.AnalysisQueue
}

// createGeneration begins an empty generation in a directory that must not exist.
func createGeneration(dir, name string, s stamp) (*generation, error) {
	path := filepath.Join(dir, name)
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, fmt.Errorf("create index: %w", err)
	}
	g, err := startGeneration(path, name)
	if err != nil {
		return nil, err
	}
	b := bleve.NewBatch()
	b.SetInternal([]byte(keyStamp), []byte(s.String()))
	if err := g.write(b); err != nil {
		return nil, errors.Join(err, g.close())
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
	// The lock of Open keeps other processes out; the timeout is for one that went round it.
	config := map[string]any{"path": path, "bolt_timeout": "2s"}
	opened, err := scorch.NewScorch(scorch.Name, config, queue)
	if err == nil {
		err = opened.Open()
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &generation{name: name, scorch: opened.(*scorch.Scorch), queue: queue}, nil
}

// write applies a batch and returns when it is on disk.
func (g *generation) write(b *bleve.Batch) error {
	if err := g.scorch.Batch(b); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}

// close waits for merging to stop. Views taken before stay usable.
func (g *generation) close() error {
	defer g.queue.Close()
	if err := g.scorch.Close(); err != nil {
		return fmt.Errorf("close index: %w", err)
	}
	return nil
}

// view is the generation as it is now. It must be closed.
func (g *generation) view() (*view, error) {
	r, err := g.scorch.Reader()
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok || snapshot == nil {
		return nil, ErrClosed
	}
	return newView(snapshot), nil
}

// internal is a value stored beside the documents; nil if there is none.
func (v *view) internal(key string) []byte { return v.snapshot.Internal()[key] }

func (v *view) position() int64 {
	n, err := strconv.ParseInt(string(v.internal(keyPosition)), 10, 64)
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

func (p *part) verify(ctx context.Context) error {
	mapped, ok := p.segment.(interface{ Data() []byte })
	if !ok {
		return nil // not on disk yet
	}
	const piece = 8 << 20
	data := mapped.Data()
	if len(data) < crc32.Size {
		return fmt.Errorf("%w: segment of %d bytes", ErrDamaged, len(data))
	}
	body, want := data[:len(data)-crc32.Size], data[len(data)-crc32.Size:]
	var got uint32
	for len(body) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(piece, len(body))
		got = crc32.Update(got, crc32.IEEETable, body[:n])
		body = body[n:]
	}
	if [crc32.Size]byte(want) != [crc32.Size]byte{byte(got >> 24), byte(got >> 16), byte(got >> 8), byte(got)} {
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
