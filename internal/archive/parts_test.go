package archive

import (
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// What of an outlet's pages waits to be read, by what follows its address.
func (b *bed) waiting(t *testing.T, o press.Outlet) string {
	t.Helper()
	var list []string
	for _, p := range b.pending(t, o) {
		list = append(list, strings.TrimPrefix(strings.ReplaceAll(p.URL, "pressclip:~:text=", ""), o.URL))
	}
	return strings.Join(list, " ")
}

// Candidates of one listing that share an address are articles apart only where headline and GUID say so.
func TestListOfOneAddress(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 41, 17, 0, time.UTC)
	for _, c := range []struct {
		name, url string
		two       [2]press.Candidate
		want      string
	}{
		{"reports of a ticker", "ticker-4711.html", [2]press.Candidate{{GUID: "a-10001", Title: "Wahllokale offen"}, {GUID: "a-10002", Title: "Erste Zahlen"}},
			"ticker-4711.html ticker-4711.html#Wahllokale%20offen ticker-4711.html#Erste%20Zahlen"},
		{"a feed without GUIDs", "ticker-4711.html", [2]press.Candidate{{Title: "Wahllokale offen"}, {Title: "Erste Zahlen"}},
			"ticker-4711.html ticker-4711.html#Wahllokale%20offen ticker-4711.html#Erste%20Zahlen"},
		{"the front page", "", [2]press.Candidate{{GUID: "a-10001", Title: "Wahllokale offen"}, {GUID: "a-10002", Title: "Erste Zahlen"}},
			"#Wahllokale%20offen #Erste%20Zahlen"},
		{"the paywall", "abo/", [2]press.Candidate{{GUID: "a-10001", Title: "Wahllokale offen"}, {GUID: "a-10002", Title: "Erste Zahlen"}},
			"abo/#Wahllokale%20offen abo/#Erste%20Zahlen"},
		{"the same headline", "a-1.html", [2]press.Candidate{{GUID: "a-10001", Title: "Erste Zahlen"}, {GUID: "a-10002", Title: "ERSTE Zahlen!"}}, "a-1.html"},
		{"the same GUID", "a-1.html", [2]press.Candidate{{GUID: "a-10001", Title: "Wahllokale offen"}, {GUID: "a-10001", Title: "Erste Zahlen"}}, "a-1.html"},
		{"one without a GUID", "a-1.html", [2]press.Candidate{{GUID: "a-10001", Title: "Wahllokale offen"}, {Title: "Erste Zahlen"}}, "a-1.html"},
		{"one without a headline", "a-1.html", [2]press.Candidate{{GUID: "a-10001", Title: "Wahllokale offen"}, {GUID: "a-10002", Published: at}}, "a-1.html"},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
				l := b.claim(t, o)
				for i := range c.two {
					c.two[i].URL = o.URL + c.url
				}
				b.list(t, l, o, c.two[:]...)
				same(t, "pending", b.waiting(t, o), c.want)
				b.list(t, l, o, c.two[1], c.two[0])
				same(t, "listed again in another order", b.waiting(t, o), c.want)
			})
		})
	}
}

// A report that was alone at its address when it was listed first stays there; a part is known by its headline when its
// GUID changes, and by its GUID when its headline does.
func TestPartsThroughTime(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		report := func(guid, title string) press.Candidate {
			return press.Candidate{URL: o.URL + "ticker-4711.html", GUID: guid, Title: title}
		}
		same(t, "alone", b.list(t, l, o, report("a-10001", "Wahllokale offen")), Listed{New: 1})
		same(t, "with another", b.list(t, l, o, report("a-10002", "Erste Zahlen"), report("a-10001", "Wahllokale offen")), Listed{New: 1, Known: 1})
		for _, p := range b.pending(t, o) {
			must(b.File(t.Context(), l, reading(p, p.Title, "Text von "+p.Title, "Quartiere")))(t)
		}
		first := report("a-10001", "Wahllokale offen")
		same(t, "another GUID", b.list(t, l, o, report("b-20002", "Erste Zahlen"), first), Listed{Known: 2})
		same(t, "another headline", b.list(t, l, o, report("b-20002", "So hat die Stadt gewählt"), first), Listed{Known: 2})
		same(t, "and another GUID", b.list(t, l, o, report("c-30002", "So hat die Stadt gewählt"), first), Listed{Known: 2})
		same(t, "and another headline", b.list(t, l, o, report("c-30002", "Das Ergebnis"), first), Listed{Known: 2})
		same(t, "alone again", b.list(t, l, o, report("c-30002", "Das Ergebnis")), Listed{Known: 1})
		same(t, "pending", len(b.pending(t, o)), 0)
		part := weburl.Part(o.URL+"ticker-4711.html", "Das Ergebnis")
		same(t, "page", must(b.Page(t.Context(), part))(t).State, PageSame)
	})
}

// Only when GUID, headline and day are all another is the address of an article that was read that of a new one by now.
func TestAnotherDay(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 41, 17, 0, time.UTC)
	for _, c := range []struct {
		name string
		next press.Candidate
		new  bool
		open bool // the page could not be read so far
	}{
		{"all three", press.Candidate{GUID: "a-10002", Title: "Morgen kommt Regen", Published: at.AddDate(0, 0, 1)}, true, false},
		{"a page that was not read", press.Candidate{GUID: "a-10002", Title: "Morgen kommt Regen", Published: at.AddDate(0, 0, 1)}, false, true},
		{"an hour later", press.Candidate{GUID: "a-10002", Title: "Morgen kommt Regen", Published: at.Add(time.Hour)}, false, false},
		{"no date", press.Candidate{GUID: "a-10002", Title: "Morgen kommt Regen"}, false, false},
		{"the same GUID", press.Candidate{GUID: "a-10001", Title: "Morgen kommt Regen", Published: at.AddDate(0, 0, 1)}, false, false},
		{"the same headline", press.Candidate{GUID: "a-10002", Title: "Heute scheint die Sonne", Published: at.AddDate(0, 0, 1)}, false, false},
		{"a GUID that counts corrections", press.Candidate{GUID: "https://elbblatt.example/wetter-heute-1.html#2", Title: "Morgen kommt Regen", Published: at.AddDate(0, 0, 1)}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
				l := b.claim(t, o)
				url := o.URL + "wetter-heute-1.html"
				b.list(t, l, o, press.Candidate{URL: url, GUID: "a-10001", Title: "Heute scheint die Sonne", Published: at})
				if !c.open {
					p := b.pending(t, o)[0]
					r := reading(p, p.Title, "Sie scheint", "Quartiere")
					r.Article.Published = at
					must(b.File(t.Context(), l, r))(t)
				}
				c.next.URL = url
				want := Listed{Known: 1}
				if c.new {
					want = Listed{New: 1}
				}
				same(t, "listed", b.list(t, l, o, c.next), want)
				b.advance(2 * time.Hour)
				again := must(b.Rereadable(t.Context(), o.ID, 9))(t)
				same(t, "read again", len(again) == 1, !c.new && !c.open)
			})
		})
	}
}

const longText = "Im Quartier am alten Hafen wird gebaut, und zwar so viel wie seit fünfzig Jahren nicht mehr, wie das Amt erklärt.\n" +
	"Die Leute, die dort wohnen, sehen es mit gemischten Gefühlen, denn die Mieten steigen schon, bevor ein Haus steht.\n" +
	"Im Herbst will der Rat entscheiden, ob die zweite Hälfte der Fläche verkauft oder vermietet wird."

// A page that has neither address nor GUID in common with a clipping of the outlet is the same article by its words, or not.
func TestSameArticleByItsWords(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 41, 17, 0, time.UTC)
	const title = "Der Hafen wird umgebaut"
	corrected := strings.Replace(longText, "gemischten Gefühlen", "Sorge", 1) + "\nNachtrag: Der Termin steht fest."
	other := strings.Repeat("An anderer Stelle der Stadt ist von alledem nichts zu sehen, und keiner vermisst es. ", 4)
	for _, c := range []struct {
		name, title, text string
		published         time.Time
		outlet            int
		later             time.Duration
		same              bool
	}{
		{"same headline and text", title, longText, time.Time{}, 0, 0, true},
		{"text corrected and extended", title, corrected, time.Time{}, 0, 0, true},
		{"another headline, same second", "So wird der Hafen", corrected, at, 0, 0, true},
		{"another headline and date", "So wird der Hafen", longText, at.Add(time.Minute), 0, 0, false},
		{"a column", title, other, at, 0, 0, false},
		{"too short to tell", title, longText[:60], at, 0, 0, false},
		{"at another outlet", title, longText, at, 1, 0, false},
		{"printed again", title, longText, at, 0, lookBack + time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
				file := func(o press.Outlet, path, title, text string, at time.Time) Filed {
					l := b.claim(t, o)
					b.list(t, l, o, press.Candidate{URL: o.URL + path})
					r := reading(b.pending(t, o)[0], title, text, "Quartiere")
					r.Article.Published = at
					return must(b.File(t.Context(), l, r))(t)
				}
				first := file(two[0], "alt", title, longText, at)
				b.advance(time.Hour + c.later)
				done := file(two[c.outlet], "neu", c.title, c.text, c.published)
				same(t, "same clipping", done.ClippingID == first.ClippingID, c.same)
				if !c.same {
					return
				}
				clip := must(b.Clipping(t.Context(), first.ClippingID))(t)
				same(t, "text", clip.Article.Text, c.text)
				same(t, "address", clip.Article.URL, two[0].URL+"alt")
				same(t, "address of the key", len(must(b.Doomed(t.Context(), two[0].URL+"alt"))(t)), 1)
				same(t, "known by the other address", len(must(b.Doomed(t.Context(), two[0].URL+"neu"))(t)), 1)
			})
		})
	}
}

// A template that declares one address for all articles merges none of them.
func TestDeclaredAddressOfAnotherArticle(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		ids := map[int64]bool{}
		text := func(title string) string {
			return strings.Repeat(title+" ist ein Thema, über das seit Jahren geredet wird. ", 3) + "\nMehr im Newsletter"
		}
		for _, title := range []string{"Das Quartier", "Wahlen im Mai", "Der Markt"} {
			b.list(t, l, o, press.Candidate{URL: o.URL + strings.ToLower(title[:3])})
			r := reading(b.pending(t, o)[0], title, text(title), "Quartiere")
			r.Article.CanonicalURL = o.URL + "index.php"
			filed := must(b.File(t.Context(), l, r))(t)
			same(t, "new", filed.New, true)
			ids[filed.ClippingID] = true
		}
		same(t, "clippings", len(ids), 3)
		b.list(t, l, o, press.Candidate{URL: o.URL + "druck"})
		r := reading(b.pending(t, o)[0], "Das Quartier", text("Das Quartier"), "Quartiere")
		r.Article.CanonicalURL = o.URL + "index.php"
		same(t, "print page", must(b.File(t.Context(), l, r))(t).New, false)

		// Nor does reading them again.
		b.advance(2 * time.Hour)
		for _, p := range must(b.Rereadable(t.Context(), o.ID, 9))(t) {
			r := reading(p, p.Title, text(p.Title)+"\nNachtrag", "Quartiere")
			r.Article.CanonicalURL = o.URL + "index.php"
			same(t, "read again", must(b.File(t.Context(), l, r))(t).ClippingID, p.ClippingID)
		}
		for id := range ids {
			same(t, "version", must(b.Clipping(t.Context(), id))(t).Version, 2)
		}
	})
}

// An article that goes by another address now is still known by the one that it had.
func TestFormerAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		file := func(p Page, title, canonical string) int64 {
			r := reading(p, title, "Text über "+title, "Quartiere")
			r.Article.CanonicalURL = o.URL + canonical
			return must(b.File(t.Context(), l, r))(t).ClippingID
		}
		fresh := func(path string) Page {
			b.list(t, l, o, press.Candidate{URL: o.URL + path})
			return b.pending(t, o)[0]
		}
		id := file(fresh("a"), "Das Quartier", "alt")
		same(t, "another page", file(fresh("b"), "Das Quartier", "alt"), id)
		b.advance(2 * time.Hour)
		same(t, "read again", file(must(b.Rereadable(t.Context(), o.ID, 9))(t)[0], "Das Quartier", "neu"), id)
		same(t, "address", must(b.Clipping(t.Context(), id))(t).Article.CanonicalURL, o.URL+"neu")
		same(t, "a third page", file(fresh("c"), "So geht es am Hafen weiter", "alt"), id)
	})
}

// A template that declares one address for all articles loses none of those that are kept without a match, and those
// that came twice are one clipping when a keyword finds them.
func TestKeptArticles(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		keep := func(path, title, text string) {
			b.list(t, l, o, press.Candidate{URL: o.URL + path})
			r := reading(b.pending(t, o)[0], title, text)
			r.Keep, r.Article.CanonicalURL = true, o.URL+"index.php"
			same(t, "clipping", must(b.File(ctx, l, r))(t).ClippingID, 0)
		}
		keep("a", "Der Hafen wird umgebaut", longText)
		keep("b", "Wahlen im Mai", "Gewählt wird am Sonntag.")
		keep("c", "Der Markt", "Er beginnt um acht.")
		keep("d", "Wahlen im Mai", "Andere wählen im Herbst, und zwar alle.")
		same(t, "kept", must(b.UnmatchedKept(ctx))(t).Count, 4)
		b.list(t, l, o, press.Candidate{URL: o.URL + "e"})
		r := reading(b.pending(t, o)[0], "Der Hafen wird umgebaut", longText)
		r.Keep = true
		must(b.File(ctx, l, r))(t)
		same(t, "kept under another address", must(b.UnmatchedKept(ctx))(t).Count, 5)

		b.advance(3 * lookBack)
		b.keywords(t, o, press.Project{Name: "Märkte", Keywords: []string{"Hafen"}})
		refiling, _, err := b.ClaimRefiling(ctx, time.Minute)
		check(t, err)
		found := Refound{Read: 5, Last: 5, Matched: []Rematch{hafen(1, 0), hafen(2, 0), hafen(3, 0), hafen(4, 0), hafen(5, 0)}}
		check(t, b.RefileUnmatched(ctx, &refiling, found, time.Minute))
		clip := must(b.ClippingsAfter(ctx, 0, 9))(t)
		same(t, "clippings", len(clip), 4)
		same(t, "left", must(b.UnmatchedKept(ctx))(t).Count, 0)
		for _, path := range []string{"a", "e"} {
			same(t, path, must(b.Page(ctx, o.URL+path))(t).ClippingID, clip[0].ID)
		}
	})
}
