package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
)

// TestLocalOnly opens the page to nobody but this machine as long as there are no users.
func TestLocalOnly(t *testing.T) {
	for name, c := range map[string]struct {
		peer, host, base string
		header           []string
		reason           string
	}{
		"localhost":         {peer: "127.0.0.1:4000", host: "localhost:8080"},
		"IPv4":              {peer: "127.0.0.1:4000", host: "127.0.0.1:8080", base: "http://127.0.0.1:8080"},
		"IPv6":              {peer: "[::1]:4000", host: "[::1]:8080"},
		"IPv4 in IPv6":      {peer: "[::ffff:127.0.0.1]:4000", host: "presse.localhost."},
		"another machine":   {peer: "192.0.2.7:4000", host: "localhost:8080", reason: "peer"},
		"no peer":           {peer: "", host: "localhost", reason: "peer"},
		"foreign name":      {peer: "127.0.0.1:4000", host: "presse.example.org", reason: "host"},
		"rebound name":      {peer: "127.0.0.1:4000", host: "127.0.0.1.evil.example", reason: "host"},
		"localhost.evil":    {peer: "127.0.0.1:4000", host: "localhost.evil.example", reason: "host"},
		"no host":           {peer: "127.0.0.1:4000", host: "", reason: "host"},
		"all addresses":     {peer: "127.0.0.1:4000", host: "0.0.0.0:8080", reason: "host"},
		"base_url":          {peer: "127.0.0.1:4000", host: "localhost", base: "https://presse.example.org", reason: "base_url"},
		"X-Forwarded-For":   {peer: "127.0.0.1:4000", host: "localhost", header: []string{"X-Forwarded-For", "192.0.2.7"}, reason: "proxy"},
		"X-Forwarded-Other": {peer: "127.0.0.1:4000", host: "localhost", header: []string{"x-forwarded-anything", ""}, reason: "proxy"},
		"Forwarded":         {peer: "127.0.0.1:4000", host: "localhost", header: []string{"Forwarded", "for=192.0.2.7"}, reason: "proxy"},
		"Via":               {peer: "127.0.0.1:4000", host: "localhost", header: []string{"Via", "1.1 nginx"}, reason: "proxy"},
		"X-Real-IP":         {peer: "127.0.0.1:4000", host: "localhost", header: []string{"X-Real-IP", "192.0.2.7"}, reason: "proxy"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = c.peer, c.host
		for i := 0; i < len(c.header); i += 2 {
			r.Header.Set(c.header[i], c.header[i+1])
		}
		if got := strangeness(r, c.base); got != c.reason {
			t.Errorf("%s: got %q, want %q", name, got, c.reason)
		}
	}
	unix := httptest.NewRequest(http.MethodGet, "/", nil)
	unix.RemoteAddr, unix.Host = "@", "pressclip"
	unix = unix.WithContext(context.WithValue(unix.Context(), http.LocalAddrContextKey, &net.UnixAddr{Name: "/tmp/s", Net: "unix"}))
	if got := strangeness(unix, ""); got != "" {
		t.Errorf("a Unix socket: %q", got)
	}
}

// TestRefusal tells a stranger why and what to do, and nothing else.
func TestRefusal(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	for _, address := range []string{"/", "/search?q=Ankunft*", "/clippings/1", "/outlets", "/metrics"} {
		answer := w.get(address, "X-Forwarded-For", "192.0.2.7")
		if answer.Code != http.StatusForbidden {
			t.Errorf("%s: status %d", address, answer.Code)
		}
		has(t, answer.Body.String(), "Hier nur von diesem Rechner aus", "über einen Proxy", "ssh -L")
		lacks(t, answer.Body.String(), "Ankunft", "<nav", "Elbblatt", "base_url")
	}
	for _, address := range []string{"/healthz", "/readyz"} {
		if answer := w.get(address, "X-Forwarded-For", "192.0.2.7"); answer.Code != http.StatusOK {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
	answer := w.get("/api/v1/search?q=Ankunft*", "X-Forwarded-For", "192.0.2.7")
	var bad apiError
	if err := json.Unmarshal(answer.Body.Bytes(), &bad); err != nil || answer.Code != http.StatusForbidden {
		t.Fatalf("status %d, %v: %s", answer.Code, err, answer.Body)
	}
	has(t, bad.Error, "über einen Proxy", "ssh -L")
}

// TestRefusalOfBaseURL says what keeps even this machine out, and the way in that does not lead back to the same page.
func TestRefusalOfBaseURL(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.BaseURL = "https://presse.example.org" })
	wanted := []string{"web.base_url", "https://presse.example.org", "Oder lassen Sie web.base_url leer", "pressclip.sock"}
	answer := w.get("/")
	if answer.Code != http.StatusForbidden {
		t.Errorf("status %d", answer.Code)
	}
	has(t, answer.Body.String(), wanted...)
	lacks(t, answer.Body.String(), "ssh -L", "über einen Proxy")
	var bad apiError
	w.json("/api/v1/search", http.StatusForbidden, &bad)
	has(t, bad.Error, wanted...)
	has(t, w.get("/", "X-Forwarded-For", "192.0.2.7").Body.String(), append(wanted, "über einen Proxy")...)
}

func TestLocalBase(t *testing.T) {
	for base, want := range map[string]bool{
		"": true, "http://localhost:8080": true, "http://127.0.0.1": true, "https://[::1]:8443/": true,
		"https://presse.example.org": false, "http://192.168.1.5:8080": false, "http://localhost.example.org": false, "://": false,
	} {
		if got := LocalOnly(base); got != want {
			t.Errorf("%q: got %t", base, got)
		}
	}
}

// TestCrossOrigin takes changes from no other page.
func TestCrossOrigin(t *testing.T) {
	w := newWorld(t)
	w.watch()
	answer := w.post("/outlets/visit", url.Values{"outlet": {"Elbblatt"}}, "Sec-Fetch-Site", "cross-site")
	if answer.Code != http.StatusForbidden || len(w.visits) != 0 {
		t.Errorf("status %d, visits %q", answer.Code, w.visits)
	}
	has(t, answer.Body.String(), "Von einer fremden Seite gesendet")
}

// TestHeaders holds every kind of answer to the same policy.
func TestHeaders(t *testing.T) {
	w := newWorld(t)
	w.watch()
	for _, address := range []string{"/", "/search", "/nirgends", "/api/v1/search", "/healthz", "/static/nichts.css"} {
		h := w.get(address).Header()
		if h.Get("Content-Security-Policy") != policy || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %v", address, h)
		}
	}
	page := w.page("/")
	for _, inline := range []string{"<style", " style=", " onclick", "javascript:"} {
		lacks(t, page, inline)
	}
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		answer := w.get(m[1])
		if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %v", m[1], answer.Code, answer.Header())
		}
	}
}

// TestFirstView stays small.
func TestFirstView(t *testing.T) {
	w := newWorld(t)
	w.watch()
	var many []told
	for i := range inboxRows {
		s := coverage()[i%2]
		s.path += strings.Repeat("y", i)
		many = append(many, s)
	}
	w.read(many)
	page := w.page("/")
	size := len(page)
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		size += w.get(m[1]).Body.Len()
	}
	if size > 100<<10 {
		t.Errorf("%d bytes", size)
	}
	t.Logf("%d bytes with %d rows", size, strings.Count(page, "data-clip>"))
}

func TestLanguage(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	has(t, w.page("/", "Accept-Language", "en-GB,de;q=0.5"), `<html lang="en">`, "Good morning, 5 new clippings", "Today")
	has(t, w.page("/", "Accept-Language", "fr"), `<html lang="de">`)
	english := newWorld(t, func(o *Options) { o.Language = "en" })
	has(t, english.page("/"), `<html lang="en">`)
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	w.watch()
	if answer := w.get("/readyz"); answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), `"index":"building"`) {
		t.Errorf("before the index has caught up: %d %s", answer.Code, answer.Body)
	}
	w.read(coverage())
	if answer := w.get("/readyz"); answer.Code != http.StatusOK {
		t.Errorf("status %d %s", answer.Code, answer.Body)
	}
	w.must(w.archive.Close())
	if answer := w.get("/readyz"); answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), `"archive":"unreachable"`) {
		t.Errorf("without an archive: %d %s", answer.Code, answer.Body)
	}
	if answer := w.get("/healthz"); answer.Code != http.StatusOK {
		t.Errorf("status %d", answer.Code)
	}
	answer := w.get("/")
	if answer.Code != http.StatusInternalServerError {
		t.Errorf("status %d", answer.Code)
	}
	has(t, answer.Body.String(), "Das hat nicht geklappt", "steht in seinem Protokoll", "Noch einmal versuchen")
	has(t, w.get("/search?q=x").Body.String(), "Zum Eingang")
	lacks(t, answer.Body.String(), "sql", "database")
}

// TestPanic ends with a page and a line in the log, never with a stack trace for the reader.
func TestPanic(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.VisitNow = func(context.Context, string) error { panic("broken on purpose") }
	})
	answer := w.post("/outlets/visit", url.Values{"outlet": {"Elbblatt"}})
	if answer.Code != http.StatusInternalServerError {
		t.Errorf("status %d", answer.Code)
	}
	lacks(t, answer.Body.String(), "broken on purpose", "goroutine")
}

func TestSchedule(t *testing.T) {
	said := words{language: "de", now: morning}
	for line, want := range map[string]string{
		"0 7 * * MON": "montags um 7:00", "30 18 * * 0": "sonntags um 18:30", "5 6 * * *": "täglich um 6:05", "*/20 * * * *": "alle 20 Minuten",
		"0 7 * * MON-FRI": "montags bis freitags um 7:00", "0 7 1 * *": "0 7 1 * *", "0 7 * * MON,THU": "0 7 * * MON,THU", "@daily": "@daily", "99 7 * * *": "99 7 * * *",
	} {
		if got := said.schedule(line); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// TestKeys holds code, templates and catalogue together: every key that is used exists, and every one of the page is
// used.
func TestKeys(t *testing.T) {
	quoted := regexp.MustCompile(`"((?:web|people)\.[a-zA-Z0-9_.]*)"`)
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
				used[m[1]] = true
				if known := locale.Has(m[1]) || locale.Has(m[1]+".one"); !known && !begins(m[1]) {
					t.Errorf("%s: unknown key %q", name, m[1])
				}
			}
		}
	}
	for _, key := range append(locale.Keys("web"), locale.Keys("people")...) {
		plain := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		plain = strings.TrimSuffix(plain, ".what") // of a page of trouble
		if !used[key] && !used[plain] && !slices.ContainsFunc(prefixes(used), func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("key %q is not used", key)
		}
	}
}

// begins says whether some key begins so: such a piece of a key is completed in the code.
func begins(piece string) bool {
	return strings.HasSuffix(piece, ".") && slices.ContainsFunc(append(locale.Keys("web"), locale.Keys("people")...), func(k string) bool { return strings.HasPrefix(k, piece) })
}

func prefixes(used map[string]bool) []string {
	var all []string
	for key := range used {
		if strings.HasSuffix(key, ".") {
			all = append(all, key)
		}
	}
	return all
}

// TestArchiveAway says that the archive will be back, instead of blaming the page.
func TestArchiveAway(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.VisitNow = func(context.Context, string) error { return fmt.Errorf("set due: %w", archive.ErrUnreachable) }
	})
	answer := w.post("/outlets/visit", url.Values{"outlet": {"Elbblatt"}})
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d", answer.Code)
	}
	has(t, answer.Body.String(), "Das Archiv ist gerade nicht zu erreichen", "nichts geht verloren")
}
