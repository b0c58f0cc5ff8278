package config

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestPrint(t *testing.T) {
	c, err := Load(filepath.Join("testdata", "full.yaml"), environment)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Print()
	golden := filepath.Join("testdata", "full.print.yaml")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("printed\n%s", got)
	}
	for _, secret := range []string{"geheim", "streng", "T0/B1"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is printed", secret)
		}
	}
}

// What is printed of a configuration without secrets is that configuration.
func TestPrintReadsBack(t *testing.T) {
	want := Default()
	got := &Config{builtIn: true}
	if err := got.fill("printed.yaml", []byte(want.Print()), noEnvironment); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(normal(got.Watchlist()), normal(want.Watchlist())) || got.Print() != want.Print() {
		t.Errorf("printed\n%s", want.Print())
	}
}

func TestMask(t *testing.T) {
	tests := []struct{ key, value, want string }{
		{"archive", "postgres://a:geheim@db.example.org/b", "postgres://a:***@db.example.org/b"},
		{"archive", "postgres://a:ge/he@im@db.example.org/b", "postgres://a:***@db.example.org/b"},
		{"archive", "postgres://a:${DSN}@db.example.org/b", "postgres://a:${DSN}@db.example.org/b"},
		{"archive", "postgres://a:x${DSN}@db.example.org/b", "postgres://a:***@db.example.org/b"},
		{"archive", "postgres://db.example.org/b?user=a&password=geheim&x=1", "postgres://db.example.org/b?user=a&password=***&x=1"},
		{"archive", "sqlite", "sqlite"},
		{"mail.smtp", "smtps://a:geheim@mail.example.org", "smtps://a:***@mail.example.org"},
		{"mail.from", "Presse <a@example.org>", "Presse <a@example.org>"},
		{"mail.oauth2.client_secret", "geheim", "***"},
		{"mail.oauth2.client_secret", "${SECRET}", "${SECRET}"},
		{"webhooks[0].secret", "geheim", "***"},
		{"webhooks[0].url", "https://hooks.example.org/a/geheim", "https://hooks.example.org/***"},
		{"outlets[0].feeds[0]", "https://a:geheim@bote.example.org/rss", "https://a:***@bote.example.org/rss"},
		{"projects[0].keywords[0]", "a:b@c", "a:b@c"},
	}
	for _, tt := range tests {
		if got := mask(tt.key, tt.value); got != tt.want {
			t.Errorf("%s %s: %s", tt.key, tt.value, got)
		}
	}
}

// normal is a watchlist as it comes out of a file: nothing is nil or empty at random.
func normal(w press.Watchlist) press.Watchlist {
	lists := func(all ...*[]string) {
		for _, l := range all {
			if len(*l) == 0 {
				*l = nil
			}
		}
	}
	for i := range w.Outlets {
		o := &w.Outlets[i]
		lists(&o.Feeds, &o.Sitemaps, &o.Sections, &o.Extract.Remove)
	}
	for i := range w.Projects {
		p := &w.Projects[i]
		lists(&p.Keywords, &p.Exclude, &p.Outlets)
		if len(p.AlertTo) == 0 {
			p.AlertTo = nil
		}
	}
	for i := range w.Digests {
		d := &w.Digests[i]
		lists(&d.Projects)
		if len(d.To) == 0 {
			d.To = nil
		}
	}
	return w
}

func TestWatchlistReadsBack(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := press.Watchlist{
		Outlets: []press.Outlet{{
			Name: "Bote: der – # 1", URL: "https://bote.example.org/?a=1&b=c#d", Feeds: []string{"https://bote.example.org/rss"},
			Rights: press.RightsFulltext, Medium: press.MediumTV, Schedule: "*/20 * * * *",
			Licence: press.Licence{ID: "yes", Until: time.Date(2027, 12, 31, 0, 0, 0, 0, berlin)},
			Extract: press.Selectors{Title: "h1 > a[href^='x']", Remove: []string{"#a", "*"}},
		}},
		Projects: []press.Project{{
			Name: "null", Keywords: []string{`"Heike Hanhörster"`, "'Wort'", "wort*", "-a ODER b", "title: Öl", "${HOME} 5 $", "geht's"},
			Exclude: []string{"123", "true", "NOT a"}, Outlets: []string{"Bote: der – # 1"}, AlertTo: []press.Recipient{{Address: "Wir <a@example.org>"}, {Address: "Liste <b@example.org>", List: true}}, Alert: true,
		}},
		Digests: []press.Digest{{
			Name: "Woche", Schedule: "@weekly", Projects: []string{"null"}, WhenEmpty: "skip", Select: "relevant", Order: "outlet", Language: "de",
			To: []press.Recipient{{Address: "a@example.org"}, {Address: "Liste <b@example.org>", List: true}},
		}},
	}
	var b bytes.Buffer
	if err := WriteWatchlist(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := ReadWatchlist("liste.yaml", b.Bytes(), "de", berlin)
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if !reflect.DeepEqual(normal(got), normal(want)) {
		t.Errorf("%+v\n%s", got, b.String())
	}
}

func TestReadWatchlistRefuses(t *testing.T) {
	for _, text := range []string{"archive: sqlite", "outlets: [{name: '${DSN}', url: 'https://a.example.org/'}]"} {
		if _, err := ReadWatchlist("liste.yaml", []byte(text), "de", time.UTC); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

// FuzzWriteText writes any text so that it reads back the same.
func FuzzWriteText(f *testing.F) {
	for _, s := range []string{"a", "", " a", "a ", "'", `"`, "a: b", "a #b", "- a", "*a", "&a", "!a", "null", "1", "1.5", "\t", "a\nb", "ä…–„“", "$${X}", "\u0085\u2028\ufeff", "0x1f", "2026-01-01", "https://a/b?c=d", "a-", ".inf", "~"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ToValidUTF8(s, "") != s {
			return
		}
		r := newReader("fuzz.yaml", noEnvironment)
		file := "licence: {id: " + plainText("", s) + "}\nname: " + plainText("", s) + "\nfeeds:\n  - " + plainText("", s) + "\n"
		root := r.parse([]byte(file))
		if root == nil {
			t.Fatalf("%q: %v", file, r.errs)
		}
		var o press.Outlet
		r.value(root, reflect.ValueOf(&o).Elem(), "")
		if len(r.errs) > 0 || o.Name != s || o.Feeds[0] != s || o.Licence.ID != s {
			t.Fatalf("%q reads back as %q, %q, %q: %v", file, o.Name, o.Feeds, o.Licence.ID, r.errs)
		}
	})
}
