package archive

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// placesOf says by which outlet, version and projects a clipping is filed; those by hand have a star.
func (b *bed) placesOf(t testing.TB, id int64) string {
	t.Helper()
	c := must(b.Clipping(t.Context(), id))(t)
	said := fmt.Sprint(c.Outlet.Name, " ", c.Version)
	for _, r := range c.Reviews {
		said += " " + r.Project
		if r.ByHand {
			said += "*"
		}
	}
	return said
}

// What was filed by hand in the wrong project goes to another, with what was written there; what keywords found, and what
// somebody does not see, stays.
func TestFileElsewhere(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Hafen", "Kai", "Märkte", "Quartiere")[0]
		l := b.claim(t, o)
		id := b.filed(t, l, o, "am-kai", "Am Quartier", alike, "Quartiere").ClippingID
		for _, project := range []string{"Hafen", "Märkte", "Quartiere"} {
			r := reading(must(b.Page(ctx, o.URL+"am-kai"))(t), "Am Quartier", alike)
			r.ByHand = &ByHand{Project: project, Person: "eva"}
			must(b.File(ctx, l, r))(t)
		}
		same(t, "filed", b.placesOf(t, id), "Elbblatt 1 Hafen* Märkte* Quartiere*")
		note := "Für den Kai."
		check(t, b.Review(ctx, id, "Hafen", ReviewChange{Tags: &[]string{"Ufer"}, Note: &note}))
		check(t, b.Publish(ctx, "Hafen", id, "", "eva"))

		blinkered := Within(ctx, []string{"Hafen", "Kai", "Quartiere"})
		want := Correction{ClippingID: id, Version: 1, Projects: []string{"Märkte"}, Person: "uwe"}
		_, err := b.FileElsewhere(blinkered, want, false)
		wantErr(t, err, press.ErrNotFound)
		want.Projects = []string{"Kai", "Quartiere"}
		before := must(b.LastChange(ctx))(t)
		same(t, "changed", must(b.FileElsewhere(blinkered, want, false))(t).Changed, true)
		same(t, "elsewhere", b.placesOf(t, id), "Elbblatt 2 Kai* Märkte* Quartiere*")
		same(t, "the index follows", must(b.Changes(ctx, before, 9))(t)[0].ID, id)
		r := must(b.Clipping(ctx, id))(t).Reviews[0]
		same(t, "carried", fmt.Sprint(r.Project, r.Tags, r.Note, r.FiledBy), "Kai[Ufer]Für den Kai.uwe")
		same(t, "published", len(must(b.PublishedAs(ctx, id))(t)), 0)

		_, err = b.FileElsewhere(ctx, want, false)
		wantErr(t, err, press.ErrConflict)
		want.Version = 2
		same(t, "the same again", must(b.FileElsewhere(blinkered, want, false))(t).Changed, false)
		want.Projects = []string{}
		same(t, "nowhere by hand", must(b.FileElsewhere(ctx, want, false))(t).Changed, true)
		same(t, "found", b.placesOf(t, id), "Elbblatt 3 Quartiere")
	})
}

// A corrected article is of another outlet and address from then on, which no other clipping has.
func TestCorrectionOfPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		watched := b.watch(t, []string{"Elbblatt"}, "Hafen", "Kai")[0]
		l := b.claim(t, watched)
		other := b.filed(t, l, watched, "am-kai", "Am Quartier", strings.ToUpper(alike), "Kai").ClippingID
		wrong := must(b.OutletByHand(ctx, "Hafenbote", "", press.MediumPrint))(t)
		right := must(b.OutletByHand(ctx, "Elbbote", "", press.MediumPrint))(t)
		name, version := weburl.Name("print", "a"), 0
		file := func(o press.Outlet, url string, c *Correction) (Filed, error) {
			b.list(t, Desk, o, press.Candidate{URL: url})
			r := Reading{OutletID: o.ID, PageID: must(b.PageAt(ctx, o.ID, url))(t).ID, Article: &press.Article{URL: url, Title: "Am Kai", Published: b.Now(), Text: alike}, Correction: c}
			if c == nil {
				r.ByHand = &ByHand{Project: "Hafen"}
			}
			version++
			return b.File(ctx, Desk, r)
		}
		id := must(file(wrong, name, nil))(t).ClippingID
		correct := func(o press.Outlet, url string) (Filed, error) {
			return file(o, url, &Correction{ClippingID: id, Version: version})
		}
		same(t, "moved", must(correct(right, name))(t).Changed, true)
		same(t, "of the other outlet", b.placesOf(t, id), "Elbbote 2 Hafen*")
		again := must(file(wrong, name, nil))(t)
		same(t, "brought again at the wrong one", again.ClippingID == id && !again.New, true)

		version = 2
		_, err := correct(right, watched.URL+"am-kai")
		var taken *TakenError
		if !errors.As(err, &taken) || taken.Clipping.ID != other {
			t.Errorf("another clipping's address: %v", err)
		}
		r := Reading{OutletID: right.ID, PageID: must(b.PageAt(ctx, right.ID, watched.URL+"am-kai"))(t).ID, Article: &press.Article{URL: watched.URL + "am-kai"},
			Correction: &Correction{ClippingID: id, Version: 2}}
		if _, err = b.File(Within(ctx, []string{"Hafen"}), Desk, r); !errors.As(err, &taken) || taken.Clipping != nil {
			t.Errorf("another clipping's address, which is out of sight: %v", err)
		}

		const there, moved = "https://frei.example/kai", "https://frei.example/ufer"
		version = 2
		must(correct(right, there))(t)
		must(correct(right, moved))(t)
		same(t, "at its address", must(b.Clipping(ctx, id))(t).Article.URL, moved)
		_, err = b.Page(ctx, there)
		wantErr(t, err, press.ErrNotFound)
		must(correct(wrong, moved))(t)
		same(t, "its fate", must(b.Fate(ctx, moved))(t).Outlet.Name, "Hafenbote")
		same(t, "by its name", must(b.Fate(ctx, name))(t).Clipping.ID, id)
		same(t, "by its address", must(b.Fate(ctx, moved))(t).Clipping.ID, id)
		must(correct(watched, watched.URL+"kai"))(t)
		same(t, "read again", must(b.PageAt(ctx, watched.ID, watched.URL+"kai"))(t).RereadAt.After(b.Now()), true)
		same(t, "not fetched as new", len(b.pending(t, watched)), 0)
	})
}
