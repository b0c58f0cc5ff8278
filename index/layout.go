package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The names in the directory of an index; see the package comment.
const (
	lockName    = "lock"
	currentName = "current"
	asideName   = "aside"
)

func generationName(n int) string { return fmt.Sprintf("g%06d", n) }

// openCurrent opens the generation that answers. What cannot be used is put aside and a new one begun: only the
// stamp's layout decides that, other words still answer.
func (ix *Index) openCurrent(ctx context.Context) (*generation, error) {
	name, err := readCurrent(ix.dir)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return ix.beginAnew()
	}
	g, err := openGeneration(ctx, ix.dir, name)
	switch {
	case err == nil && ix.readable(g):
		return g, nil
	case err == nil:
		ix.log.Info("the index has another layout and is built anew", "dir", ix.dir)
		err = g.close()
	case errors.Is(err, ErrDamaged):
		ix.log.Warn("the index cannot be used and is built anew", "dir", ix.dir, "error", err)
		err = nil
	}
	if err == nil {
		err = putAside(ix.dir, name)
	}
	if err != nil {
		return nil, err
	}
	return ix.beginAnew()
}

func (ix *Index) readable(g *generation) bool {
	v, err := g.view()
	if err != nil {
		return false
	}
	defer v.close()
	s, _ := readStamp(v.internal(keyStamp))
	return s.layout == ix.stamp.layout
}

// beginAnew makes an empty generation the current one.
func (ix *Index) beginAnew() (*generation, error) {
	g, err := ix.createNext()
	if err != nil {
		return nil, err
	}
	if err := writeCurrent(ix.dir, g.name); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// createNext begins a generation under a name that no other has.
func (ix *Index) createNext() (*generation, error) {
	entries, err := os.ReadDir(ix.dir)
	if err != nil {
		return nil, fmt.Errorf("read index directory: %w", err)
	}
	highest := 0
	for _, e := range entries {
		var n int
		if _, err := fmt.Sscanf(e.Name(), "g%d", &n); err == nil {
			highest = max(highest, n)
		}
	}
	return createGeneration(ix.dir, generationName(highest+1), ix.stamp)
}

// readCurrent is the name of the current generation; empty if there is none.
func readCurrent(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, currentName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read index: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if name != filepath.Base(name) || !strings.HasPrefix(name, "g") {
		return "", nil // the file was damaged: begin anew
	}
	return name, nil
}

// writeCurrent replaces the name of the current generation in one step, so that after a crash it is the old or the
// new one.
func writeCurrent(dir, name string) error {
	f, err := os.CreateTemp(dir, currentName+".*")
	if err != nil {
		return withoutRoom(fmt.Errorf("write index: %w", err))
	}
	_, err = f.WriteString(name + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, currentName))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return withoutRoom(fmt.Errorf("write index: %w", err))
	}
	syncDir(dir)
	return nil
}

// syncDir makes a rename last through a loss of power where the system can do that for directories.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// putAside keeps one unusable generation for inspection, in place of the one before.
func putAside(dir, name string) error {
	aside := filepath.Join(dir, asideName)
	if err := os.RemoveAll(aside); err != nil {
		return fmt.Errorf("put index aside: %w", err)
	}
	err := os.Rename(filepath.Join(dir, name), aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put index aside: %w", err)
	}
	return nil
}

// sweep removes what interrupted rebuilds left behind. Where a system will not let go of a file that another view
// still maps, it is left for the next time.
func (ix *Index) sweep(current string) {
	entries, err := os.ReadDir(ix.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		remains := strings.HasPrefix(name, "g") && name != current || strings.HasPrefix(name, currentName+".") ||
			strings.HasPrefix(name, probeName)
		if !remains {
			continue
		}
		if err := os.RemoveAll(filepath.Join(ix.dir, name)); err != nil {
			ix.log.Warn("remains of an index cannot be removed", "dir", ix.dir, "error", err)
		}
	}
}

const probeName = "probe."

// probe fails where nothing can be written, which Bleve would notice only by losing it.
func probe(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, probeName+"*")
	if err != nil {
		return withoutRoom(err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
