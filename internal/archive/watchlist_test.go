package archive

import (
	"errors"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestSyncFile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		w := press.Watchlist{
			Outlets: []press.Outlet{
				{Name: "Elbblatt", URL: "https://www.elbblatt.example/", Feeds: []string{"https://www.elbblatt.example/rss"}, Rights: press.RightsFulltext,
					Licence: press.Licence{ID: "L1", Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}, Extract: press.Selectors{Remove: []string{".werbung"}}},
				{Name: "Haffkurier", URL: "https://haffkurier.example:8443/start"},
			},
			Projects: []press.Project{{Name: "Quartiere", Keywords: []string{`"Soziale Stadt"`}, Exclude: []string{"Anzeige"}, Outlets: []string{"Elbblatt"}, Press: true}},
			Digests:  []press.Digest{{Name: "Woche", Schedule: "0 7 * * MON", Projects: []string{"Quartiere"}, To: []press.Recipient{{Address: "a@b.example", List: true}}}},
		}
		check(t, b.SyncFile(ctx, w))
		outlets := must(b.Outlets(ctx))(t)
		same(t, "outlets", len(outlets), 2)
		want := w.Outlets[0]
		want.ID, want.Origin = outlets[0].ID, press.OriginFile
		same(t, "outlet", encode(outlets[0]), encode(want))
		same(t, "project", must(b.Project(ctx, "Quartiere"))(t).Exclude[0], "Anzeige")
		same(t, "digest", must(b.Digest(ctx, "Woche"))(t).To[0], press.Recipient{Address: "a@b.example", List: true})
		same(t, "projects", len(must(b.Projects(ctx))(t)), 1)
		same(t, "digests", len(must(b.Digests(ctx))(t)), 1)

		before := b.dump(t)
		b.advance(time.Hour)
		check(t, b.SyncFile(ctx, w))
		same(t, "archive after the same file again", b.dump(t), before)
	})
}

func TestSyncFileRemovesAndRevives(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		first := b.watch(t, []string{"Elbblatt", "Haffkurier"}, "Quartiere")
		same(t, "outlets left", len(b.watch(t, []string{"Haffkurier"})), 1)
		_, err := b.Outlet(ctx, "Elbblatt")
		wantErr(t, err, press.ErrNotFound)
		_, err = b.Project(ctx, "Quartiere")
		wantErr(t, err, press.ErrNotFound)
		_, _, err = b.ClaimOutlet(ctx, first[0].ID, time.Minute)
		wantErr(t, err, press.ErrNotFound)
		wantErr(t, b.SetDue(ctx, first[0].ID, b.Now()), press.ErrNotFound)
		same(t, "claimed", len(must(b.ClaimDue(ctx, time.Minute, 9))(t)), 1)

		again := b.watch(t, []string{"Haffkurier", "Elbblatt"}, "Quartiere")
		same(t, "outlet that came back", again[0].ID, first[0].ID)
		same(t, "projects", len(must(b.Projects(ctx))(t)), 1)
	})
}

func TestSyncFileMakesChangedDue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"})[0]
		l := b.claim(t, o)
		check(t, b.FinishVisit(ctx, l, Visited{OutletID: o.ID, Visit: press.Visit{Started: b.Now(), Ended: b.Now()}, NextDue: b.Now().Add(time.Hour)}))
		b.watch(t, []string{"Elbblatt"})
		next, _, err := b.NextDue(ctx)
		check(t, err)
		same(t, "due, nothing changed", next, b.Now().Add(time.Hour))
		o.Feeds = []string{o.URL + "rss"}
		check(t, b.SyncFile(ctx, press.Watchlist{Outlets: []press.Outlet{o}}))
		same(t, "due, feed added", must(b.Figures(ctx, time.Time{}))(t).PerOutlet[o.ID].NextVisit, b.Now())
	})
}

func TestSyncFileConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o, err := b.AddOutlet(ctx, press.Outlet{Name: "Elbblatt", URL: "https://elbblatt.example/"})
		check(t, err)
		same(t, "origin", o.Origin, press.OriginPage)
		before := b.dump(t)
		err = b.SyncFile(ctx, press.Watchlist{Outlets: []press.Outlet{{Name: "Haffkurier", URL: "https://haff.example/"}, {Name: "Elbblatt", URL: "https://elbblatt.example/"}}})
		wantErr(t, err, press.ErrConflict)
		var taken *ConflictError
		if !errors.As(err, &taken) || *taken != (ConflictError{KindOutlet, "Elbblatt"}) {
			t.Errorf("error does not say what is taken: %v", err)
		}
		same(t, "archive", b.dump(t), before)
		b.watch(t, []string{"Haffkurier"})
		must(b.Outlet(ctx, "Elbblatt"))(t)
		_, err = b.AddOutlet(ctx, press.Outlet{Name: "Elbblatt", URL: "https://elbblatt.example/"})
		wantErr(t, err, press.ErrConflict)
		wantErr(t, b.SyncFile(ctx, press.Watchlist{Digests: []press.Digest{{Name: "W"}, {Name: "W"}}}), press.ErrConflict)
		_, err = b.AddOutlet(ctx, press.Outlet{Name: "X", URL: "keine Adresse"})
		if err == nil {
			t.Error("an outlet without an address was added")
		}
	})
}

func TestAdopt(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		w := press.Watchlist{Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Quartier"}}}}
		same(t, "adopted", must(b.Adopt(ctx, w))(t), true)
		same(t, "origin", must(b.Project(ctx, "Quartiere"))(t).Origin, press.OriginPage)
		same(t, "adopted again", must(b.Adopt(ctx, w))(t), false)
	})
	onBoth(t, func(t *testing.T, b *bed) {
		b.watch(t, []string{"Elbblatt"})
		b.watch(t, nil)
		w := press.Watchlist{Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Quartier"}}}}
		same(t, "adopted where there once was an definition", must(b.Adopt(t.Context(), w))(t), false)
	})
}

// What the page adds, it changes and removes; what the file says stays the file's, and what others name stays.
func TestChangeOnThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		b.watch(t, []string{"Haffkurier"}, "Häfen")
		number := must(b.WatchlistNumber(ctx))(t)
		outlets := []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}}
		project := press.Project{Name: "Quartiere", Keywords: []string{"Quartier"}, Outlets: []string{"Elbblatt"}}
		digest := press.Digest{Name: "Woche", Schedule: "0 7 * * MON", Projects: []string{"Quartiere"}}
		check(t, b.Add(ctx, press.Watchlist{Outlets: outlets, Projects: []press.Project{project}, Digests: []press.Digest{digest}}))
		same(t, "watchlist is another", must(b.WatchlistNumber(ctx))(t), number+1)
		before := must(b.Project(ctx, "Quartiere"))(t)
		same(t, "origin", before.Origin, press.OriginPage)
		wantErr(t, b.Add(ctx, press.Watchlist{Outlets: []press.Outlet{{Name: "Neu", URL: "https://neu.example/"}}, Projects: []press.Project{{Name: "Häfen"}}}), press.ErrConflict)
		_, err := b.Outlet(ctx, "Neu") // nothing of it was written
		wantErr(t, err, press.ErrNotFound)

		project.Keywords = append(project.Keywords, "Ankunftsort*")
		check(t, b.Change(ctx, press.Watchlist{Projects: []press.Project{project}}, nil))
		after := must(b.Project(ctx, "Quartiere"))(t)
		same(t, "project", after.ID, before.ID)
		same(t, "keywords", len(after.Keywords), 2)
		wantErr(t, b.Change(ctx, press.Watchlist{Projects: []press.Project{{Name: "Häfen", Keywords: []string{"Hafen"}}}}, nil), press.ErrConflict)
		wantErr(t, b.Change(ctx, press.Watchlist{Projects: []press.Project{{Name: "Nirgends"}}}, nil), press.ErrNotFound)

		wantErr(t, b.Remove(ctx, KindOutlet, "Haffkurier", nil), press.ErrConflict)
		wantErr(t, b.Remove(ctx, KindDigest, "Nirgends", nil), press.ErrNotFound)
		var needed *NeededError
		if err := b.Remove(ctx, KindOutlet, "Elbblatt", nil); !errors.As(err, &needed) || len(needed.By) != 1 || needed.By[0] != "Quartiere" {
			t.Errorf("an outlet that a project names: %v", err)
		}
		if err := b.Remove(ctx, KindProject, "Quartiere", nil); !errors.As(err, &needed) || needed.By[0] != "Woche" {
			t.Errorf("a project that a digest names: %v", err)
		}
		check(t, b.Remove(ctx, KindDigest, "Woche", nil))
		check(t, b.Remove(ctx, KindProject, "Quartiere", nil))
		check(t, b.Remove(ctx, KindOutlet, "Elbblatt", nil))
		same(t, "outlets", len(must(b.Outlets(ctx))(t)), 1)
		wantErr(t, b.Remove(ctx, KindProject, "Quartiere", nil), press.ErrNotFound)
		check(t, b.Add(ctx, press.Watchlist{Projects: []press.Project{project}}))
		same(t, "project that came back", must(b.Project(ctx, "Quartiere"))(t).ID, before.ID)
	})
}

// Of two who change or remove an outlet, a project or a digest at the same time, one does, and the other learns of it.
func TestWatchlistMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx, other := t.Context(), b.open(t)
		check(t, b.Add(ctx, press.Watchlist{
			Outlets:  []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}},
			Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Quartier"}}},
			Digests:  []press.Digest{{Name: "Woche", Schedule: "0 7 * * MON"}},
		}))
		outlet, project, digest := must(b.Outlet(ctx, "Elbblatt"))(t), must(b.Project(ctx, "Quartiere"))(t), must(b.Digest(ctx, "Woche"))(t)
		for _, one := range []struct {
			kind Kind
			name string
			seen string
			to   press.Watchlist
		}{
			{KindOutlet, outlet.Name, outlet.Edition(), press.Watchlist{Outlets: []press.Outlet{{Name: outlet.Name, URL: outlet.URL, Medium: press.MediumPrint}}}},
			{KindProject, project.Name, project.Edition(), press.Watchlist{Projects: []press.Project{{Name: project.Name, Keywords: []string{"Markt"}}}}},
			{KindDigest, digest.Name, digest.Edition(), press.Watchlist{Digests: []press.Digest{{Name: digest.Name, Schedule: "0 8 * * MON"}}}},
		} {
			onlyOne(t, 4, func(i int) error {
				on := []*Archive{b.Archive, other}[i%2]
				if i == 0 {
					return on.Remove(ctx, one.kind, one.name, []string{one.seen})
				}
				return on.Change(ctx, one.to, []string{"of another time", one.seen})
			})
		}
	})
}

// onlyOne has several do something at the same time, of whom one succeeds and the others find something changed or gone.
func onlyOne(t *testing.T, several int, do func(i int) error) {
	t.Helper()
	var doing sync.WaitGroup
	errs := make([]error, several)
	for i := range errs {
		doing.Go(func() { errs[i] = do(i) })
	}
	doing.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if !errors.Is(err, ErrMeanwhile) && !errors.Is(err, press.ErrNotFound) {
			t.Error(err)
		}
	}
	same(t, "done", done, 1)
}
