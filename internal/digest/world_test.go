package digest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"pressclip/internal/archive"
	"pressclip/internal/archive/archivetest"
	"pressclip/internal/fetch"
	"pressclip/internal/mail"
	"pressclip/internal/press"
)

// world is a desk on a real archive, with a clock that the test sets.
type world struct {
	*Desk
	t   testing.TB
	mu  sync.Mutex
	now time.Time
	box *box
}

// box is a mail server inside the test: it takes everything but what refuse says.
type box struct {
	mu     sync.Mutex
	mails  []mail.Message
	tried  int
	refuse func(m mail.Message) *press.MailFault
}

func (b *box) Send(_ context.Context, m mail.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tried++
	if b.refuse != nil {
		if f := b.refuse(m); f != nil {
			return f
		}
	}
	b.mails = append(b.mails, m)
	return nil
}

func (b *box) Rest() {}

// took names who has got something since it was last asked, and what.
func (b *box) took() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, m := range b.mails {
		all = append(all, m.To+" "+m.Subject)
	}
	b.mails = nil
	slices.Sort(all)
	return strings.Join(all, "|")
}

func berlin(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// layOut makes an empty archive at an address.
var layOut = archivetest.Copies(func(dsn string) (io.Closer, error) {
	return archive.Open(context.Background(), archive.Options{DSN: dsn})
})

func newWorld(t *testing.T, digests ...press.Digest) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 18, 12, 0, 0, 0, berlin(t)), box: &box{}} // a Wednesday
	dsn := archivetest.SQLite(t)
	layOut(t, dsn)
	a, err := archive.Open(t.Context(), archive.Options{DSN: dsn, Now: w.Now})
	w.must(err)
	t.Cleanup(func() { _ = a.Close() })
	w.Desk = &Desk{
		Archive: a, Sender: w.box, From: "Pressespiegel <presse@example.org>", Location: berlin(t), Words: 12,
		Leave: "https://presse.example.org", Now: w.Now, Log: slog.New(slog.DiscardHandler),
	}
	w.watch(digests...)
	return w
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// at sets the clock: "2026-11-23 07:00".
func (w *world) at(s string) time.Time {
	w.t.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, berlin(w.t))
	w.must(err)
	w.set(t)
	return t
}

func (w *world) set(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// weekly is a digest that comes on Mondays.
func weekly(change func(*press.Digest)) press.Digest {
	d := press.Digest{
		Name: "Wochenüberblick", Schedule: "0 7 * * MON", Projects: []string{"Quartiere", "Märkte"},
		To: []press.Recipient{{Address: "eva@example.org"}, {Address: "ali@example.org"}}, Language: "de",
	}
	if change != nil {
		change(&d)
	}
	return d
}

func (w *world) watch(digests ...press.Digest) {
	w.t.Helper()
	list := press.Watchlist{Digests: digests, Outlets: []press.Outlet{
		{Name: "Elbblatt", URL: "https://elbblatt.example/"},
		{Name: "Viertel & Stadt", URL: "https://viertel.example/", Rights: press.RightsLink},
		{Name: "Küstenfunk", URL: "https://kueste.example/", Medium: press.MediumRadio},
	}}
	for _, name := range []string{"Quartiere", "Märkte"} {
		list.Projects = append(list.Projects, press.Project{Name: name, Keywords: []string{"Quartier*"}})
	}
	w.must(w.Archive.SyncFile(w.t.Context(), list))
}

func (w *world) digest() press.Digest {
	w.t.Helper()
	all, err := w.Archive.Digests(w.t.Context())
	w.must(err)
	return all[0]
}

// file files an article that some projects match.
func (w *world) file(outlet, title, text string, projects ...string) int64 {
	w.t.Helper()
	ctx := w.t.Context()
	o, err := w.Archive.Outlet(ctx, outlet)
	w.must(err)
	c, ok, err := w.Archive.ClaimOutlet(ctx, o.ID, time.Minute)
	w.must(err)
	if !ok {
		w.t.Fatalf("%s is held", outlet)
	}
	url := o.URL + strings.ReplaceAll(strings.ToLower(title), " ", "-")
	_, err = w.Archive.List(ctx, c.Lease, archive.Listing{
		OutletID: o.ID, Place: press.Place{Kind: press.PlaceFeed, URL: o.URL + "feed", ReadAt: w.Now()}, Candidates: []press.Candidate{{URL: url}},
	})
	w.must(err)
	p, err := w.Archive.Page(ctx, url)
	w.must(err)
	r := archive.Reading{OutletID: o.ID, PageID: p.ID, Article: &press.Article{URL: url, Title: title, Text: text, Published: w.Now().Add(-time.Hour), Language: "de"}}
	for _, name := range projects {
		m := press.Match{Project: name, Keyword: "Quartier*"}
		if i := strings.Index(text, "Quartier"); i >= 0 {
			m.Passages = []press.Passage{{Field: "text", Start: i, End: i + len("Quartier")}}
		}
		r.Matches = append(r.Matches, m)
	}
	filed, err := w.Archive.File(ctx, c.Lease, r)
	w.must(err)
	w.must(w.Archive.Release(ctx, c.Lease, fetch.HostState{}))
	return filed.ClippingID
}

func (w *world) round() time.Time {
	w.t.Helper()
	next, err := w.Round(w.t.Context())
	w.must(err)
	return next
}

// took checks who has got what in the meantime.
func (w *world) took(want ...string) {
	w.t.Helper()
	if got := w.box.took(); got != strings.Join(want, "|") {
		w.t.Errorf("%s: %q, want %q", w.Now().In(w.Location).Format("Mon 2 Jan 15:04"), got, strings.Join(want, "|"))
	}
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was (-update writes it anew):\n%s", name, firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
