package visit

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// TestHand: what somebody brings is filed once, whoever brings it how often, and no visit ever asks for it.
func TestHand(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	ctx := t.Context()
	if err := w.record.Add(ctx, press.Watchlist{Projects: []press.Project{{Name: "Hafen", Keywords: []string{"Hafen*"}}, {Name: "Sonst", Keywords: []string{"Nirgendwort"}}}}); err != nil {
		t.Fatal(err)
	}
	w.feed("/feed.xml")
	hand := func(outlet string, a press.Article, project string) (archive.Filed, error) {
		return w.visitor.Hand(ctx, Handed{Outlet: outlet, Article: a}, archive.ByHand{Project: project, Person: "eva"})
	}
	day := w.now.Truncate(24 * time.Hour)
	printed := press.Article{
		Title: "Am Hafen: „Ankunftsquartier“ wächst", Published: day, Medium: press.MediumPrint, Page: "B2",
		Text: "Das Ankunftsquartier am Hafen wächst.\r\n\r\n  Die Stadt und der Rat sind nicht dagegen, und auch von den Leuten, die dort mit der Arbeit auf dem Markt und für den Hafen leben, ist das nicht zu hören.\n",
	}
	first, err := hand("Hafenbote", printed, "Sonst")
	if err != nil || !first.New {
		t.Fatalf("%+v, %v", first, err)
	}
	c, err := w.record.Clipping(ctx, first.ClippingID)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Article; !weburl.Named(a.URL) || a.Page != "B2" || c.Medium() != press.MediumPrint || a.Language != "de" || strings.Count(a.Text, "\n") != 1 {
		t.Errorf("filed as %+v", a)
	}
	if !c.Outlet.ByHand || c.Outlet.Medium != press.MediumPrint || c.Outlet.Rights != press.RightsExtract || c.Backfill() || len(c.Reviews) != 2 {
		t.Errorf("filed as %+v", c)
	}

	again := printed
	again.Title, again.Text, again.Page, again.Authors = "AM HAFEN – Ankunftsquartier waechst!", "Anders abgeschrieben.", "", []string{"Eva Beispiel"}
	second, err := hand("hafenbote", again, "Hafen")
	if err != nil || second.New || second.ClippingID != first.ClippingID || !second.Changed {
		t.Errorf("brought again: %+v, %v", second, err)
	}
	c, err = w.record.Clipping(ctx, first.ClippingID)
	if err != nil || c.Article.Page != "B2" || c.Article.Text[:3] != "Das" || len(c.Article.Authors) != 1 || c.Version != 1 || len(c.Reviews) != 3 {
		t.Errorf("brought again it is %+v, %v", c, err)
	}
	if third, err := hand("Hafenbote", again, "Hafen"); err != nil || third.Changed || third.ClippingID != first.ClippingID {
		t.Errorf("brought a third time: %+v, %v", third, err)
	}
	again.Published = day.AddDate(0, 0, -8)
	other, err := hand("Hafenbote", again, "Hafen")
	if err != nil || !other.New {
		t.Errorf("of another day: %+v, %v", other, err)
	}
	if c, err := w.record.Clipping(ctx, other.ClippingID); err != nil || !c.Backfill() {
		t.Errorf("what is old is news: %v", err)
	}

	// The printed edition of a paper that is watched is no page of it, and no visit asks for it.
	edition, err := hand(w.outlet.Name, printed, "Hafen")
	if err != nil || !edition.New {
		t.Fatalf("%+v, %v", edition, err)
	}
	w.later(90 * time.Minute)
	if v := w.visit(); !v.OK || v.Failed != 0 || len(v.Faults) != 0 {
		t.Errorf("the visit after it: %+v", v)
	}
	c, err = w.record.Clipping(ctx, edition.ClippingID)
	if err != nil || c.Outlet.Name != w.outlet.Name || c.Medium() != press.MediumPrint || !c.GoneAt.IsZero() {
		t.Errorf("of a watched outlet: %+v, %v", c, err)
	}
	if due, err := w.record.ClaimDue(ctx, LeaseLength, 10); err != nil || len(due) != 0 {
		t.Errorf("%d outlets are due, %v", len(due), err)
	}
	if next, any, err := w.record.NextDue(ctx); err != nil || !any || !next.After(w.clock()) {
		t.Errorf("next is due %v, %v, %v", next, any, err)
	}

	// At its own address it is the article there, of the outlet that is watched there.
	online := printed
	online.URL, online.Medium = w.url+"/hafen.html?utm_source=mail", press.MediumOnline
	there, err := hand("gleichviel", online, "Hafen")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := w.record.Clipping(ctx, there.ClippingID); err != nil || c.Article.URL != w.url+"/hafen.html" || c.Outlet.Name != w.outlet.Name {
		t.Errorf("with an address: %+v, %v", c, err)
	}
	fate, err := w.record.Fate(ctx, c.Article.URL)
	if err != nil || fate.Why != archive.WhyClipped || fate.Clipping.ID != edition.ClippingID {
		t.Errorf("its fate is %+v, %v", fate, err)
	}

	if _, err := w.record.Erase(ctx, archive.Erasing{URLs: []string{c.Article.URL}}); err != nil {
		t.Fatal(err)
	}
	if _, err := hand(w.outlet.Name, printed, "Hafen"); !errors.Is(err, press.ErrConflict) {
		t.Errorf("what was erased is filed again: %v", err)
	}
	if _, err := hand("Hafenbote", printed, "Fehlt"); !errors.Is(err, press.ErrNotFound) {
		t.Errorf("a project that is not there: %v", err)
	}
	online.URL = "mailto:eva@example.org"
	if _, err := hand("Hafenbote", online, "Hafen"); !errors.Is(err, weburl.ErrAddress) {
		t.Errorf("no address of the web: %v", err)
	}
}
