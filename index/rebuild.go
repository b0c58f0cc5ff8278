package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
