package crawl

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// site serves pages by path and counts what it is asked for.
type site struct {
	*httptest.Server
	asked []string
}

func newSite(t *testing.T, pages map[string]string) *site {
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.URL.Path)
		page, ok := pages[r.URL.Path]
		switch {
		case !ok:
			http.NotFound(w, r)
			return
		case strings.HasPrefix(page, "→"):
			http.Redirect(w, r, strings.TrimPrefix(page, "→"), http.StatusFound)
			return
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) section(t *testing.T, o Options) Result {
	t.Helper()
	if !strings.HasPrefix(o.URL, "http") {
		o.URL = s.URL + o.URL
	}
	r, err := Section(t.Context(), s.Client().Transport, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// paths are the candidates without scheme and host.
func (s *site) paths(r Result) []string {
	var all []string
	for _, c := range r.Candidates {
		all = append(all, strings.TrimPrefix(c.URL, s.URL))
	}
	return all
}

const front = `<html><head><title>Das Blatt</title></head><body>
<nav><a href="/">Start</a> <a href="/lokales/">Lokales</a> <a href="/sport">Sport</a> <a href="/impressum.html">Impressum</a>
<a href="/abo/jetzt-das-blatt-vier-wochen-lesen">Jetzt das Blatt vier Wochen lesen</a>
<a href="/sport/der-verein-von-nebenan-und-seine-spieler-12345.html">Der Verein</a></nav>
<main><article><a href="/artikel/12345"><h2>Rat beschließt Umbau</h2><p>Am Markt wird gebaut.</p></a></article>
<a href="/2026/05/wohnen-im-quartier.html"><img alt="Symbolbild: ein Haus am Markt" src="x.jpg"></a>
<h3><a href="/2026/05/wohnen-im-quartier.html#kommentare">Wohnen im neuen Quartier: was sich ändert</a></h3>
<a href="lokales/der-alte-bahnhof-wird-zum-haus-fuer-alle-id123.html">Weiterlesen</a>
<a href="/artikel/Blatt_2024_04_22.html"><h4>Ein Blick</h4></a><a href="/artikel/Blatt_2024_04_22.html">Ein Blick zurück in den April</a>
<a href="https://anderswo.example/2026/05/eine-meldung-von-einer-anderen-seite-12345.html">Eine Meldung von einer anderen Seite</a>
<a href="/thema/stadtumbau-in-der-innenstadt-12345.html">Alles zum Umbau der Innenstadt</a>
<a href="/autor/erika-beispiel-aus-der-lokalredaktion-12345">Erika Beispiel aus der Lokalredaktion</a>
<a href="/lokales/der-alte-bahnhof-wird-zum-haus-fuer-alle-id123.html?print=1">Der alte Bahnhof, Druckfassung der Seite</a>
<a href="/bilder/plan-des-neuen-quartiers-am-markt-12345.pdf">Der Plan des neuen Quartiers</a>
<a href="mailto:redaktion@blatt.example">Schreiben Sie uns einen Brief</a> <a href="javascript:void(0)">Menü der Seite ganz öffnen</a>
</main><footer><a href="/ueber/das-blatt-und-seine-redaktion">Über uns</a></footer></body></html>`

func TestFrontPage(t *testing.T) {
	s := newSite(t, map[string]string{"/": front})
	r := s.section(t, Options{URL: "/"})
	want := []string{"/artikel/12345", "/2026/05/wohnen-im-quartier.html", "/lokales/der-alte-bahnhof-wird-zum-haus-fuer-alle-id123.html", "/artikel/Blatt_2024_04_22.html"}
	if got := s.paths(r); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	titles := []string{"Rat beschließt Umbau", "Wohnen im neuen Quartier: was sich ändert", "", "Ein Blick zurück in den April"}
	for i, c := range r.Candidates {
		if c.Title != titles[i] {
			t.Errorf("%s: title %q, want %q", c.URL, c.Title, titles[i])
		}
	}
	if r.Pages != 1 || r.NotModified || r.Validators.ETag != `"1"` || len(r.Faults) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestNotModified(t *testing.T) {
	s := newSite(t, map[string]string{"/": front})
	first := s.section(t, Options{URL: "/", Depth: 1, MaxPages: 9})
	asked := len(s.asked)
	r := s.section(t, Options{URL: "/", Depth: 1, MaxPages: 9, Validators: first.Validators})
	if !r.NotModified || len(r.Candidates) != 0 || len(s.asked) != asked+1 || r.Validators != first.Validators {
		t.Errorf("%+v, asked for %q", r, s.asked[asked:])
	}
}

func TestDepth(t *testing.T) {
	article := func(i int) string {
		return fmt.Sprintf(`<a href="/lokales/eine-meldung-aus-der-stadt-%d0000.html">Eine Meldung aus der Stadt</a>`, i)
	}
	pages := map[string]string{
		"/":         `<a href="/lokales/">Lokales</a><a href="/lokales/sueden/">Süden</a><a href="/sport/">Sport</a><a href="/weg/">Weg</a>` + article(1),
		"/lokales/": `<nav><a href="/">Start</a><a href="/sport/">Sport</a><a href="/lokales/sueden/">Süden</a></nav>` + article(1) + article(2),
		"/sport/":   "→/sport-neu/", "/sport-neu/": article(3), "/lokales/sueden/": article(4),
	}
	for _, c := range []struct {
		name           string
		depth, pages   int
		found, visited int
	}{
		{"front page alone", 0, 20, 1, 1}, {"its sections", 1, 20, 4, 5}, {"below them", 2, 20, 4, 5}, {"two pages", 2, 2, 2, 2}, {"no number", 1, 0, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, pages)
			r := s.section(t, Options{URL: "/", Depth: c.depth, MaxPages: c.pages})
			if len(r.Candidates) != c.found || r.Pages != c.visited {
				t.Errorf("%d candidates on %d pages: %q", len(r.Candidates), r.Pages, s.asked)
			}
			if c.visited > 3 && (len(r.Faults) != 1 || r.Faults[0].Status != http.StatusNotFound) {
				t.Errorf("faults %v", r.Faults)
			}
		})
	}
	t.Run("a section stays in itself", func(t *testing.T) {
		s := newSite(t, pages)
		if s.section(t, Options{URL: "/lokales/", Depth: 2, MaxPages: 20}); !slices.Equal(s.asked, []string{"/lokales/", "/lokales/sueden/"}) {
			t.Errorf("asked for %q", s.asked)
		}
	})
}

func TestBaseAndRedirect(t *testing.T) {
	s := newSite(t, map[string]string{
		"/alt": "→/neu/index.html", "/neu/index.html": `<head><base href="/lokales/"></head><a href="eine-meldung-aus-der-stadt-10000.html">Eine Meldung</a>`,
	})
	if got := s.paths(s.section(t, Options{URL: "/alt"})); !slices.Equal(got, []string{"/lokales/eine-meldung-aus-der-stadt-10000.html"}) {
		t.Errorf("%q", got)
	}
}

func TestEncoding(t *testing.T) {
	body, err := charmap.ISO8859_1.NewEncoder().String(`<html><head><meta charset="iso-8859-1"></head><a href="/gruenes-tor-wird-fuer-alle-10000.html">Grünes Tor für alle</a></html>`)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, map[string]string{"/": body})
	if r := s.section(t, Options{URL: "/"}); len(r.Candidates) != 1 || r.Candidates[0].Title != "Grünes Tor für alle" {
		t.Errorf("%+v", r.Candidates)
	}
}

// refusing is a transport that refuses everything with one error.
type refusing struct{ err error }

func (r refusing) RoundTrip(*http.Request) (*http.Response, error) { return nil, r.err }

func TestFaults(t *testing.T) {
	fault := &press.Fault{Code: press.FaultRobots, URL: "http://blatt.example/"}
	if _, err := Section(t.Context(), refusing{fault}, Options{URL: "http://blatt.example/"}); !errors.Is(err, fault) {
		t.Errorf("refused by robots: %v", err)
	}
	broken := errors.New("archive is gone")
	if _, err := Section(t.Context(), refusing{broken}, Options{URL: "http://blatt.example/"}); !errors.Is(err, broken) {
		t.Errorf("an error that is no fault: %v", err)
	}
	if _, err := Section(t.Context(), refusing{errors.Join(broken, fault)}, Options{URL: "http://blatt.example/"}); !errors.Is(err, broken) {
		t.Errorf("an error beside a fault: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	if _, err := Section(ctx, http.DefaultTransport, Options{URL: "http://127.0.0.1:1/"}); !errors.Is(err, broken) {
		t.Errorf("cancelled: %v", err)
	}
	s := newSite(t, map[string]string{"/kreis": "→/kreis2", "/kreis2": "→/kreis"})
	for url, want := range map[string]press.FaultCode{
		s.URL + "/fehlt": press.FaultStatus, s.URL + "/kreis": press.FaultRedirects, "mailto:a@b.example": press.FaultAddress,
	} {
		_, err := Section(t.Context(), http.DefaultTransport, Options{URL: url})
		var f *press.Fault
		if !errors.As(err, &f) || f.Code != want {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
	}
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		fmt.Fprint(w, "%PDF-1.4")
	}))
	defer plain.Close()
	_, err := Section(t.Context(), http.DefaultTransport, Options{URL: plain.URL})
	var f *press.Fault
	if !errors.As(err, &f) || f.Code != press.FaultNotHTML {
		t.Errorf("a document: %v", err)
	}
}

func TestLearned(t *testing.T) {
	const article, tool = "https://www.blatt.example/stadt/markt", "https://www.blatt.example/rechner/wie-viel-miete-kann-ich-mir-leisten.html"
	s := newSite(t, map[string]string{"/": `<a href="/stadt/markt">Markt</a><a href="/rechner/wie-viel-miete-kann-ich-mir-leisten.html">Wie viel Miete kann ich zahlen</a>`})
	if got := s.paths(s.section(t, Options{URL: "/"})); !slices.Equal(got, []string{"/rechner/wie-viel-miete-kann-ich-mir-leisten.html"}) {
		t.Errorf("without learning: %q", got)
	}
	learned := map[string]Shape{weburl.Shape(article): {Articles: 5, Others: 1}, weburl.Shape(tool): {Others: 6}}
	if got := s.paths(s.section(t, Options{URL: "/", Learned: learned})); slices.Contains(got, "/rechner/wie-viel-miete-kann-ich-mir-leisten.html") {
		t.Errorf("learned: %q", got)
	}
	if !looksLikeArticle(link{url: article, title: "Der Markt öffnet wieder"}, Shape{Articles: 5, Others: 1}) || looksLikeArticle(link{url: article, title: "Der Markt öffnet wieder"}, Shape{}) {
		t.Error("learned articles do not count")
	}
}

func TestLooksLikeArticle(t *testing.T) {
	for _, c := range []struct {
		path, title string
		want        bool
	}{
		{"/news,142489.html", "Neue Funktion für den Browser", true},
		{"/stories/3376705/", "Rat einigt sich auf Haushalt", true},
		{"/Umbau-der-Innenstadt/!5928990/", "Alles bleibt anders in der Stadt", true},
		{"/2025/04/01/unermuedlicher-einsatz-2/", "Unermüdlicher Einsatz", true},
		{"/index.php?id=48211", "Rat einigt sich auf Haushalt", true},
		{"/lokales/rat-einigt-sich-auf-haushalt,Ab3dE5g", "", true},
		{"/lokales/", "Lokales aus der ganzen Stadt", false},
		{"/lokales/sueden", "Alles aus dem Süden der Stadt", false},
		{"/", "Zur Startseite des Blattes", false},
		{"/tag/rat-einigt-sich-auf-haushalt", "Rat einigt sich auf Haushalt", false},
		{"/author/erika-beispiel-aus-dem-sueden", "Erika Beispiel aus dem Süden", false},
		{"/login?weiter=/lokales/rat-einigt-sich-auf-haushalt-12345.html", "Jetzt anmelden und weiter lesen", false},
		{"/lokales/rat-einigt-sich-auf-haushalt-12345.html?print=true", "Rat einigt sich auf Haushalt", false},
		{"/lokales/rat-einigt-sich-auf-haushalt-12345.html?page=2", "Rat einigt sich auf Haushalt", false},
		{"/lokales/rat-einigt-sich-auf-haushalt-12345.html?seite=alle", "Rat einigt sich auf Haushalt", true},
		{"/impressum-und-kontakt-zur-redaktion-12345.html", "Impressum und Kontakt zur Redaktion", false},
		{"/datenschutz", "Hinweise zum Schutz Ihrer Daten", false},
		{"/abo/das-blatt-jetzt-vier-wochen-lesen", "Das Blatt jetzt vier Wochen lesen", false},
		{"/mediathek/rat-einigt-sich-auf-haushalt-100.html", "Rat einigt sich auf Haushalt", false},
		{"/bilder/rat-einigt-sich-auf-haushalt-12345.jpg", "Rat einigt sich auf Haushalt", false},
	} {
		if got := looksLikeArticle(link{url: "https://www.blatt.example" + c.path, title: c.title}, Shape{}); got != c.want {
			u, _ := url.Parse("https://www.blatt.example" + c.path)
			t.Errorf("%s %q: %v (path weighs %d)", c.path, c.title, got, pathWeight(u))
		}
	}
	if looksLikeArticle(link{url: "https://abo.blatt.example/lokales/rat-einigt-sich-auf-haushalt-12345.html", title: "Rat einigt sich auf Haushalt"}, Shape{}) {
		t.Error("a page of the subscription office")
	}
}

func TestSections(t *testing.T) {
	got := Sections([]byte(front), "https://www.blatt.example/")
	if want := []string{"https://www.blatt.example/lokales/", "https://www.blatt.example/sport"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := Sections([]byte(`<a href="/kultur">Kultur</a><nav><a href="https://www.blatt.example/sport/fussball/">Fußball</a><a href="https://a.example/x">X</a></nav>`),
		"http://blatt.example"); !slices.Equal(got, []string{"https://www.blatt.example/sport/fussball/", "http://blatt.example/kultur"}) {
		t.Errorf("navigation first: %q", got)
	}
}

func FuzzLinks(f *testing.F) {
	f.Add(front, "https://www.blatt.example/lokales/")
	f.Add(`<base href="//["><a href="%zz">x</a><a href="//a/b-c-d-e-f"><h1>a b c d</h1>`, "http://127.0.0.1:8080")
	f.Fuzz(func(t *testing.T, page, address string) {
		if weburl.Host(address) == "" {
			return
		}
		for _, s := range Sections([]byte(page), address) {
			u, err := url.Parse(s)
			if err != nil {
				t.Fatal(err)
			}
			looksLikeArticle(link{url: s, title: page}, Shape{})
			pathWeight(u)
		}
		looksLikeArticle(link{url: address, title: page}, Shape{Articles: 1})
	})
}
