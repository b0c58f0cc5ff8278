package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// reads visits an outlet as far as the archive sees it: it lists one address and files what it reads there, if it is
// to be read, under the projects that watch the outlet.
func (b *bed) reads(tb testing.TB, o press.Outlet, url string, projects ...string) {
	tb.Helper()
	l := b.claim(tb, o)
	b.list(tb, l, o, press.Candidate{URL: url})
	for _, p := range b.pending(tb, o) {
		must(b.File(tb.Context(), l, reading(p, "Das Quartier", "Das Quartier wächst.", projects...)))(tb)
	}
}

// Whichever of two outlets lists an article first, it ends in the projects of both.
func TestOutletsInAnyOrder(t *testing.T) {
	for _, c := range []struct {
		name     string
		projects [2]string // of the two outlets; empty: none
		first    int
		owner    string
	}{
		{"both match, first first", [2]string{"Quartiere", "Märkte"}, 0, "Elbblatt"},
		{"both match, second first", [2]string{"Quartiere", "Märkte"}, 1, "Haffkurier"},
		{"the first to read it has no project", [2]string{"", "Märkte"}, 0, "Haffkurier"},
		{"the last to read it has no project", [2]string{"", "Märkte"}, 1, "Haffkurier"},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				ctx := t.Context()
				two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
				const url = "https://agentur.example/1"
				want := map[string]bool{}
				for i := range 2 {
					at := (c.first + i) % 2
					var projects []string
					if name := c.projects[at]; name != "" {
						projects, want[name] = []string{name}, true
					}
					b.reads(t, two[at], url, projects...)
					b.advance(time.Hour)
				}
				list, total, err := b.Inbox(ctx, InboxRequest{Limit: 9})
				check(t, err)
				same(t, "clippings", total, 1)
				same(t, "outlet", list[0].Outlet.Name, c.owner)
				same(t, "version", list[0].Version, 1)
				same(t, "projects", len(list[0].Reviews), len(want))
				for _, r := range list[0].Reviews {
					same(t, "project "+r.Project, want[r.Project], true)
					same(t, "passages", len(r.Passages), 1)
				}
				states := must(all(ctx, conn{b.reader, b.dialect}, scanPage, `SELECT `+pageColumns+` FROM page`))(t)
				for _, p := range states {
					same(t, "page", fmt.Sprint(p.State, p.ClippingID), fmt.Sprint(PageClipped, list[0].ID))
				}
				for _, o := range two {
					l := b.claim(t, o)
					same(t, "listed again", b.list(t, l, o, press.Candidate{URL: url}), Listed{Known: 1})
					same(t, "pending", len(b.pending(t, o)), 0)
				}
			})
		})
	}
}

// An outlet whose reading adds projects to the clipping of another does not change what that one says.
func TestClippingKeepsItsOutletsText(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
		id := b.filed(t, b.claim(t, two[0]), two[0], "1", "Das Quartier", "Text", "Quartiere").ClippingID
		before := must(b.Clipping(ctx, id))(t)
		l := b.claim(t, two[1])
		same(t, "listed", b.list(t, l, two[1], press.Candidate{URL: two[0].URL + "1"}), Listed{New: 1})
		r := reading(b.pending(t, two[1])[0], "Das Quartier", "Text mit Werbung", "Märkte")
		same(t, "filed", must(b.File(ctx, l, r))(t), Filed{ClippingID: id, Known: true, Changed: true})
		after := must(b.Clipping(ctx, id))(t)
		same(t, "article", encode(after.Article), encode(before.Article))
		same(t, "version", after.Version, 1)
		same(t, "outlet", after.Outlet.Name, "Elbblatt")
		same(t, "projects", len(after.Reviews), 2)
		same(t, "passages of the other text", len(after.Reviews[0].Passages), 0)
		same(t, "passages of this text", len(after.Reviews[1].Passages), 1)

		r.Article.Title, r.Matches, r.Partial, r.Fault = "Kurz", nil, true, &press.Fault{Code: press.FaultConsent}
		must(b.File(ctx, l, r))(t)
		same(t, "article", encode(must(b.Clipping(ctx, id))(t).Article), encode(before.Article))
	})
}

// A partial clipping is completed by whoever can read the article, and is not made less by another outlet's feed.
func TestPartialOfAnotherOutlet(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		two := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere", "Märkte")
		l0, l1 := b.claim(t, two[0]), b.claim(t, two[1])
		for i, l := range []Lease{l0, l1} {
			b.list(t, l, two[i], press.Candidate{URL: "https://agentur.example/1"})
		}
		id := b.withheld(t, l0, two[0], "Das Quartier", "Quartiere").ClippingID
		same(t, "withheld at both", b.withheld(t, l1, two[1], "Quartier heute", "Märkte"), Filed{ClippingID: id, Changed: true})
		clip := must(b.Clipping(ctx, id))(t)
		same(t, "title", clip.Article.Title, "Das Quartier")
		same(t, "projects", len(clip.Reviews), 2)
		same(t, "completed", must(b.File(ctx, l1, reading(b.pending(t, two[1])[0], "Quartier heute", "Der ganze Text")))(t), Filed{ClippingID: id, Changed: true})
		clip = must(b.Clipping(ctx, id))(t)
		same(t, "partial", clip.Partial, false)
		same(t, "text", clip.Article.Text, "Der ganze Text")
		same(t, "outlet", clip.Outlet.Name, "Elbblatt")
	})
}

// withheld files the newest pending page of an outlet from what its feed said.
func (b *bed) withheld(tb testing.TB, l Lease, o press.Outlet, title string, projects ...string) Filed {
	tb.Helper()
	r := reading(b.pending(tb, o)[0], title, "Kurz", projects...)
	r.Partial, r.Fault, r.Shape = true, &press.Fault{Code: press.FaultStatus, Status: 403}, ""
	return must(b.File(tb.Context(), l, r))(tb)
}

// A feed that numbers its places gives the number of yesterday's article to that of today.
func TestListOfPositions(t *testing.T) {
	midnight := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC)
	built := time.Date(2026, 3, 2, 6, 41, 17, 0, time.UTC)
	guids := map[string]func(int) string{
		"numbers": func(i int) string { return fmt.Sprint(i) },
		"words":   func(i int) string { return fmt.Sprintf("artikel-%d", i) },
	}
	for name, guid := range guids {
		for _, date := range []time.Time{midnight, built, {}} {
			for _, titles := range [][]string{{"Wahlen im Mai", "Der Markt", "Das Quartier", "Neue Brücke"}, {"Meldungen", "Meldungen", "Meldungen", "Meldungen"}, {"", "", "", ""}} {
				t.Run(fmt.Sprint(name, " ", date.Format(time.TimeOnly), " ", titles[0]), func(t *testing.T) {
					onBoth(t, func(t *testing.T, b *bed) {
						o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
						l := b.claim(t, o)
						list := func(first int) Listed {
							var listing []press.Candidate
							for i := range 3 {
								listing = append(listing, press.Candidate{
									URL: fmt.Sprintf("%s%d", o.URL, first+i), GUID: guid(i), Title: titles[first+i], Published: date,
								})
							}
							return b.list(t, l, o, listing...)
						}
						same(t, "listed", list(1), Listed{New: 3})
						for _, p := range b.pending(t, o)[1:] { // one was not reached yet
							r := reading(p, titles[1], "Text", "Quartiere")
							r.Article.Published = time.Time{}
							must(b.File(t.Context(), l, r))(t)
						}
						same(t, "with a new one at the top", list(0), Listed{New: 1, Known: 2})
						same(t, "pending", len(b.pending(t, o)), 2)
					})
				})
			}
		}
	}
}

// Nothing of yesterday's list may be in today's, and the headline may be that of every day.
func TestListOfPositionsReplaced(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		for day := range 3 {
			same(t, "listed", b.list(t, l, o, press.Candidate{URL: fmt.Sprint(o.URL, day), GUID: "1", Title: "Meldungen"}), Listed{New: 1})
			if day == 0 {
				must(b.File(t.Context(), l, reading(b.pending(t, o)[0], "Meldungen", "Text", "Quartiere")))(t)
			}
		}
		same(t, "pending", len(b.pending(t, o)), 2)
		same(t, "a number that is no place", b.list(t, l, o, press.Candidate{URL: o.URL + "alt", GUID: "4711", Title: "Das Quartier"}), Listed{New: 1})
		same(t, "its next address", b.list(t, l, o, press.Candidate{URL: o.URL + "neu", GUID: "4711", Title: "Das Quartier"}), Listed{Known: 1})
	})
}

// A GUID that comes with another address is that of the same article only if headline or date say so too.
func TestListNeedsEvidenceBesideGUID(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 41, 17, 0, time.UTC)
	const title = "Das Quartier am Hafen wächst"
	for _, c := range []struct {
		name      string
		title     string
		date      time.Time
		beside    time.Time // the date of another candidate in the same listing
		stillHere bool      // the known article is listed too, under another GUID
		known     bool
	}{
		{"same headline", title, time.Time{}, time.Time{}, false, true},
		{"but for space, case and punctuation", "DAS QUARTIER – am Hafen, wächst!", at, time.Time{}, false, true},
		{"one letter mended", "Das Qartier am Hafen wächst", time.Time{}, time.Time{}, false, true},
		{"two letters in the wrong order", "Das Quatrier am Hafen wächst", time.Time{}, time.Time{}, false, true},
		{"dates that differ by hours", title, at.Add(3 * time.Hour), time.Time{}, false, true},
		{"the same headline a day later", title, at.AddDate(0, 0, 1), time.Time{}, false, false},
		{"another headline", "Wahlen im Mai", time.Time{}, time.Time{}, false, false},
		{"a new headline of the same second", "So wächst das Quartier", at, time.Time{}, false, true},
		{"which others have too", "So wächst das Quartier", at, at, false, false},
		{"a second earlier", "So wächst das Quartier", at.Add(-time.Second), time.Time{}, false, false},
		{"no headline", "", time.Time{}, time.Time{}, false, false},
		{"no headline, same second", "", at, time.Time{}, false, true},
		{"a headline without a word", "+++", time.Time{}, time.Time{}, false, false},
		{"the known one has another GUID now", title, at, time.Time{}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
				l := b.claim(t, o)
				b.list(t, l, o, press.Candidate{URL: o.URL + "alt", GUID: "g1"})
				r := reading(b.pending(t, o)[0], title, "Text", "Quartiere")
				r.Article.Published = at
				id := must(b.File(t.Context(), l, r))(t).ClippingID
				listing := []press.Candidate{{URL: o.URL + "neu", GUID: "g1", Title: c.title, Published: c.date}}
				if !c.beside.IsZero() {
					listing = append(listing, press.Candidate{URL: o.URL + "noch", GUID: "g2", Title: "Noch etwas", Published: c.beside})
				}
				if c.stillHere {
					listing = append(listing, press.Candidate{URL: o.URL + "alt", GUID: "g3"})
				}
				b.list(t, l, o, listing...)
				page := must(b.Page(t.Context(), o.URL+"neu"))(t)
				if c.known {
					same(t, "page", fmt.Sprint(page.State, page.ClippingID), fmt.Sprint(PageSame, id))
				} else {
					same(t, "page", page.State, PagePending)
				}
			})
		})
	}
}

// Midnight is a day, and six o'clock an hour at which much is published: neither tells articles apart.
func TestListDatesWithoutMinutes(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		midnight := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC)
		b.list(t, l, o, press.Candidate{URL: o.URL + "alt", GUID: "g1", Title: "Das Quartier", Published: midnight})
		b.list(t, l, o, press.Candidate{URL: o.URL + "neu", GUID: "g1", Title: "Wahlen im Mai", Published: midnight})
		same(t, "pending", len(b.pending(t, o)), 2)
	})
}

// Several articles may have had a GUID; it is held against each.
func TestListKnowsAnyArticleOfAGUID(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		titles := []string{"Das Quartier", "Wahlen im Mai", "Der Markt"}
		for i, title := range titles {
			b.list(t, l, o, press.Candidate{URL: fmt.Sprint(o.URL, i), GUID: "g1", Title: title})
			must(b.File(t.Context(), l, reading(b.pending(t, o)[0], title, "Text", "Quartiere")))(t)
		}
		for i, title := range titles {
			url := fmt.Sprint(o.URL, strings.ToLower(title[:3]), i)
			same(t, title, b.list(t, l, o, press.Candidate{URL: url, GUID: "g1", Title: title}), Listed{Known: 1})
			same(t, title, must(b.Page(t.Context(), url))(t).ClippingID, must(b.Page(t.Context(), fmt.Sprint(o.URL, i)))(t).ClippingID)
		}
	})
}

// Of several pages that may be the article, one that was read says more than one that waits.
func TestListPrefersWhatWasRead(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		for day := range 2 {
			at := b.Now().AddDate(0, 0, day)
			b.list(t, l, o, press.Candidate{URL: fmt.Sprint(o.URL, day), GUID: "g1", Title: "Das Quartier", Published: at})
		}
		newest := b.pending(t, o)[0]
		must(b.File(t.Context(), l, reading(newest, "Das Quartier", "Text", "Quartiere")))(t)
		b.list(t, l, o, press.Candidate{URL: o.URL + "neu", GUID: "g1", Title: "Das Quartier"})
		same(t, "state", must(b.Page(t.Context(), o.URL+"neu"))(t).State, PageSame)
		same(t, "pending", urls(b.pending(t, o)), o.URL+"0")
	})
}
