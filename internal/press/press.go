// Package press holds the nouns of press monitoring and the rules that are true of them everywhere.
// It does no input or output, knows no clock and imports nothing of this project.
package press

import "errors"

// Sentinels that every floor shares. Compare with errors.Is.
var (
	// ErrNotFound says that the thing asked for is not in the record.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that the change contradicts what is recorded already, such as a name that is taken.
	ErrConflict = errors.New("conflict")
	// ErrStale says that the lease under which a write was tried has passed to another holder; the write left no trace.
	ErrStale = errors.New("lease lost")
)

// Origin says where an outlet, project or digest was written down.
type Origin string

// The origins. What the file says is read-only on the page.
const (
	OriginFile Origin = "file"
	OriginPage Origin = "page"
)

// Watchlist is everything that is watched and sent: what a configuration file lists, or what the archive holds.
type Watchlist struct {
	Outlets  []Outlet
	Projects []Project
	Digests  []Digest
}
