package archive

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/press"
)

// Whom a provider knows is the same person each time, whatever they are called meanwhile.
func TestWelcome(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		const issuer = "https://id.example.org"
		welcome := func(want error, l Login) (press.Person, bool) {
			t.Helper()
			l.Issuer = issuer
			p, added, err := b.Welcome(ctx, l)
			wantErr(t, err, want)
			return p, added
		}
		welcome(ErrFirst, Login{Subject: "1", Names: []string{"uwe"}, Role: press.RoleReader})
		eva, added := welcome(nil, Login{Subject: "1", Names: []string{"", "  Eva  Beispiel ", "eva"}, Address: "eva@example.org", Role: press.RoleAdmin})
		same(t, "first", fmt.Sprint(eva.Name, eva.Address, eva.Role, eva.All, eva.Issuer, added), "Eva Beispieleva@example.orgadmintrue"+issuer+"true")
		again, added := welcome(nil, Login{Subject: "1", Names: []string{"Eva Muster"}, Role: press.RoleReader})
		same(t, "the last admin, by another name", fmt.Sprint(again.ID == eva.ID, again.Name, again.Role, added), "trueEva Beispieladminfalse")
		welcome(ErrUnknown, Login{Subject: "2", Names: []string{"uwe"}})

		// Nobody takes over what stands beside somebody else's name.
		other, _ := welcome(nil, Login{Subject: "2", Names: []string{"eva BEISPIEL"}, Address: "e@example.org", Role: press.RoleReviewer})
		if other.ID == eva.ID || !strings.HasPrefix(other.Name, "eva BEISPIEL ") {
			t.Errorf("the second of a name is %+v", other)
		}
		check(t, b.RemovePerson(ctx, other.ID, "", nil))
		welcome(ErrLeft, Login{Subject: "2", Role: press.RoleAdmin})
		must(b.AddPerson(ctx, press.Person{Name: other.Name, Role: press.RoleReader}, ""))(t)
		back, _ := welcome(nil, Login{Subject: "2"})
		same(t, "taken back in", fmt.Sprint(back.ID == other.ID, back.Role), "truereader")

		// The address leads to who has it here, once, and only where it is one person's.
		uwe := must(b.AddPerson(ctx, press.Person{Name: "Uwe@Example.org", Role: press.RoleReader}, secretWord))(t)
		linked, added := welcome(nil, Login{Subject: "3", Names: []string{"U"}, Address: "uwe@example.ORG"})
		same(t, "linked", fmt.Sprint(linked.ID == uwe.ID, linked.Role, added), "truereaderfalse")
		linked, _ = welcome(nil, Login{Subject: "3", Role: press.RoleReviewer})
		same(t, "promoted", fmt.Sprint(linked.ID == uwe.ID, linked.Role), "truereviewer")
		welcome(ErrUnknown, Login{Subject: "4", Address: "uwe@example.org"})
		for _, name := range []string{"pia", "pit"} {
			must(b.AddPerson(ctx, press.Person{Name: name, Address: "p@example.org", Role: press.RoleReader}, ""))(t)
		}
		welcome(ErrUnknown, Login{Subject: "5", Address: "p@example.org"})
		nameless, _ := welcome(nil, Login{Subject: "6", Names: []string{strings.Repeat("x", 300)}, Address: strings.Repeat("y", 300), Role: press.RoleReader})
		same(t, "without a name that fits", fmt.Sprint(len(nameless.Name), nameless.Address), "6")

		var all sync.WaitGroup
		ids := make([]int64, 4)
		for i := range ids {
			all.Go(func() {
				p, _, err := b.Welcome(ctx, Login{Issuer: issuer, Subject: "7", Names: []string{"Nur eine"}, Role: press.RoleReader})
				if err != nil {
					t.Error(err)
				}
				ids[i] = p.ID
			})
		}
		all.Wait()
		same(t, "at once", fmt.Sprint(ids), fmt.Sprint([]int64{ids[0], ids[0], ids[0], ids[0]}))
	})
}

// Failed sign-ins are counted for every process on the archive, and forgotten in time.
func TestFailing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		other := b.open(t)
		defer other.Close()
		keys := []string{"=eva", "@192.0.2.1"}
		check(t, b.NoteFailing(ctx, keys))
		b.advance(FailingKept / 2)
		check(t, other.NoteFailing(ctx, []string{"=eva"}))
		same(t, "failed", fmt.Sprint(must(b.Failing(ctx, append(keys, "=uwe")))(t)), fmt.Sprint([]Failing{{2, b.Now().UTC()}, {1, b.Now().Add(-FailingKept / 2).UTC()}, {}}))
		same(t, "kept as it is", strings.Contains(b.dump(t), "192.0.2.1"), false)
		b.advance(FailingKept / 2)
		same(t, "later", fmt.Sprint(must(b.Failing(ctx, keys))(t)[1]), fmt.Sprint(Failing{}))
		check(t, b.DropSessions(ctx))
		same(t, "rows", len(b.rows(t)["failing"]), 1)
		check(t, b.ForgetFailing(ctx, "=eva"))
		same(t, "forgotten", len(b.rows(t)["failing"]), 0)
		check(t, b.NoteFailing(ctx, keys))
		b.advance(FailingKept + time.Second)
		check(t, b.NoteFailing(ctx, []string{"=uwe"}))
		same(t, "rows at last", len(b.rows(t)["failing"]), 1)
	})
}
