package fetch

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"pressclip/internal/press"
)

func TestGet(t *testing.T) {
	s := newSite(t).redirect("/alt", "/neu#oben").page("/neu", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"eins"`)
		w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 07:00:00 GMT")
		_, _ = w.Write([]byte("Guten Tag"))
	})
	tr, at := visit(t)
	r := get(t, tr, " "+s.URL+"/alt#unten\n")
	want := press.Validators{ETag: `"eins"`, LastModified: "Mon, 02 Mar 2026 07:00:00 GMT"}
	if r.URL != s.URL+"/neu" || r.Status != 200 || string(r.Body) != "Guten Tag" || r.Validators != want || r.NotModified || r.FetchedAt != at.now() {
		t.Errorf("%+v", r)
	}
	last := s.asked[len(s.asked)-1].Header
	if last.Get("User-Agent") != "pressclip/1.0" || last.Get("Accept-Encoding") != "gzip, br" || last.Get("Accept") != accepted {
		t.Errorf("asked with %v", last)
	}
}

func TestAccept(t *testing.T) {
	s := newSite(t).text("/", "ja")
	tr, _ := visit(t)
	if _, err := tr.Get(t.Context(), s.URL, press.Validators{}, "application/rss+xml", "*/*;q=0.1"); err != nil {
		t.Fatal(err)
	}
	if got := s.asked[1].Header.Get("Accept"); got != "application/rss+xml, */*;q=0.1" {
		t.Errorf("accepts %q", got)
	}
}

func TestNotModified(t *testing.T) {
	s := newSite(t).redirect("/feed", "/feed.xml").page("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"eins"` && r.Header.Get("If-Modified-Since") == "gestern" {
			w.Header().Set("ETag", `"zwei"`)
			w.WriteHeader(http.StatusNotModified)
		}
	}).page("/ungefragt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	tr, _ := visit(t)
	r, err := tr.Get(t.Context(), s.URL+"/feed", press.Validators{ETag: `"eins"`, LastModified: "gestern"})
	if err != nil || !r.NotModified || len(r.Body) > 0 || r.Validators != (press.Validators{ETag: `"zwei"`, LastModified: "gestern"}) {
		t.Errorf("%+v, error %v", r, err)
	}
	if f := faultOf(t, tr, s.URL+"/ungefragt", press.FaultStatus); f.Status != http.StatusNotModified {
		t.Errorf("fault %v", f)
	}
}

func TestRedirects(t *testing.T) {
	s := newSite(t).text("/ziel", "ja").redirect("/eins", "/ziel").redirect("/zwei", "/ziel").
		redirect("/kreis", "/kreis2").redirect("/kreis2", "/kreis").redirect("/ftp", "ftp://127.0.0.1/").
		page("/endlos/", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }).
		page("/nirgends", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMovedPermanently) })
	tr, _ := visit(t)
	for _, path := range []string{"/eins", "/zwei"} { // two ways to one page
		if r := get(t, tr, s.URL+path); r.URL != s.URL+"/ziel" {
			t.Errorf("%s led to %s", path, r.URL)
		}
	}
	if f := faultOf(t, tr, s.URL+"/kreis", press.FaultRedirects); f.URL != s.URL+"/kreis" {
		t.Errorf("fault %v", f)
	}
	if n := s.count("/kreis"); n != 1 {
		t.Errorf("went round %d times", n)
	}
	faultOf(t, tr, s.URL+"/endlos/", press.FaultRedirects)
	faultOf(t, tr, s.URL+"/ftp", press.FaultAddress)
	if f := faultOf(t, tr, s.URL+"/nirgends", press.FaultStatus); f.Status != http.StatusMovedPermanently {
		t.Errorf("fault %v", f)
	}
}

func TestAddresses(t *testing.T) {
	tr, _ := visit(t)
	for _, a := range []string{"", "mailto:a@b.example", "ftp://a.example/", "file:///etc/passwd", "http://", "//a.example/", "http://a b/", "https:/a", "http://[::1", "javascript:alert(1)"} {
		faultOf(t, tr, a, press.FaultAddress)
	}
	for _, method := range []string{http.MethodPost, http.MethodDelete} {
		req, err := http.NewRequest(method, "http://127.0.0.1:1/", strings.NewReader("a"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = tr.RoundTrip(req)
		wantFault(t, err, press.FaultAddress)
	}
}

func TestStatus(t *testing.T) {
	s := newSite(t).page("/403", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "nein", http.StatusForbidden) })
	tr, _ := visit(t)
	if f := faultOf(t, tr, s.URL+"/403", press.FaultStatus); f.Status != 403 || f.URL != s.URL+"/403" || !f.Withheld() {
		t.Errorf("fault %+v", f)
	}
	resp, err := (&http.Client{Transport: tr}).Get(s.URL + "/403")
	if err != nil || resp.StatusCode != 403 || resp.ContentLength != 5 {
		t.Errorf("response %v, error %v", resp, err)
	}
}

func TestStats(t *testing.T) {
	s := newSite(t).text("/a", "zwölf Zeichen").redirect("/kreis", "/kreis").
		page("/gleich", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	client := newClient(t, newClock())
	tr := client.Over(NewMemory())
	get(t, tr, s.URL+"/a")
	if _, err := tr.Get(t.Context(), s.URL+"/gleich", press.Validators{ETag: "x"}); err != nil {
		t.Fatal(err)
	}
	faultOf(t, tr, s.URL+"/fort", press.FaultStatus)
	faultOf(t, tr, s.URL+"/kreis", press.FaultRedirects)
	faultOf(t, tr, "gopher://a", press.FaultAddress)
	_, err := (&http.Client{Transport: tr}).Get("http://127.0.0.2:1/")
	wantFault(t, err, press.FaultPrivate)
	got := client.Stats()
	if got.Requests != 6 || got.NotModified != 1 || got.Bytes < 14 {
		t.Errorf("%+v", got)
	}
	for code, n := range map[press.FaultCode]int64{press.FaultStatus: 1, press.FaultRedirects: 1, press.FaultAddress: 1, press.FaultPrivate: 1} {
		if got.Faults[code] != n {
			t.Errorf("%s: %d faults, want %d", code, got.Faults[code], n)
		}
	}
}

func TestUserAgent(t *testing.T) {
	for want, got := range map[string]string{
		"pressclip/1.0": UserAgent("1.0", "", ""),
		"pressclip/dev (+https://presse.example; presse@stadt.example)": UserAgent("", "https://presse.example", "presse@stadt.example"),
		"pressclip/1.0 (ax: b)": UserAgent("1.0", "", " a(x)\r\n: bü "),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	s := newSite(t).text("/", "ja")
	tr, _ := visit(t)
	req, err := http.NewRequest(http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "colly")
	if _, err := tr.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	if got := s.asked[1].Header.Get("User-Agent"); got != "pressclip/1.0" || req.Header.Get("User-Agent") != "colly" {
		t.Errorf("sent %q", got)
	}
}

func TestFaultIsFoundThroughClients(t *testing.T) {
	tr, _ := visit(t)
	_, err := (&http.Client{Transport: tr}).Get("ftp://a.example/")
	var f *press.Fault
	if !errors.As(err, &f) || f.Code != press.FaultAddress {
		t.Errorf("error %v", err)
	}
}
