package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	bleve "github.com/blevesearch/bleve_index_api"
)

// Rebuild builds the index anew from the whole record, beside the one that answers meanwhile, and puts it in its place
// when it has caught up. Until then the old one does not follow. progress, which may be nil, hears the number of the
// last change applied and that of the last one there is. Interrupted at any point, it leaves the old index as it was.
func (ix *Index) Rebuild(ctx context.Context, s Source, progress func(done, total int64)) error {
	done, err := ix.write(ctx)
	if err != nil {
		return err
	}
	defer done()
	_, err = ix.rebuild(ctx, s, progress)
	return err
}

// Purge sees to it that the files of the index hold nothing of what was deleted by a change of the record, where Follow
// has only marked it as deleted and merging may take its time. Where that is not so already, it builds the index anew
// as Rebuild does. The change has to be followed before.
func (ix *Index) Purge(ctx context.Context, s Source, change int64) error {
	done, err := ix.write(ctx)
	if err != nil {
		return err
	}
	defer done()
	g, _, err := ix.answering()
	if err != nil {
		return err
	}
	v, err := g.view()
	if err != nil {
		return err
	}
	purged := v.number(keyPurged)
	v.close()
	if purged >= change {
		return nil
	}
	_, err = ix.rebuild(ctx, s, nil)
	return ix.conclude(g, err)
}

func (ix *Index) rebuild(ctx context.Context, s Source, progress func(done, total int64)) (applied int, err error) {
	if _, _, err := ix.answering(); err != nil {
		return 0, err
	}
	total, err := s.LastChange(ctx)
	if err != nil {
		return 0, fmt.Errorf("follow the record: %w", err)
	}
	ix.setBuilding(true)
	defer ix.setBuilding(false)
	begun := ix.now()
	g, err := ix.createNext()
	if err != nil {
		return 0, err
	}
	b := bleve.NewBatch()
	b.SetInternal([]byte(keyPurged), strconv.AppendInt(nil, total, 10))
	if err := g.write(b); err != nil {
		return 0, errors.Join(err, ix.discard(g))
	}
	applied, err = ix.catchUp(ctx, g, s, func(position int64) {
		if progress != nil {
			progress(position, max(total, position))
		}
	})
	if err == nil {
		err = writeCurrent(ix.dir, g.name)
	}
	if err != nil {
		return 0, errors.Join(fmt.Errorf("rebuild index: %w", err), ix.discard(g))
	}
	ix.log.Info("the index was built anew", "dir", ix.dir, "changes", applied, "took", ix.now().Sub(begun))
	if err := ix.replaceBy(g); err != nil {
		ix.log.Warn("the former index cannot be removed", "dir", ix.dir, "error", err)
	}
	return applied, nil
}

// replaceBy lets a generation answer in place of the current one, and removes that.
func (ix *Index) replaceBy(g *generation) error {
	ix.mu.Lock()
	old := ix.current
	ix.current, ix.outdated, ix.damaged = g, false, false
	ix.mu.Unlock()
	return ix.discard(old)
}

func (ix *Index) discard(g *generation) error {
	return errors.Join(g.close(), os.RemoveAll(filepath.Join(ix.dir, g.name)))
}

func (ix *Index) setBuilding(building bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.building = building
}
