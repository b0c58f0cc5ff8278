package archive

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

const secretWord = "Katze sitzt auf dem Sofa"

// samplePeople puts something into the tables of people.
func (b *bed) samplePeople(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	must(b.AddPerson(ctx, press.Person{Name: "Eva Beispiel", Address: "eva@example.org", Role: press.RoleAdmin}, secretWord))(t)
	reader := must(b.AddPerson(ctx, press.Person{Name: "leser", Role: press.RoleReader, Projects: []string{"Quartiere"}}, ""))(t)
	_, _, err := b.SignIn(ctx, "eva beispiel", secretWord, "Browser „Süd“")
	check(t, err)
	must(b.MakeToken(ctx, reader.ID, press.Token{Name: "Skript", Role: press.RoleReader, Until: b.Now().Add(time.Hour)}))(t)
	check(t, b.Note(ctx, "Eva Beispiel", "review", "/clippings/1/review"))
	_, _, err = b.Welcome(ctx, Login{Issuer: "https://id.example/ä", Subject: "17", Address: "EVA@example.org"})
	check(t, err)
	check(t, b.NoteFailing(ctx, []string{"=leser"}))
	_, err = conn{b.writer, b.dialect}.exec(ctx, `INSERT INTO former (kind, name, definition_id) VALUES ('project', 'Viertel', 1)`)
	check(t, err)
}

// Who knows their password is let in, by their name in whatever case, until the session ends, is ended or grows old.
func TestSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		same(t, "people at first", must(b.HasPeople(ctx))(t), false)
		eva := must(b.AddFirst(ctx, press.Person{Name: "  Eva   Beispiel", Role: press.RoleAdmin}, secretWord))(t)
		same(t, "name", eva.Name, "Eva Beispiel")
		_, err := b.AddFirst(ctx, press.Person{Name: "Zweiter", Role: press.RoleAdmin}, secretWord)
		wantErr(t, err, press.ErrConflict)
		_, err = b.AddPerson(ctx, press.Person{Name: "eva BEISPIEL", Role: press.RoleReader}, secretWord)
		wantErr(t, err, press.ErrConflict)
		_, err = b.AddPerson(ctx, press.Person{Name: "kurz", Role: press.RoleReader}, "zu kurz")
		wantErr(t, err, ErrPassword)
		_, err = b.AddPerson(ctx, press.Person{Name: "proxy", Role: press.RoleReader}, "")
		check(t, err)
		for _, try := range [][2]string{{"Eva Beispiel", secretWord + "."}, {"niemand", secretWord}, {"proxy", ""}, {"Eva Beispiel", strings.Repeat("x", 2000)}} {
			_, _, err := b.SignIn(ctx, try[0], try[1], "")
			wantErr(t, err, ErrSignIn)
		}
		p, secret, err := b.SignIn(ctx, "EVA beispiel", secretWord, strings.Repeat("ü", 200))
		check(t, err)
		same(t, "signed in", p.Name, "Eva Beispiel")
		text := b.dump(t)
		if strings.Contains(text, secret) || strings.Contains(text, secretWord) {
			t.Error("a secret lies in the record")
		}
		_, other, err := b.SignIn(ctx, "eva beispiel", secretWord, "zweiter")
		check(t, err)
		b.advance(SessionIdle - time.Minute)
		p, s, err := b.Session(ctx, secret)
		check(t, err)
		same(t, "session of", p.ID, eva.ID)
		b.advance(2 * time.Minute) // only the other was idle
		_, _, err = b.Session(ctx, other)
		wantErr(t, err, press.ErrNotFound)
		_, s, err = b.Session(ctx, secret)
		check(t, err)
		same(t, "sessions", len(must(b.Sessions(ctx, eva.ID))(t)), 1)
		wantErr(t, b.EndSession(ctx, p.ID+1, s.ID), press.ErrNotFound)
		check(t, b.EndSession(ctx, p.ID, s.ID))
		_, _, err = b.Session(ctx, secret)
		wantErr(t, err, press.ErrNotFound)

		_, secret, err = b.SignIn(ctx, "eva beispiel", secretWord, "")
		check(t, err)
		for range 10 { // used again and again, it still grows old
			b.advance(10 * 24 * time.Hour)
			_, _, err = b.Session(ctx, secret)
		}
		wantErr(t, err, press.ErrNotFound)
		check(t, b.DropSessions(ctx))
	})
}

// A password that is changed ends all sessions but the one in which it was.
func TestSetPassword(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		eva := must(b.AddPerson(ctx, press.Person{Name: "eva", Role: press.RoleAdmin}, secretWord))(t)
		_, here, err := b.SignIn(ctx, "eva", secretWord, "")
		check(t, err)
		_, there, err := b.SignIn(ctx, "eva", secretWord, "")
		check(t, err)
		_, s, err := b.Session(ctx, here)
		check(t, err)
		check(t, b.SetPassword(ctx, eva.ID, "ein ganz anderes", s.ID))
		_, _, err = b.Session(ctx, here)
		check(t, err)
		_, _, err = b.Session(ctx, there)
		wantErr(t, err, press.ErrNotFound)
		_, _, err = b.SignIn(ctx, "eva", secretWord, "")
		wantErr(t, err, ErrSignIn)
		wantErr(t, b.SetPassword(ctx, eva.ID+1, "ein ganz anderes", 0), press.ErrNotFound)
	})
}

// A token lets in as its person, and never to do more than either may.
func TestToken(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		eva := must(b.AddPerson(ctx, press.Person{Name: "eva", Role: press.RoleAdmin}, ""))(t)
		must(b.AddPerson(ctx, press.Person{Name: "uwe", Role: press.RoleAdmin}, ""))(t)
		low := must(b.MakeToken(ctx, eva.ID, press.Token{Name: "Skript", Role: press.RoleReader, Until: b.Now().Add(time.Hour)}))(t)
		high := must(b.MakeToken(ctx, eva.ID, press.Token{Name: "Alles", Role: press.RoleAdmin}))(t)
		same(t, "kept", strings.Contains(b.dump(t), high), false)
		p, until, err := b.Bearer(ctx, low)
		check(t, err)
		same(t, "until", until, b.Now().Add(time.Hour).UTC())
		same(t, "by the token", fmt.Sprint(p.Name, p.Role, p.Everywhere()), "evareadertrue")
		eva.Role, eva.Projects = press.RoleReviewer, nil
		check(t, b.ChangePerson(ctx, eva, nil))
		p, until, err = b.Bearer(ctx, high)
		check(t, err)
		same(t, "without end", until.IsZero(), true)
		same(t, "by the person", fmt.Sprint(p.Role, p.Everywhere()), "reviewerfalse")
		same(t, "used", must(b.Tokens(ctx, eva.ID))(t)[0].UsedAt, b.Now().UTC())
		b.advance(time.Hour)
		_, _, err = b.Bearer(ctx, low)
		wantErr(t, err, press.ErrNotFound)
		wantErr(t, b.EndToken(ctx, eva.ID+1, must(b.Tokens(ctx, eva.ID))(t)[0].ID), press.ErrNotFound)
		check(t, b.EndToken(ctx, eva.ID, must(b.Tokens(ctx, eva.ID))(t)[0].ID))
		_, _, err = b.Bearer(ctx, high)
		wantErr(t, err, press.ErrNotFound)
		_, err = b.MakeToken(ctx, eva.ID, press.Token{Name: " ", Role: press.RoleReader})
		wantErr(t, err, press.ErrConflict)
		_, err = b.MakeToken(ctx, eva.ID+9, press.Token{Name: "x", Role: press.RoleReader})
		wantErr(t, err, press.ErrNotFound)
	})
}

// Who leaves can do nothing more; what they kept goes to somebody else, under addresses that they do not know.
func TestLeaving(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		eva := must(b.AddPerson(ctx, press.Person{Name: "eva", Role: press.RoleAdmin}, secretWord))(t)
		uwe := must(b.AddPerson(ctx, press.Person{Name: "uwe", Role: press.RoleReviewer}, secretWord))(t)
		_, secret, err := b.SignIn(ctx, "uwe", secretWord, "")
		check(t, err)
		token := must(b.MakeToken(ctx, uwe.ID, press.Token{Name: "x", Role: press.RoleReader}))(t)
		kept := must(b.KeepSearch(ctx, "Markt", "q=Markt", "uwe"))(t)
		must(b.KeepSearch(ctx, "Für alle", "q=Markt", ""))(t)
		same(t, "of eva before", len(must(b.Searches(ctx, "eva"))(t)), 1)

		wantErr(t, b.RemovePerson(ctx, eva.ID, "uwe", nil), ErrLastAdmin)
		eva.Role = press.RoleReader
		wantErr(t, b.ChangePerson(ctx, eva, nil), ErrLastAdmin)
		wantErr(t, b.RemovePerson(ctx, uwe.ID, "UWE", nil), ErrHeir)
		wantErr(t, b.RemovePerson(ctx, uwe.ID, "niemand", nil), ErrHeir)
		_, _, err = b.Session(ctx, secret)
		check(t, err)

		check(t, b.RemovePerson(ctx, uwe.ID, "EVA", nil))
		_, _, err = b.Session(ctx, secret)
		wantErr(t, err, press.ErrNotFound)
		_, _, err = b.Bearer(ctx, token)
		wantErr(t, err, press.ErrNotFound)
		_, _, err = b.SignIn(ctx, "uwe", secretWord, "")
		wantErr(t, err, ErrSignIn)
		searches := must(b.Searches(ctx, "eva"))(t)
		same(t, "of eva", len(searches), 2)
		same(t, "owner", searches[1].Person, "eva")
		_, err = b.Feed(ctx, kept.Token)
		wantErr(t, err, press.ErrNotFound)
		wantErr(t, b.RemovePerson(ctx, uwe.ID, "", nil), press.ErrNotFound)
		people := must(b.People(ctx))(t)
		same(t, "left", people[1].Name+" "+people[1].LeftAt.String(), "uwe "+b.Now().UTC().String())

		again := must(b.AddPerson(ctx, press.Person{Name: "Uwe", Role: press.RoleAdmin}, secretWord))(t)
		same(t, "taken back", again.ID, uwe.ID)
		_, _, err = b.Session(ctx, secret)
		wantErr(t, err, press.ErrNotFound)
		check(t, b.RemovePerson(ctx, eva.ID, "", nil))
		same(t, "to everybody", len(must(b.Searches(ctx, "uwe"))(t)), 2)
	})
}

// Of two who change or remove a person at the same time, one does, and the other learns of it.
func TestPersonMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx, other := t.Context(), b.open(t)
		must(b.AddPerson(ctx, press.Person{Name: "eva", Role: press.RoleAdmin}, ""))(t)
		uwe := must(b.AddPerson(ctx, press.Person{Name: "uwe", Role: press.RoleAdmin}, ""))(t)
		seen := []string{"of another time", uwe.Edition()}
		uwe.Role = press.RoleReader
		onlyOne(t, 4, func(i int) error {
			on := []*Archive{b.Archive, other}[i%2]
			if i == 0 {
				return on.RemovePerson(ctx, uwe.ID, "", seen)
			}
			return on.ChangePerson(ctx, uwe, seen)
		})
	})
}

// What people changed can be read until it is old enough.
func TestActs(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		for i := range 3 {
			check(t, b.Note(ctx, []string{"eva", "uwe"}[i%2], "review", strings.Repeat("ü", 600*i)))
			b.advance(time.Hour)
		}
		list := must(b.Acts(ctx, "", 0, 2))(t)
		same(t, "newest", fmt.Sprint(len(list), list[0].Person, list[1].Person, len(list[0].About)), "2evauwe1003")
		same(t, "before", len(must(b.Acts(ctx, "", list[1].ID, 5))(t)), 1)
		same(t, "of one", len(must(b.Acts(ctx, "uwe", 0, 5))(t)), 1)
		same(t, "dropped", must(b.DropActs(ctx, b.Now().Add(-2*time.Hour)))(t), 1)
		same(t, "left", len(must(b.Acts(ctx, "", 0, 5))(t)), 2)
	})
}

// What a context does not let one see is not there, wherever one looks and whatever one tries.
func TestWithin(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		hidden := b.filed(t, l, o, "markt", "Der Markt", "Auf dem Markt.", "Märkte").ClippingID
		both := b.filed(t, l, o, "beide", "Beides", "Im Quartier, auf dem Markt.", "Quartiere", "Märkte").ClippingID
		relevant, irrelevant := press.VerdictRelevant, press.VerdictIrrelevant
		check(t, b.Review(t.Context(), both, "Märkte", ReviewChange{Verdict: &relevant}))
		check(t, b.Review(t.Context(), both, "Quartiere", ReviewChange{Verdict: &irrelevant}))
		ctx := Within(t.Context(), []string{"Quartiere"})

		same(t, "projects", len(must(b.Projects(ctx))(t)), 1)
		_, err := b.Project(ctx, "Märkte")
		wantErr(t, err, press.ErrNotFound)
		_, err = b.Clipping(ctx, hidden)
		wantErr(t, err, press.ErrNotFound)
		c := must(b.Clipping(ctx, both))(t)
		same(t, "reviews", fmt.Sprint(len(c.Reviews), c.Verdict()), "1irrelevant")
		for verdict, want := range map[press.Verdict]int{"": 1, relevant: 0, irrelevant: 1, press.VerdictNew: 0} {
			list, n, err := b.Inbox(ctx, InboxRequest{Verdict: verdict, Limit: 5})
			check(t, err)
			same(t, "inbox "+string(verdict), fmt.Sprint(len(list), n), fmt.Sprint(want, want))
		}
		_, n, err := b.Inbox(ctx, InboxRequest{Project: "Märkte", Limit: 5})
		check(t, err)
		same(t, "inbox of the other", n, 0)
		same(t, "figures", len(must(b.ProjectFigures(ctx))(t)), 1)
		same(t, "clippings", must(b.Figures(ctx, time.Time{}))(t).Clippings, 1)
		same(t, "headlines", len(must(b.Headlines(ctx, 9))(t)), 1)
		wantErr(t, b.Review(ctx, both, "Märkte", ReviewChange{Verdict: &irrelevant}), press.ErrNotFound)
		_, err = b.ReviewTogether(ctx, both, []string{"Quartiere"}, []Placed{{hidden, "Märkte"}}, irrelevant, "", "")
		check(t, err)
		same(t, "untouched", must(b.Clipping(t.Context(), hidden))(t).Verdict(), press.VerdictNew)
		_, err = b.JoinStories(ctx, both, hidden, "")
		wantErr(t, err, press.ErrNotFound)
		decision := must(b.JoinStories(t.Context(), both, hidden, ""))(t)
		story := must(b.Clipping(ctx, both))(t).Story
		same(t, "copies", len(must(b.Copies(ctx, story))(t)[story]), 1)
		same(t, "others", len(must(b.Regroupings(ctx, both))(t)[0].Others), 0)
		_, err = b.UndoRegrouping(Within(t.Context(), nil), decision, "")
		wantErr(t, err, press.ErrNotFound)
		wantErr(t, b.Publish(ctx, "Märkte", both, "", ""), press.ErrNotFound)
		check(t, b.Publish(t.Context(), "Märkte", both, "", ""))
		same(t, "published", len(must(b.PublishedAs(ctx, both))(t)), 0)
		wantErr(t, b.Withdraw(ctx, "Märkte", both), press.ErrNotFound)
		for name, read := range map[string]func() error{
			"evidence": func() error { _, err := b.Evidence(ctx, hidden); return err },
			"versions": func() error { _, err := b.Versions(ctx, hidden); return err },
			"terms":    func() error { _, err := b.Terms(ctx, hidden); return err },
		} {
			if err := read(); err == nil {
				t.Errorf("%s of a hidden clipping", name)
			}
		}
		f := must(b.Fate(ctx, o.URL+"markt"))(t)
		same(t, "fate", fmt.Sprint(f.Clipping == nil, f.Why, f.Watchers), "trueunmatched[Quartiere]")
		list, n, err := b.Inbox(Within(t.Context(), nil), InboxRequest{Limit: 5})
		check(t, err)
		same(t, "nothing at all", fmt.Sprint(len(list), n), "0 0")
	})
}
