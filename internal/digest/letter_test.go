package digest

import (
	"flag"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

var update = flag.Bool("update", false, "write the files of testdata anew")

// sample is an issue with everything that a mail can say.
func sample(t *testing.T, language string) *Sheet {
	day := func(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, berlin(t)) }
	paid := true
	hit := func(id int64, outlet, title, snippet, marked string, at time.Time) press.Hit {
		h := press.Hit{
			ID: id, URL: "https://" + outlet + ".example/a?id=1&x=<2>", Title: title, Outlet: outlet, Published: at, FirstSeen: at, Snippet: snippet,
			Projects: []press.HitProject{{Project: "Ankunftsquartiere", Keywords: []string{"Ankunftsquartier*", `"Orte des Ankommens"`}}},
		}
		if i := strings.Index(snippet, marked); marked != "" && i >= 0 {
			h.Marks = []press.Span{{Start: i, End: i + len(marked)}}
		}
		return h
	}
	first := hit(1, "Elbblatt", "Wo Ankommen gelingt: Was neue Quartiere von alten lernen können",
		"„Orte des Ankommens entstehen nicht am Reißbrett“, heißt es in der Studie. In drei Ankunftsquartieren …", "Ankunftsquartieren", day(22, 8))
	first.Paywalled, first.Story = &paid, 7
	again := hit(2, "Mainpost", "Wo Ankommen gelingt", "", "", day(22, 9))
	again.Story = 7
	third := hit(3, "Hafenbote", "<b>Fachtag</b> & „Quartiere“: Rezepte gegen das Nebeneinander in einer Überschrift, die länger ist als eine Zeile breit", "", "", day(21, 8))
	third.Partial, third.Medium = true, press.MediumRadio
	old := hit(4, "Elbblatt", "Silvester im Viertel", "Im Vorjahr.", "", time.Date(2025, 12, 31, 8, 0, 0, 0, berlin(t)))
	return &Sheet{
		Digest: press.Digest{Name: "Wochenüberblick", Schedule: "0 7 * * MON", Projects: []string{"Ankunftsquartiere", "Märkte", "Leer"}, Language: language},
		Issue:  archive.Issue{ID: 1, Due: day(23, 7), Since: day(16, 7), Until: day(23, 7), ClosedAt: day(25, 9), Late: 12, Read: 1412},
		Projects: []Section{
			{Project: "Ankunftsquartiere", Hits: []press.Hit{first, again, third}}, {Project: "Märkte", Hits: []press.Hit{old}}, {Project: "Leer", Hits: []press.Hit{}},
		},
		Total: 4, Outlets: 3, New: 2, Watched: 11, Lost: []string{"Talblick", "Nordlicht"},
	}
}

// desk is one that writes letters and needs nothing else.
func desk(t *testing.T, pages string) *Desk {
	return &Desk{Location: berlin(t), Pages: pages, Now: func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, berlin(t)) }}
}

func TestLetters(t *testing.T) {
	for _, language := range []string{"de", "en"} {
		k, s := desk(t, "http://127.0.0.1:8080"), sample(t, language)
		text, err := k.Text(s, For{Leave: "https://presse.example.org/unsubscribe/ABC"})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "mail."+language+".txt", text)
		html, err := k.HTML(s, For{Leave: "https://presse.example.org/unsubscribe/ABC"})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "mail."+language+".html", html)
		for _, foreign := range []string{"<img", "url(", "<link", "@import", "<script"} {
			if strings.Contains(html, foreign) {
				t.Errorf("it loads something: %s", foreign)
			}
		}
		s.Projects, s.Total, s.New, s.Issue.ClosedAt, s.Issue.Late = nil, 0, 0, time.Time{}, 0
		if text, err = desk(t, "").Text(s, For{}); err != nil {
			t.Fatal(err)
		}
		golden(t, "empty."+language+".txt", text)
	}
}

func TestSubject(t *testing.T) {
	s := sample(t, "de")
	for n, want := range map[int]string{0: "Wochenüberblick: nichts Neues", 1: "Wochenüberblick: 1 neues Clipping", 1200: "Wochenüberblick: 1.200 neue Clippings"} {
		s.Total = n
		if got := s.Subject(); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestCovered(t *testing.T) {
	for _, c := range []struct{ from, to, due, want string }{
		{"2026-11-20 09:10", "2026-11-27 09:10", "2026-11-30 07:00", "20. bis 27. November 2026"}, // before its time, today counts
		{"2026-11-16 07:00", "2026-11-23 07:00", "2026-11-23 07:00", "16. bis 22. November 2026"},
		{"2026-11-28 07:00", "2026-12-05 07:00", "2026-12-05 07:00", "28. November bis 4. Dezember 2026"},
		{"2026-12-28 07:00", "2027-01-04 07:00", "2027-01-04 07:00", "28. Dezember 2026 bis 3. Januar 2027"},
		{"2026-11-22 07:00", "2026-11-23 07:00", "2026-11-23 07:00", "22. November 2026"},
		{"2026-11-22 18:00", "2026-11-23 18:00", "2026-11-23 18:00", "22. bis 23. November 2026"},
		{"2026-11-23 07:00", "2026-11-23 07:05", "2026-11-23 07:05", "23. November 2026, 07:00 bis 07:05"},
		{"2026-03-22 07:00", "2026-03-29 07:00", "2026-03-29 07:00", "22. bis 28. März 2026"},
	} {
		at := func(s string) time.Time {
			v, err := time.ParseInLocation("2006-01-02 15:04", s, berlin(t))
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if got := desk(t, "").covered(letter{Language: "de"}, archive.Issue{Since: at(c.from), Until: at(c.to), Due: at(c.due)}); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

// What stands in an issue, in which order, and how much of it is shown.
func TestSheet(t *testing.T) {
	w := newWorld(t, weekly(func(d *press.Digest) { d.Order = "outlet" }))
	both := w.file("Elbblatt", "Zwei", "Ein langer Satz über ein Quartier, der viel länger ist als das, was gezeigt werden darf, und noch weiter geht.", "Quartiere", "Märkte")
	w.set(w.Now().Add(time.Hour))
	w.file("Elbblatt", "Drei", "Noch ein Quartier.", "Quartiere")
	w.set(w.Now().Add(time.Hour))
	w.file("Viertel & Stadt", "Eins", "Das Quartier am Hafen wird umgebaut.", "Quartiere")
	yes := press.VerdictRelevant
	w.must(w.Archive.Review(t.Context(), both, "Quartiere", archive.ReviewChange{Verdict: &yes}))
	w.at("2026-11-23 07:00")
	d := w.digest()
	titles := func(order string) string {
		d.Order = order
		s, err := w.Compose(t.Context(), d, w.Now())
		w.must(err)
		var all []string
		for _, p := range s.Projects {
			for _, h := range p.Hits {
				all = append(all, p.Project+" "+h.Title)
			}
		}
		return strings.Join(all, ", ")
	}
	if got := titles("outlet"); got != "Quartiere Drei, Quartiere Zwei, Quartiere Eins, Märkte Zwei" {
		t.Errorf("by outlet: %s", got)
	}
	if got := titles("newest"); got != "Quartiere Eins, Quartiere Drei, Quartiere Zwei, Märkte Zwei" {
		t.Errorf("newest first: %s", got)
	}
	s, err := w.Compose(t.Context(), d, w.Now())
	w.must(err)
	if s.Total != 3 || s.Outlets != 2 || s.New != 3 { // the one is decided in one project and open in the other
		t.Errorf("%d clippings in %d outlets, %d open", s.Total, s.Outlets, s.New)
	}
	two, one := s.Projects[0].Hits[2], s.Projects[0].Hits[0]
	if n := len(strings.Fields(two.Snippet)); n > w.Words || len(two.Marks) != 1 || len(two.Projects) != 2 || two.Projects[0].Project != "Quartiere" {
		t.Errorf("%d words, %v, %v", n, two.Marks, two.Projects)
	}
	if one.Snippet != "" {
		t.Errorf("of an outlet of which only the link may be shown: %q", one.Snippet)
	}
}
