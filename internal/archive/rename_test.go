package archive

import (
	"fmt"
	"testing"
	"time"

	"pressclip/internal/press"
)

// What is renamed stays what it is, for all that name it, and its former name leads to it.
func TestRename(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		check(t, b.SyncFile(ctx, press.Watchlist{Projects: []press.Project{{Name: "Datei", Keywords: []string{"x"}}}}))
		check(t, b.Add(ctx, press.Watchlist{
			Outlets:  []press.Outlet{{Name: "Blatt", URL: "https://blatt.example/"}, {Name: "Anderes", URL: "https://anderes.example/"}},
			Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Quartier*"}, Outlets: []string{"Anderes", "Blatt"}}},
			Digests:  []press.Digest{{Name: "Woche", Schedule: "0 7 * * MON", Projects: []string{"Quartiere"}}},
		}))
		o := must(b.Outlet(ctx, "Blatt"))(t)
		l := b.claim(t, o)
		b.filed(t, l, o, "eins", "Quartier eins", "Text", "Quartiere")
		p := must(b.Project(ctx, "Quartiere"))(t)
		reader := must(b.AddPerson(ctx, press.Person{Name: "leser", Role: press.RoleReader, Projects: []string{"Quartiere"}}, ""))(t)
		must(b.KeepSearch(ctx, "Suche", "project=Quartiere&q=x%26y&outlet=Blatt", "leser"))(t)
		_, open, err := b.ClaimRefiling(ctx, time.Hour)
		check(t, err)
		number := must(b.WatchlistNumber(ctx))(t)

		last := must(b.LastChange(ctx))(t)
		check(t, b.Rename(ctx, KindProject, "Quartiere", "Viertel & Orte", nil))
		check(t, b.Rename(ctx, KindOutlet, "Blatt", "Das Blatt", nil))
		check(t, b.Rename(ctx, KindDigest, "Woche", "Montag", nil))
		same(t, "changes", must(b.LastChange(ctx))(t), last+2)
		same(t, "changed", len(must(b.Changes(ctx, last, 10))(t)), 1)
		same(t, "watchlist", must(b.WatchlistNumber(ctx))(t), number+3)
		now := must(b.Project(ctx, "Viertel & Orte"))(t)
		same(t, "project", fmt.Sprint(now.ID == p.ID, now.Keywords, now.Outlets), "true [Quartier*] [Anderes Das Blatt]")
		same(t, "digest", fmt.Sprint(must(b.Digest(ctx, "Montag"))(t).Projects), "[Viertel & Orte]")
		same(t, "person", fmt.Sprint(must(b.PersonByID(ctx, reader.ID))(t).Projects), "[Viertel & Orte]")
		same(t, "search", must(b.Searches(ctx, "leser"))(t)[0].Query, "outlet=Das+Blatt&project=Viertel+%26+Orte&q=x%26y")
		inbox, _, err := b.Inbox(ctx, InboxRequest{Project: "Viertel & Orte", Limit: 9})
		check(t, err)
		same(t, "clipping", inbox[0].Outlet.Name+" "+inbox[0].Reviews[0].Project, "Das Blatt Viertel & Orte")
		if open {
			same(t, "refiling", must(b.Refilings(ctx))(t)[0].Projects[0].Project, "Viertel & Orte")
		}
		// Whoever read an article before files it after.
		late := b.filed(t, l, must(b.Outlet(ctx, "Das Blatt"))(t), "zwei", "Quartier zwei", "Text", "Quartiere").ClippingID
		same(t, "filed late", must(b.Clipping(ctx, late))(t).Reviews[0].Project, "Viertel & Orte")

		same(t, "former", must(b.Renamed(ctx, KindOutlet, "Blatt"))(t), "Das Blatt")
		same(t, "former project", must(b.Renamed(Within(ctx, []string{"Viertel & Orte"}), KindProject, "Quartiere"))(t), "Viertel & Orte")
		_, err = b.Renamed(Within(ctx, nil), KindProject, "Quartiere")
		wantErr(t, err, press.ErrNotFound)
		wantErr(t, b.Rename(ctx, KindOutlet, "Das Blatt", "Anderes", nil), press.ErrConflict)
		wantErr(t, b.Rename(ctx, KindOutlet, "Das Blatt", "Früher gesehen", []string{"x"}), ErrMeanwhile)
		wantErr(t, b.Rename(ctx, KindProject, "Datei", "Akte", nil), press.ErrConflict)
		wantErr(t, b.Rename(ctx, KindOutlet, "Blatt", "Neu", nil), press.ErrNotFound)
		check(t, b.Rename(ctx, KindOutlet, "Das Blatt", "Blatt", nil))
		_, err = b.Renamed(ctx, KindOutlet, "Blatt")
		wantErr(t, err, press.ErrNotFound)
		check(t, b.Add(ctx, press.Watchlist{Outlets: []press.Outlet{{Name: "Das Blatt", URL: "https://neu.example/"}}}))
		_, err = b.Renamed(ctx, KindOutlet, "Das Blatt")
		wantErr(t, err, press.ErrNotFound)
	})
}
