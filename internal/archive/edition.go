package archive

import (
	"errors"
	"slices"
)

// ErrMeanwhile says that somebody else has changed something since it was seen.
var ErrMeanwhile = errors.New("it has changed meanwhile")

// asSeen is ErrMeanwhile if none of the editions that were seen is the one of now; nil: whichever it is.
func asSeen(now string, seen []string) error {
	if seen != nil && !slices.Contains(seen, now) {
		return ErrMeanwhile
	}
	return nil
}
