package archive

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"pressclip/internal/press"
)

// cutter ends the context at the n-th query and counts them.
type cutter struct {
	conn
	n   int
	end context.CancelFunc
}

func (c *cutter) count() {
	if c.n--; c.n == 0 {
		c.end()
	}
}

func (c *cutter) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.count()
	return c.runner.ExecContext(ctx, query, args...)
}

func (c *cutter) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.count()
	return c.runner.QueryContext(ctx, query, args...)
}

func (c *cutter) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.count()
	return c.runner.QueryRowContext(ctx, query, args...)
}

// cutEverywhere runs a write again and again, cut off one query later each time, until it succeeds. Before that the
// archive stays as it was.
func (b *bed) cutEverywhere(t *testing.T, fresh func() func(context.Context, conn) error) {
	t.Helper()
	before := b.dump(t)
	for n := 1; n < 100; n++ {
		ctx, end := context.WithCancel(t.Context())
		write := fresh()
		err := b.write(ctx, "write", func(ctx context.Context, c conn) error {
			return write(ctx, conn{&cutter{c, n, end}, c.dialect})
		})
		end()
		if err == nil {
			if n < 4 {
				t.Errorf("a write of %d queries was expected to have more", n-1)
			}
			return
		}
		if after := b.dump(t); after != before {
			t.Fatalf("cut at query %d it left:\n%s\nbefore:\n%s", n, after, before)
		}
	}
	t.Fatal("it never succeeded")
}

func TestCutOffAnywhereLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		now := b.Now().UTC().Truncate(time.Millisecond)
		b.cutEverywhere(t, func() func(context.Context, conn) error {
			w := &listWriting{lease: l, now: now.UnixMilli(), Listing: Listing{
				OutletID: o.ID, Place: press.Place{Kind: press.PlaceFeed, URL: o.URL, Validators: press.Validators{ETag: "neu"}},
				Candidates: []press.Candidate{{URL: o.URL + "1", GUID: "g"}, {URL: o.URL + "2"}},
			}}
			return w.write
		})
		p := b.pending(t, o)[0]
		b.cutEverywhere(t, func() func(context.Context, conn) error {
			f := &filing{lease: l, now: now, Reading: reading(p, "Das Wetter", "Ohne Treffer"), packed: []byte("gepackt")}
			return f.file
		})
		for _, text := range []string{"Erste Fassung", "Zweite Fassung"} {
			b.cutEverywhere(t, func() func(context.Context, conn) error {
				f := &filing{lease: l, now: now, Reading: reading(p, "Das Quartier", text, "Quartiere", "Märkte")}
				return f.file
			})
		}
		same(t, "changes", must(b.LastChange(t.Context()))(t), 2)
	})
}
