package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A backup is one ZIP file with the rows of every table as JSON Lines, read in one snapshot, and a manifest that says
// what has to be in it. Both engines write and read the same file: the copy of a database file, or a dump by the
// server's own tools, would be quicker to make, but only the engine that made it could take it back, and often only in
// its own version. So this is also the way from one engine to the other, and in ten years it opens without this
// program.

// BackupExt ends the names of backups.
const BackupExt = ".zip"

// PartExt is added to the name of a backup while it is written.
const PartExt = ".part"

// stampLayout is the time in the names of backups that are made by themselves.
const stampLayout = "20060102-150405"

// Errors of backups. They are wrapped; compare with errors.Is.
var (
	// ErrDamaged says that a file is not a whole backup: it was cut off or changed, or is something else.
	ErrDamaged = errors.New("not a whole backup of pressclip")
	// ErrUnsaved says that the archive was left in its old form, because no backup could be made before changing it.
	ErrUnsaved = errors.New("no backup could be made before the archive is changed")
	// ErrTwice says that somebody else began to write the same backup.
	ErrTwice = errors.New("another process writes the same backup")
)

// Enclosure is a file that travels with a backup.
type Enclosure struct {
	Name string // without a folder
	Data []byte
}

// BackupOptions say what goes into a backup beside the record.
type BackupOptions struct {
	Enclosed []Enclosure
	Progress func(done, total int64) // rows; may be nil
}

// Backup writes the whole record, as it is at one moment, to a new file at path. The file is read again to see that
// it is whole before it gets its name; the error wraps ErrDamaged if it is not. Others may write to the archive
// meanwhile. It never overwrites: if path exists, the error wraps fs.ErrExist. What an interrupted backup left at
// path+PartExt is replaced.
func (a *Archive) Backup(ctx context.Context, path string, o BackupOptions) (Manifest, error) {
	if err := vacant(path); err != nil {
		return Manifest{}, err
	}
	part := path + PartExt
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, err
	}
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Manifest{}, err
	}
	m, err := a.fill(ctx, f, o)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = m.holds(ctx, f)
	}
	mine := isAt(f, part)
	err = errors.Join(err, f.Close())
	switch {
	case !mine:
		return Manifest{}, errors.Join(fmt.Errorf("%s: %w", part, ErrTwice), err)
	case err == nil:
		err = vacant(path)
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return Manifest{}, a.failed("back up", errors.Join(err, os.Remove(part)))
	}
	return m, syncFolder(filepath.Dir(path))
}

// vacant says that nothing is at path.
func vacant(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
		}
		return err
	}
	return nil
}

// isAt says whether the file is still the one with this name.
func isAt(f *os.File, path string) bool {
	ours, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(ours, there)
}

// syncFolder makes a new name in a folder last. Not every system lets folders be synced; then it does so by itself.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync()
	return f.Close()
}
