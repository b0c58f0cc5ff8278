package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A name is slowed down after five wrong tries, an address after twenty, whichever process they came to; those who come
// in cost their office nothing.
func TestThrottle(t *testing.T) {
	w := newWorld(t)
	one, other := w.guesses(), w.guesses()
	const office, right, wrong = "192.0.2.7", true, false
	try := func(at *throttle, name, address string, proved bool) {
		t.Helper()
		begun, wait, err := at.begin(t.Context(), name, address)
		if err != nil || wait > 0 {
			t.Fatalf("%s from %s waits %v, %v", name, address, wait, err)
		}
		w.must(begun.end(t.Context(), proved, !proved))
	}
	wait := func(name, address string) time.Duration {
		t.Helper()
		begun, wait, err := one.begin(t.Context(), name, address)
		w.must(err)
		if begun != nil {
			w.must(begun.end(t.Context(), false, false))
		}
		return wait
	}
	for i := range 100 {
		try(one, fmt.Sprint("person ", i), office, right)
	}
	for i := range byName.free {
		try([]*throttle{one, other}[i%2], "eva", office, wrong)
	}
	if got := wait(" EVA ", office); got != time.Second {
		t.Errorf("a name that was guessed at waits %v", got)
	}
	if got := wait("emil", office); got != 0 {
		t.Errorf("another name waits %v", got)
	}
	for i := range byAddress.free {
		try(other, fmt.Sprint("guess ", i), "198.51.100.9", wrong)
	}
	if got := wait("emil", "198.51.100.9"); got != time.Second {
		t.Errorf("an address that guesses at many names waits %v", got)
	}
	w.now = w.now.Add(2 * time.Second)
	try(one, "eva", office, right)
	failed, err := w.archive.Failing(t.Context(), []string{"=eva", "@" + office})
	if err != nil || failed[0].Times != 0 || failed[1].Times != byName.free {
		t.Errorf("after coming in: %v, %v", failed, err)
	}
	for range 100 {
		w.must(w.archive.NoteFailing(t.Context(), []string{"=eva", "@" + office}))
	}
	if got := wait("eva", office); got != byAddress.most { // the address has failed as often
		t.Errorf("after a hundred wrong tries from one place: %v", got)
	}
	if got := wait("eva", "203.0.113.5"); got != byName.most {
		t.Errorf("whoever knows a name locks it out for %v", got)
	}

	// Tries at the same time count before it is known whether they are right.
	var begun []*attempt
	for range byName.free {
		a, wait, err := one.begin(t.Context(), "uwe", "203.0.113.6")
		if err != nil || wait > 0 {
			t.Fatal(wait, err)
		}
		begun = append(begun, a)
	}
	if got := wait("uwe", "203.0.113.7"); got != time.Second {
		t.Errorf("with so many tries under way a name waits %v", got)
	}
	for _, a := range begun {
		w.must(a.end(t.Context(), right, wrong))
	}
	if len(one.trying) != 0 || wait("uwe", "203.0.113.7") != 0 {
		t.Errorf("afterwards: %v", one.trying)
	}
}

// guesses are counted as in a process of its own.
func (w *world) guesses() *throttle {
	return &throttle{archive: w.archive, now: func() time.Time { return w.now }}
}

// The link for the first admin makes none that could not come in a second time.
func TestFirstNeedsPassword(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.SignIn, o.First = true, "geheim" })
	for _, password := range []string{"", "kurz"} {
		got := w.post("/first/geheim", url.Values{"name": {"Eva Beispiel"}, "password": {password}})
		if got.Code != http.StatusBadRequest {
			t.Errorf("password %q: status %d", password, got.Code)
		}
	}
	if people, err := w.archive.HasPeople(t.Context()); people || err != nil {
		t.Fatalf("somebody is there: %v, %v", people, err)
	}
	got := w.post("/first/geheim", url.Values{"name": {"Eva Beispiel"}, "password": {"ein langer Satz von mir"}})
	if got.Code != http.StatusSeeOther || got.Header().Get("Set-Cookie") == "" {
		t.Errorf("status %d, %v", got.Code, got.Header())
	}
	if got := w.get("/first/geheim"); got.Code != http.StatusNotFound || !strings.Contains(got.Body.String(), "Dieser Link gilt nicht mehr") {
		t.Errorf("the link opens a second time: status %d", got.Code)
	}
}
