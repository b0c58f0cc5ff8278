package web

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// A name is slowed down after five wrong tries, an address after twenty; those who come in cost their office nothing.
func TestThrottle(t *testing.T) {
	var guesses throttle
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	office := "192.0.2.7"
	for i := range 100 {
		keys := throttleKeys(fmt.Sprint("person ", i), office)
		if wait := guesses.wait(now, keys); wait > 0 {
			t.Fatalf("person %d waits %v though nobody was wrong", i, wait)
		}
		guesses.fail(now, keys)
		guesses.succeed(keys)
	}
	eva := throttleKeys("eva", office)
	for range byName.free {
		guesses.fail(now, eva)
	}
	if wait := guesses.wait(now, eva); wait != time.Second {
		t.Errorf("a name that was guessed at waits %v", wait)
	}
	if wait := guesses.wait(now, throttleKeys("emil", office)); wait != 0 {
		t.Errorf("another name waits %v", wait)
	}
	for i := range byAddress.free {
		guesses.fail(now, throttleKeys(fmt.Sprint("guess ", i), "198.51.100.9"))
	}
	if wait := guesses.wait(now, throttleKeys("emil", "198.51.100.9")); wait != time.Second {
		t.Errorf("an address that guesses at many names waits %v", wait)
	}
	guesses.succeed(eva)
	if wait := guesses.wait(now, eva); wait != 0 {
		t.Errorf("after coming in a name waits %v", wait)
	}
	for range 100 {
		guesses.fail(now, eva)
	}
	if wait := guesses.wait(now, eva); wait != byAddress.most { // the address has failed as often
		t.Errorf("after a hundred wrong tries from one place: %v", wait)
	}
	if wait := guesses.wait(now, throttleKeys("eva", "203.0.113.5")); wait != byName.most {
		t.Errorf("whoever knows a name locks it out for %v", wait)
	}
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
	if got := w.get("/first/geheim"); got.Code != http.StatusNotFound {
		t.Errorf("the link opens a second time: status %d", got.Code)
	}
}
