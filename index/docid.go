package index

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// A document's id sorts by date, newest first, then by clipping, latest first. It is the one value of a document that
// can be had without decompressing anything, so it carries what ordering and time filters need.
const (
	timeDigits = 12
	idDigits   = 16
	epochRoom  = 1 << 46 // milliseconds either side of 1970 that fit: about the years -260 to 4199
)

func docID(date time.Time, clipping int64) string {
	ms := min(max(date.UnixMilli(), -epochRoom), epochRoom)
	return fmt.Sprintf("%0*x%0*x", timeDigits, epochRoom-ms, idDigits, math.MaxInt64-clipping)
}

// readDocID is the inverse of docID: milliseconds since 1970 and the clipping.
func readDocID(id string) (ms, clipping int64, err error) {
	if len(id) != timeDigits+idDigits {
		return 0, 0, fmt.Errorf("document id %q: wrong length", id)
	}
	t, err := strconv.ParseInt(id[:timeDigits], 16, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("document id %q: %w", id, err)
	}
	c, err := strconv.ParseInt(id[timeDigits:], 16, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("document id %q: %w", id, err)
	}
	return epochRoom - t, math.MaxInt64 - c, nil
}

func monthOf(t time.Time, in *time.Location) string { return t.In(in).Format("2006-01") }
