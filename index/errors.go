package index

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
)

// What the methods of an Index may return, wrapped. Compare with errors.Is.
var (
	// ErrLocked says that another process has the index open.
	ErrLocked = errors.New("another process has the index open")
	// ErrReadOnly says that the directory cannot be written to, so the index could not follow.
	ErrReadOnly = errors.New("the directory of the index is not writable")
	// ErrClosed says that the index was closed.
	ErrClosed = errors.New("the index is closed")
	// ErrDamaged says that files of the index no longer hold what was written. The next Follow builds it anew.
	ErrDamaged = errors.New("the index is damaged")
	// ErrFull says that there is no room to write the index. It goes on answering as far as it had come, and Follow
	// goes on once there is room again. The reason of the system, such as syscall.ENOSPC, is wrapped beside it.
	ErrFull = errors.New("there is no room to write the index")
)

// unwritable turns an error of the file system into ErrReadOnly where that is what it says.
func unwritable(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("open index %s: %w: %w", dir, ErrReadOnly, err)
	}
	return fmt.Errorf("open index %s: %w", dir, err)
}

// noRoom are the reasons of the system that make an ErrFull: a full disk, a full quota, a file that may not grow.
var noRoom = [...]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}

// withoutRoom turns an error of writing into ErrFull where that is what it says. Bleve passes on most errors of the
// system as text alone, so the text counts too.
func withoutRoom(err error) error {
	for _, reason := range noRoom {
		if errors.Is(err, reason) {
			return fmt.Errorf("%w: %w", ErrFull, err)
		}
		if strings.Contains(err.Error(), reason.Error()) {
			return &full{reason, err}
		}
	}
	return err
}

// full is an ErrFull whose reason the error that it came from had put into words.
type full struct {
	reason syscall.Errno
	worded error
}

func (f *full) Error() string   { return ErrFull.Error() + ": " + f.worded.Error() }
func (f *full) Unwrap() []error { return []error{ErrFull, f.reason, f.worded} }
