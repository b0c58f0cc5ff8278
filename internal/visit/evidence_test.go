package visit

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/warc"
)

// keeping makes the world one in which responses are kept.
func (w *world) keeping() {
	w.visitor.Evidence = true
	w.visitor.Client = fetch.New(fetch.Options{
		UserAgent: "pressclip/test", Now: w.clock, Wire: true, AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	w.t.Cleanup(w.visitor.Client.Close)
}

// kept are the responses that are kept of a clipping, and the file of them.
func (w *world) kept(id int64) (all []warc.Response, file []byte) {
	w.t.Helper()
	var out bytes.Buffer
	if err := w.record.WriteEvidence(w.t.Context(), id, &out); err != nil {
		w.t.Fatal(err)
	}
	file = bytes.Clone(out.Bytes())
	if err := warc.Read(&out, func(r warc.Response) error { all = append(all, r); return nil }); err != nil {
		w.t.Fatal(err)
	}
	return all, file
}

// A clipping keeps what the server answered; so it can be read again from there, and what matched nothing keeps nothing.
func TestEvidence(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.keeping()
	w.feed("/feed.xml", "/alt.html", "/weg.html", "/mehr.html")
	w.article("/a.html", "Ankunftsquartiere heute", "")
	page := w.pages["/a.html"]
	w.puts("/a.html", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header()["x-oDD"] = []string{"so"}
		page(rw, r)
	})
	w.put("/alt.html", func(rw http.ResponseWriter) {
		rw.Header().Set("Location", "/a.html")
		rw.WriteHeader(http.StatusFound)
	})
	w.market("/weg.html", "")
	w.status("/mehr.html", http.StatusForbidden)
	w.visit()
	clippings := w.clippings()
	if len(clippings) != 1 {
		t.Fatalf("%d clippings", len(clippings))
	}
	id := clippings[0].ID
	kept, file := w.kept(id)
	if len(kept) != 1 || kept[0].URL != w.url+"/a.html" || kept[0].Status != http.StatusOK || !strings.Contains(string(kept[0].Body), "Küchentisch") {
		t.Fatalf("kept %+v", kept)
	}
	if !bytes.Contains(kept[0].Block, []byte("\r\nx-oDD: so\r\n")) {
		t.Errorf("header was not kept as it came: %q", kept[0].Block)
	}
	list, err := w.record.Evidence(t.Context(), id)
	sum := sha256.Sum256(kept[0].Block)
	if err != nil || len(list) != 1 || !bytes.Equal(list[0].SHA256, sum[:]) || !list[0].At.Equal(w.clock()) || list[0].URL != kept[0].URL {
		t.Errorf("list %+v, %v", list, err)
	}
	terms, err := w.record.Terms(t.Context(), id)
	if err != nil || terms.Robots != press.RobotsNone || terms.TDM != press.TDMUnset {
		t.Errorf("terms %+v, %v", terms, err)
	}
	if _, err := w.record.Evidence(t.Context(), id+1); err != nil {
		t.Error(err)
	}

	// What was kept can be filed from: it is evidence again.
	name := filepath.Join(t.TempDir(), "a.warc.gz")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	again := newWorld(t, press.Outlet{})
	again.keeping()
	var moved bytes.Buffer
	err = warc.Write(&moved, warc.Capture{URL: again.url + "/a.html", At: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), Response: kept[0].Block, Software: "anderes"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, moved.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	again.recorded(name)
	if got, _ := again.kept(again.clippings()[0].ID); len(got) != 1 || !bytes.Equal(got[0].Block, kept[0].Block) || got[0].Date.Day() != 1 {
		t.Errorf("from a recording: %+v", got)
	}
	if n := again.times("/.well-known/tdmrep.json"); n != 0 {
		t.Errorf("a recording made %d requests", n)
	}
}

// Without the setting nothing is kept.
func TestNoEvidence(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/a.html")
	w.article("/a.html", "Ankunftsquartiere heute", "")
	w.visit()
	if list, err := w.record.Evidence(t.Context(), w.clippings()[0].ID); err != nil || len(list) != 0 {
		t.Errorf("kept %+v, %v", list, err)
	}
}

// What a site says about the use of its pages is recorded with each; its file is asked for once a day.
func TestTermsRecorded(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/lokal/a.html", "/b.html")
	w.text("/robots.txt", "text/plain", "User-agent: *\nDisallow: /x\n")
	w.text("/.well-known/tdmrep.json", "application/json", `[{"location":"/lokal/","tdm-reservation":1,"tdm-policy":"$URL/p"}]`)
	w.article("/lokal/a.html", "Ankunftsquartiere heute", `<meta name="robots" content="max-image-preview:large">`)
	w.article("/b.html", "Ankunftsquartiere morgen", "")
	w.visit()
	got := map[string]press.Terms{}
	for _, c := range w.clippings() {
		terms, err := w.record.Terms(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		got[c.Article.Title] = terms
	}
	a, b := got["Ankunftsquartiere heute"], got["Ankunftsquartiere morgen"]
	if !a.Reserved() || a.TDMFrom != press.TDMFile || a.TDMPolicy != w.url+"/p" || a.Robots != press.RobotsAllow || strings.Join(a.Directives, " ") != "max-image-preview:large" {
		t.Errorf("reserved: %+v", a)
	}
	if b.TDM != press.TDMUnset || b.Robots != press.RobotsAllow || b.Directives != nil {
		t.Errorf("not reserved: %+v", b)
	}
	w.later(time.Hour)
	w.feed("/feed.xml", "/c.html")
	w.article("/c.html", "Ankunftsquartiere bald", "")
	w.visit()
	if n := w.times("/.well-known/tdmrep.json"); n != 1 {
		t.Errorf("the file was asked for %d times within a day", n)
	}
	w.later(25 * time.Hour)
	w.feed("/feed.xml", "/d.html")
	w.article("/d.html", "Ankunftsquartiere noch", "")
	w.visit()
	if n := w.times("/.well-known/tdmrep.json"); n != 2 {
		t.Errorf("the file was asked for %d times in two days", n)
	}
}
