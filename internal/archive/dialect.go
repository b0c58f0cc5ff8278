package archive

import (
	"context"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// dialect is what the two engines do not share.
type dialect struct {
	copying
	numbered bool   // placeholders are $1, $2 … instead of ?
	locked   string // ends a SELECT whose rows stay as they are until the transaction ends
	skipping string // the same for rows of h, passing over those that others have locked
	// relying ends the SELECT by which a filing sees that nothing of it was erased, and alone is what an erasure waits
	// by until no filing relies on that; it keeps nobody from reading. Both are empty where one transaction writes.
	relying  string
	alone    func(ctx context.Context, c conn) error
	sweep    func(ctx context.Context, a *Archive) error // see Scrub
	rinse    func(ctx context.Context, a *Archive) error // see Rinse; nil if there is nothing to do
	id, blob string                                      // types of columns
	narrow   string                                      // ends a table that is nothing but its key, where the engine can keep it once
	// sharing selects the clippings that share bands, the newest of each, once for every band.
	sharing func(bands []int64) (query string, args []any)
	goose   goose.Dialect
	session func() (lock.SessionLocker, error) // keeps migrations of several processes apart; nil if not needed
	kind    func(error) error                  // the sentinel that an error of the engine stands for, or nil
}

// rebind writes a query, which uses ? for its arguments and nowhere else, as the engine wants it.
func (d *dialect) rebind(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 32)
	for n := 1; ; n++ {
		before, after, more := strings.Cut(query, "?")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		query = after
	}
}

// staying ends a SELECT that joins rows which others may delete: those of the table named so are there until the
// transaction ends, and what was deleted meanwhile is not among them.
func (d dialect) staying(table string) string {
	if d.relying == "" {
		return ""
	}
	return d.relying + " OF " + table
}
