package archive

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ErrOccupied says that an archive which was to be restored into already holds something.
var ErrOccupied = errors.New("the archive already holds something")

// RestoreOptions say how a backup is restored.
type RestoreOptions struct {
	// Force lets the backup take the place of what the archive holds. What was erased stays erased all the same.
	Force bool
	// Ready is called when everything is loaded, just before it takes effect; its error leaves the archive as it was.
	// May be nil.
	Ready    func() error
	Progress func(done, total int64) // rows; may be nil
}

// Restored says what came of it.
type Restored struct {
	Rows   int64 // of all tables
	Erased int   // clippings that are in the backup but were erased from the archive since; they did not come back
}

// Restore puts a backup into the archive that o names, which is made if it does not exist. The backup may come from
// the other engine and may be older than this program; it is then brought up to its form first. All of it happens in
// one transaction: where it fails, is canceled or killed, the archive is as it was. It keeps all ids and the numbers
// of changes. If the archive holds anything and is not to be replaced, the error wraps ErrOccupied; if the backup was
// made by a newer program, ErrNewer.
func Restore(ctx context.Context, o Options, b *OpenedBackup, r RestoreOptions) (Restored, error) {
	a, err := Open(ctx, o)
	if err != nil {
		return Restored{}, err
	}
	defer a.Close()
	lifted, drop, err := a.lift(ctx, b)
	if err != nil {
		return Restored{}, a.failed("restore", err)
	}
	defer drop()
	done, err := a.restore(ctx, lifted, r)
	return done, a.failed("restore", err)
}

// lift brings an older backup to the form of this program: in an archive of its own, from which a new backup is made.
// So a migration only ever has archives to deal with. drop ends its use.
func (a *Archive) lift(ctx context.Context, b *OpenedBackup) (_ *OpenedBackup, drop func(), err error) {
	newest, err := newest(a.migrations)
	switch {
	case err != nil:
		return nil, nil, err
	case b.Manifest.Schema > newest:
		return nil, nil, fmt.Errorf("%w: the backup has form %d, this program knows %d", ErrNewer, b.Manifest.Schema, newest)
	case b.Manifest.Schema == newest:
		return b, func() {}, nil
	}
	if a.backupDir != "" { // where there is room; else where temporary files go
		if err := os.MkdirAll(a.backupDir, 0o700); err != nil {
			return nil, nil, err
		}
	}
	dir, err := os.MkdirTemp(a.backupDir, "restore-")
	if err != nil {
		return nil, nil, err
	}
	file := filepath.Join(dir, "newest"+BackupExt)
	if err = a.raise(ctx, b, filepath.Join(dir, "archive.db"), file); err == nil {
		b, err = OpenBackup(ctx, file)
	}
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return b, func() { _, _ = b.Close(), os.RemoveAll(dir) }, nil
}

// raise restores a backup into a new archive of its form, migrates that and backs it up.
func (a *Archive) raise(ctx context.Context, b *OpenedBackup, archive, backup string) (err error) {
	old, err := openAt(ctx, Options{DSN: "sqlite:" + archive, Now: a.now, Program: a.program, migrations: a.migrations}, b.Manifest.Schema)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	if _, err := old.restore(ctx, b, RestoreOptions{}); err != nil {
		return err
	}
	provider, err := old.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	_, err = old.Backup(ctx, backup, BackupOptions{})
	return err
}

// openAt makes an archive in an older form.
func openAt(ctx context.Context, o Options, version int64) (*Archive, error) {
	a := o.archive()
	err := a.connect(o.DSN)
	if err == nil {
		err = a.layOut(ctx, version)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// layOut makes the tables of a form.
func (a *Archive) layOut(ctx context.Context, version int64) error {
	provider, err := a.provider()
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("lay out form %d: %w", version, err)
	}
	return nil
}

// restore puts a backup into an archive of the same form.
func (a *Archive) restore(ctx context.Context, b *OpenedBackup, r RestoreOptions) (Restored, error) {
	tables, err := schema(ctx, a.migrations, b.Manifest.Schema)
	if err != nil {
		return Restored{}, err
	}
	if err := b.suits(tables); err != nil {
		return Restored{}, err
	}
	l, err := a.loading(ctx, b, tables, r)
	if err != nil {
		return Restored{}, err
	}
	defer l.end()
	return l.run(ctx, r)
}

// suits says whether the backup has what its form is made of, in the same order.
func (b *OpenedBackup) suits(tables []table) error {
	same := func(t table, in BackupTable) bool { return t.name == in.Name && slices.Equal(t.names(), in.Columns) }
	if !slices.EqualFunc(tables, b.Manifest.Tables, same) {
		return damaged(fmt.Errorf("its tables are not those of form %d", b.Manifest.Schema))
	}
	return nil
}

// OpenedBackup is a backup that is whole and open for reading.
type OpenedBackup struct {
	Manifest Manifest
	files    map[string]*zip.File
	lines    map[string]int64 // by file, once it is verified
	close    func() error
}

// OpenBackup opens a file that Backup wrote and reads all of it, to see that it is whole; if it is not, the error wraps
// ErrDamaged. Close it when it is no longer needed.
func OpenBackup(ctx context.Context, path string) (*OpenedBackup, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	b, err := openWhole(ctx, f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open backup %s: %w", path, err), f.Close())
	}
	b.close = f.Close
	return b, nil
}

func openWhole(ctx context.Context, f *os.File) (*OpenedBackup, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, damaged(&fs.PathError{Op: "read", Path: f.Name(), Err: errors.New("no file")})
	}
	b, err := openBackup(f, info.Size())
	if err != nil {
		return nil, err
	}
	return b, b.verify(ctx)
}

// Close closes the file.
func (b *OpenedBackup) Close() error { return b.close() }

// Enclosed is a file that travelled with the backup.
func (b *OpenedBackup) Enclosed(name string) (data []byte, ok bool, err error) {
	if b.files[enclosedDir+name] == nil {
		return nil, false, nil
	}
	data, err = b.read(enclosedDir + name)
	return data, err == nil, err
}
