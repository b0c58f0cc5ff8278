package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestReservation(t *testing.T) {
	const file = `[
		{"location": "/a/", "tdm-reservation": 1, "tdm-policy": "https://blatt.example/p.json"},
		{"location": "/a/b/", "tdm-reservation": 0},
		{"location": "/bilder/*.jpg", "tdm-reservation": 0},
		{"location": "/bilder/*/alt", "tdm-reservation": "1"},
		{"location": "/genau$", "tdm-reservation": 1},
		{"location": "/%7Eich/%C3%A4", "tdm-reservation": 1},
		{"location": "/zwei", "tdm-reservation": 2},
		{"location": "/ohne"},
		"kein Objekt", {"location": 7, "tdm-reservation": 1}, {"tdm-reservation": 1}
	]`
	for path, want := range map[string]string{
		"/a/": "reserved file https://blatt.example/p.json", "/a/b/c": "reserved file https://blatt.example/p.json", "/a": "unset", "/A/": "unset",
		"/bilder/x/y.jpg?g=1": "free file", "/bilder/x.png": "unset", "/bilder/1/alt": "reserved file",
		"/genau": "reserved file", "/genauer": "unset", "/~ich/ä": "reserved file", "/%7eich/%c3%a4": "reserved file",
		"/zwei": "unset", "/ohne": "unset", "": "unset",
	} {
		u, err := url.Parse("https://blatt.example" + path)
		if err != nil {
			t.Fatal(err)
		}
		got := reservation([]byte(file), u)
		if said := strings.TrimSpace(fmt.Sprint(got.TDM, " ", got.TDMFrom, " ", got.TDMPolicy)); said != want {
			t.Errorf("%s: %s, want %s", path, said, want)
		}
	}
	root, _ := url.Parse("https://blatt.example")
	for file, want := range map[string]press.TDMWord{
		"\ufeff" + `[{"location":"/","tdm-reservation":1}]`: press.TDMReserved, `[{"location":"*","tdm-reservation":1}]`: press.TDMReserved,
		"": press.TDMUnset, "<html>": press.TDMUnset, `{"location":"/","tdm-reservation":1}`: press.TDMUnset, "null": press.TDMUnset,
	} {
		if got := reservation([]byte(file), root).TDM; got != want {
			t.Errorf("%q: %s, want %s", file, got, want)
		}
	}
}

func FuzzReservation(f *testing.F) {
	f.Add([]byte(`[{"location":"/a*b$","tdm-reservation":1,"tdm-policy":"x"}]`), "/aXb")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		got := reservation(file, &url.URL{Scheme: "https", Host: "blatt.example", Path: path})
		if (got.TDM == press.TDMUnset) != (got.TDMFrom == "") {
			t.Errorf("%+v", got)
		}
	})
}

const reservesAll = `[{"location":"/","tdm-reservation":1}]`

// The file is asked for as politely as any page, and not again for a day, whatever came of it.
func TestTerms(t *testing.T) {
	deny := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
	other := newSite(t).text("/tdm.json", reservesAll)
	for name, c := range map[string]struct {
		site  *site
		want  press.TDMWord
		asked int
	}{
		"there":      {newSite(t).text(tdmPath, reservesAll), press.TDMReserved, 1},
		"missing":    {newSite(t), press.TDMUnset, 1},
		"broken":     {newSite(t).page(tdmPath, deny), press.TDMUnset, 1},
		"words":      {newSite(t).text(tdmPath, "<h1>Nicht gefunden</h1>"), press.TDMUnset, 1},
		"moved":      {newSite(t).redirect(tdmPath, "/x.json").text("/x.json", reservesAll), press.TDMReserved, 1},
		"elsewhere":  {newSite(t).redirect(tdmPath, other.URL+"/tdm.json"), press.TDMReserved, 1},
		"in circles": {newSite(t).redirect(tdmPath, tdmPath), press.TDMUnset, tdmHops + 1},
		"forbidden":  {newSite(t).text("/robots.txt", "User-agent: *\nDisallow: /.well-known/").text(tdmPath, reservesAll), press.TDMUnset, 0},
		"endless":    {newSite(t).text(tdmPath, "["+strings.Repeat(" ", tdmLimit)+"]"), press.TDMUnset, 1},
	} {
		web, clock := visit(t, func(o *Options) { o.Delay = 2 * time.Second })
		if _, err := web.Robots(t.Context(), c.site.URL+"/a"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			terms, err := web.Terms(t.Context(), c.site.URL+"/a")
			if err != nil || terms.TDM != c.want || (terms.Robots == press.RobotsAllow) != (name == "forbidden") {
				t.Errorf("%s: %+v, %v", name, terms, err)
			}
		}
		if n := c.site.count(tdmPath); n != c.asked {
			t.Errorf("%s: asked for %d times", name, n)
		}
		if pauses := len(strings.Fields(c.site.paths())) - 1; clock.waited() != time.Duration(pauses)*2*time.Second {
			t.Errorf("%s: %d pauses in %v", name, pauses, clock.waited())
		}
		clock.pass(tdmAge + time.Hour)
		if _, err := web.Terms(t.Context(), c.site.URL+"/a"); err != nil || c.site.count(tdmPath) != 2*c.asked {
			t.Errorf("%s: a day later: %v, asked for %d times", name, err, c.site.count(tdmPath))
		}
	}
}

// Where a host wants to be left alone, nothing is known and nothing is an error; it is asked later.
func TestTermsLater(t *testing.T) {
	busy := true
	s := newSite(t).page(tdmPath, func(w http.ResponseWriter, _ *http.Request) {
		if busy {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = w.Write([]byte(reservesAll))
	})
	web, clock := visit(t)
	for range 2 {
		if terms, err := web.Terms(t.Context(), s.URL+"/a"); err != nil || terms.TDM != "" {
			t.Errorf("while it waits: %+v, %v", terms, err)
		}
	}
	if n := s.count(tdmPath); n != 1 {
		t.Errorf("asked for %d times", n)
	}
	busy = false
	clock.pass(2 * time.Hour)
	if terms, err := web.Terms(t.Context(), s.URL+"/a"); err != nil || !terms.Reserved() {
		t.Errorf("afterwards: %+v, %v", terms, err)
	}
}
