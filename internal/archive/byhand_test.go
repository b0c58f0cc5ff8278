package archive

import (
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// An outlet that people file articles of is never visited, and what they file is recorded without the lease of a host.
func TestOutletByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		watched := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		o := must(b.OutletByHand(ctx, "Hafenbote", "", press.MediumPrint))(t)
		same(t, "made", encode(o), encode(press.Outlet{ID: o.ID, Name: "Hafenbote", Medium: press.MediumPrint, Rights: press.RightsExtract, ByHand: true, Origin: press.OriginPage}))
		same(t, "found", must(b.OutletByHand(ctx, "HAFENBOTE", "", press.MediumRadio))(t).ID, o.ID)
		same(t, "watched", must(b.OutletByHand(ctx, "elbblatt", "", press.MediumPrint))(t).ID, watched.ID)

		due := must(b.ClaimDue(ctx, time.Minute, 10))(t)
		same(t, "due", len(due), 1)
		same(t, "due", due[0].Outlet.Name, "Elbblatt")
		_, _, err := b.ClaimOutlet(ctx, o.ID, time.Minute)
		wantErr(t, err, press.ErrNotFound)
		wantErr(t, b.SetDue(ctx, o.ID, b.Now()), press.ErrNotFound)
		same(t, "its next visit", must(b.Figures(ctx, time.Time{}))(t).PerOutlet[o.ID].NextVisit, time.Time{})
		same(t, "coverage", len(must(b.Coverage(ctx, nil))(t)), 1)

		name := weburl.Name("print", "hafenbote", "2026-11-20", "amkai")
		b.list(t, Desk, o, press.Candidate{URL: name})
		same(t, "pending", len(b.pending(t, o)), 0)
		page := must(b.PageAt(ctx, o.ID, name))(t)
		r := Reading{OutletID: o.ID, PageID: page.ID, ByHand: &ByHand{Project: "Quartiere", Person: "eva"}, Article: &press.Article{
			URL: name, Title: "Am Kai", Published: b.Now(), Medium: press.MediumTV, Page: "5", Programme: "Am Abend",
		}}
		filed := must(b.File(ctx, Desk, r))(t)
		c := must(b.Clipping(ctx, filed.ClippingID))(t)
		same(t, "filed", c.Article.Page+" "+c.Article.Programme+" "+string(c.Medium()), "5 Am Abend tv")
		same(t, "read again", must(b.PageAt(ctx, o.ID, name))(t).RereadAt, time.Time{})

		r.Article.Page, r.Article.Text = "9", "Der Text, der beim ersten Mal fehlte."
		again := must(b.File(ctx, Desk, r))(t)
		c = must(b.Clipping(ctx, filed.ClippingID))(t)
		same(t, "filed again", again.Changed && !again.New && again.ClippingID == filed.ClippingID, true)
		same(t, "filled in", c.Article.Page+" "+c.Article.Text, "5 Der Text, der beim ersten Mal fehlte.")

		// Where the same words stand in the web, it is another clipping.
		onPaper, there := weburl.Name("print", "elbblatt", "2026-11-20", "amkai"), watched.URL+"am-kai"
		b.list(t, Desk, watched, press.Candidate{URL: onPaper}, press.Candidate{URL: there})
		for _, url := range []string{onPaper, there, weburl.Name("print", "elbblatt", "2026-11-21", "amkai")} {
			b.list(t, Desk, watched, press.Candidate{URL: url})
			got := must(b.File(ctx, Desk, reading(must(b.PageAt(ctx, watched.ID, url))(t), "Am Kai", alike, "Quartiere")))(t)
			same(t, url+" is new", got.New, true)
		}
	})
}

// Correcting a sign is another version, and what was erased does not come back by it.
func TestCorrection(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		b.watch(t, []string{"Elbblatt"}, "Quartiere")
		o := must(b.OutletByHand(ctx, "Hafenbote", "", press.MediumPrint))(t)
		file := func(name string, a press.Article, c *Correction) (Filed, error) {
			b.list(t, Desk, o, press.Candidate{URL: name})
			r := Reading{OutletID: o.ID, PageID: must(b.PageAt(ctx, o.ID, name))(t).ID, Article: &a, Correction: c}
			if c == nil {
				r.ByHand = &ByHand{Project: "Quartiere"}
			}
			return b.File(ctx, Desk, r)
		}
		name, other, later := weburl.Name("print", "a"), weburl.Name("print", "b"), weburl.Name("print", "c")
		a := press.Article{URL: name, Title: "Am Kai", Published: b.Now(), Text: alike + "\nStand: 24. November 2026, 14.05 Uhr"}
		id := must(file(name, a, nil))(t).ClippingID
		gone := press.Article{URL: other, Title: "Ganz anders", Published: b.Now(), Text: "Am Deich wurde lange nichts gebaut, und so soll es nach dem Willen der meisten hier auch in Zukunft bleiben. " + strings.Repeat("Davon war oft die Rede. ", 20)}
		must(b.Erase(ctx, Erasing{Clippings: []int64{must(file(other, gone, nil))(t).ClippingID}}))(t)

		a.Text = alike
		b.list(t, Desk, o, press.Candidate{URL: later})
		same(t, "corrected", must(file(name, a, &Correction{ClippingID: id, Version: 1, Name: later}))(t).Changed, true)
		same(t, "version", must(b.Clipping(ctx, id))(t).Version, 2)
		same(t, "the name that it would have", must(b.PageAt(ctx, o.ID, later))(t).ClippingID, id)
		same(t, "the same again", must(file(name, a, &Correction{ClippingID: id, Version: 2, Name: later}))(t).Changed, false)

		a.Published = a.Published.AddDate(0, 0, -1)
		same(t, "another day", must(file(name, a, &Correction{ClippingID: id, Version: 2}))(t).Changed, true)
		same(t, "version of another day", must(b.Clipping(ctx, id))(t).Version, 3)
		same(t, "former versions", len(must(b.Versions(ctx, id))(t)), 2)

		_, err := file(name, a, &Correction{ClippingID: id, Version: 1})
		wantErr(t, err, press.ErrConflict)
		gone.URL = name
		_, err = file(name, gone, &Correction{ClippingID: id, Version: 3})
		wantErr(t, err, press.ErrConflict)
		same(t, "after that", must(b.Clipping(ctx, id))(t).Article.Title, "Am Kai")
		same(t, "its page", must(b.PageAt(ctx, o.ID, name))(t).ClippingID, id)
	})
}

// alike is a text that is long enough to be known by.
const alike = `Am Kai wird wieder gebaut, und diesmal, sagt die Verwaltung, soll alles schneller gehen als beim letzten Mal.
Die Nachbarinnen und Nachbarn glauben das erst, wenn sie es sehen; der Zaun steht immerhin schon, der Bagger auch.`
