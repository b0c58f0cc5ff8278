package index

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// What Open and Search may return, wrapped with the directory. Compare with errors.Is.
var (
	// ErrLocked says that another process has the index open.
	ErrLocked = errors.New("another process has the index open")
	// ErrReadOnly says that the directory cannot be written to, so the index could not follow.
	ErrReadOnly = errors.New("the directory of the index is not writable")
	// ErrClosed says that the index was closed.
	ErrClosed = errors.New("the index is closed")
	// ErrDamaged says that files of the index no longer hold what was written. The next Follow builds it anew.
	ErrDamaged = errors.New("the index is damaged")
)

// unwritable turns an error of the file system into ErrReadOnly where that is what it says.
func unwritable(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("open index %s: %w: %w", dir, ErrReadOnly, err)
	}
	return fmt.Errorf("open index %s: %w", dir, err)
}
