package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pressclip/internal/discover"
	"pressclip/internal/press"
)

// changeWorld watches a list of the page and says how often it was changed.
func changeWorld(t *testing.T, change ...func(*Options)) (*world, *int) {
	changed := new(int)
	w := newWorld(t, append(change, func(o *Options) { o.Changed = func() { *changed++ } })...)
	w.keep = true
	w.watch()
	w.read(coverage())
	return w, changed
}

var seenField = regexp.MustCompile(`name="seen" value="([^"]*)"`)

// seen is what a form says that it was made from.
func (w *world) seen(address string) string { return seenField.FindStringSubmatch(w.page(address))[1] }

// TestNewProject: what it would have found is seen before it goes live, then it is there, and its words are found.
func TestNewProject(t *testing.T) {
	w, changed := changeWorld(t)
	has(t, w.page("/new/project"), `action="/new/project"`, "Elbblatt</label>", "alle davon")
	form := url.Values{"name": {" Wetter "}, "all": {"Nebel, Sonne am Nachmittag"}, "none": {"Sturm"}, "do": {"build"}}
	built := w.post("/new/project", form).Body.String()
	has(t, built, `Nebel AND &#34;Sonne am Nachmittag&#34; AND NOT Sturm</textarea>`, ">1 Treffer</h2>", "<mark>Nebel</mark> am Morgen", `value="Wetter"`)
	if _, err := w.archive.Project(t.Context(), "Wetter"); err == nil {
		t.Error("trying has written it")
	}
	has(t, w.post("/new/project", url.Values{"name": {"W"}, "all": {"(Nebel"}, "do": {"build"}}).Body.String(), `role="alert">`, "(Nebel")
	has(t, w.post("/new/project", url.Values{"name": {"W"}, "keywords": {"Nebel\nRegen"}, "exclude": {"Sonne"}, "do": {"try"}}).Body.String(), ">0 Treffer</h2>")
	has(t, w.post("/new/project", url.Values{"name": {"W"}, "keywords": {"(Nebel"}, "do": {"try"}}).Body.String(), `id="w-keywords"`)

	bad := w.post("/new/project", url.Values{"name": {"ankunftsquartiere"}, "do": {"save"}})
	if bad.Code != http.StatusBadRequest {
		t.Errorf("status %d", bad.Code)
	}
	has(t, bad.Body.String(), "Diesen Namen gibt es schon", "Ein Projekt braucht mindestens ein Stichwort", `aria-describedby="w-name"`)
	has(t, w.post("/new/project", url.Values{"name": {"W"}, "keywords": {"Nebel"}, "alert_to": {"nirgends"}, "do": {"save"}}).Body.String(), "„nirgends“ ist keine Mailadresse")
	if *changed != 0 {
		t.Error("somebody was told of nothing")
	}
	form = url.Values{"name": {"Wetter"}, "keywords": {"Nebel*\r\n\r\nRegen"}, "outlets": {"Elbblatt", "Mainpost am Morgen"}, "alert_to_list": {"alle@example.org"}, "do": {"save"}}
	if answer := w.post("/new/project", form); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/projects/Wetter" {
		t.Fatalf("status %d\n%s", answer.Code, answer.Body)
	}
	p, err := w.archive.Project(t.Context(), "Wetter")
	w.must(err)
	if p.Origin != press.OriginPage || len(p.Keywords) != 2 || p.Keywords[0] != "Nebel*" || len(p.Outlets) != 2 || !p.AlertTo[0].List || *changed != 1 {
		t.Errorf("%+v, told %d times", p, *changed)
	}
	has(t, w.page("/projects/Wetter"), `href="/projects/Wetter/change"`)
}

// TestChangeProject: what a form does not know of is told, others' changes are not lost unseen, and what is named stays.
func TestChangeProject(t *testing.T) {
	w, changed := changeWorld(t)
	const at = "/projects/Ankunftsquartiere/change"
	page := w.page(at)
	has(t, page, "Ankunftsort*", "Immobilienanzeige</textarea>", "readonly", "Ankunftsquartiere entfernen")
	seen := w.seen(at)
	form := url.Values{"keywords": {"Ankunft*"}, "name": {"Anders"}, "press": {"on"}, "seen": {seen}, "do": {"save"}}
	if answer := w.post(at, form); answer.Code != http.StatusSeeOther || *changed != 1 {
		t.Fatalf("status %d\n%s", answer.Code, answer.Body)
	}
	p, err := w.archive.Project(t.Context(), "Ankunftsquartiere")
	w.must(err)
	if len(p.Keywords) != 1 || len(p.Exclude) != 0 || !p.Press {
		t.Errorf("%+v", p)
	}
	late := w.post(at, form)
	if late.Code != http.StatusConflict {
		t.Errorf("with an old form: status %d", late.Code)
	}
	has(t, late.Body.String(), "Inzwischen hat jemand anderes", `value="`+w.seen(at)+`"`)
	unseen := w.post("/projects/Ankunftsquartiere/remove", url.Values{"seen": {seen}})
	if unseen.Code != http.StatusConflict {
		t.Errorf("removed as it was: status %d", unseen.Code)
	}
	has(t, unseen.Body.String(), "Nicht entfernt", `value="`+w.seen(at)+`"`)
	refused := w.post("/projects/Ankunftsquartiere/remove", url.Values{"seen": {w.seen(at)}})
	if refused.Code != http.StatusConflict {
		t.Errorf("named by a digest: status %d", refused.Code)
	}
	has(t, refused.Body.String(), "solange Digests es nennen: Wochenüberblick")
	for _, address := range []string{"/digests/Wochen%C3%BCberblick", "/projects/Ankunftsquartiere", "/outlets/Elbblatt"} {
		if answer := w.post(address+"/remove", url.Values{"seen": {w.seen(address + "/change")}}); answer.Code != http.StatusSeeOther {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
	for _, address := range []string{at, "/projects/Nirgends/change", "/new/paper"} {
		if answer := w.get(address); answer.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
	if answer := w.post("/new/project", url.Values{"name": {"X"}, "keywords": {"Y"}, "do": {"save"}}, "Sec-Fetch-Site", "cross-site"); answer.Code != http.StatusForbidden {
		t.Errorf("from another site: status %d", answer.Code)
	}
}

// TestNewOutlet: the address is enough for a proposal with samples; what is proposed can be changed.
func TestNewOutlet(t *testing.T) {
	var asked string
	fault := (*press.Fault)(nil)
	w, _ := changeWorld(t, func(o *Options) {
		o.Discover = func(_ context.Context, address string) (discover.Report, error) {
			asked = address
			if fault != nil {
				return discover.Report{}, fault
			}
			return discover.Report{URL: "https://haff.example/", Name: "Haffkurier",
				Feeds:    []discover.Feed{{URL: "https://haff.example/rss", Title: "Neues vom Haff", Entries: 31, Samples: []string{"Eisgang <b>", "Stint"}}},
				Sitemaps: []discover.Sitemap{{URL: "https://haff.example/all.xml", Entries: 900}}, Sections: []string{"https://haff.example/lokales/"}}, nil
		}
	})
	has(t, w.page("/new/outlet"), "Nachsehen, was zu lesen ist")
	found := w.post("/new/outlet", url.Values{"url": {"haff.example"}, "do": {"find"}}).Body.String()
	has(t, found, `name="name" value="Haffkurier"`, "https://haff.example/rss</textarea>", "31 Adressen", "Eisgang &lt;b&gt;", "wird nicht vorgeschlagen", "https://haff.example/lokales/")
	if asked != "https://haff.example" {
		t.Errorf("asked for %q", asked)
	}
	fault = &press.Fault{Code: press.FaultDNS}
	has(t, w.post("/new/outlet", url.Values{"url": {"haff"}, "do": {"find"}}).Body.String(), `id="w-url"`, "lässt sich nicht auflösen")
	form := url.Values{"name": {"Haffkurier"}, "url": {"haff.example"}, "feeds": {"https://haff.example/rss"}, "rights": {"fulltext"}, "medium": {"print"}, "schedule": {"*/20 * * * *"}, "extract_remove": {".werbung"}, "do": {"save"}}
	has(t, w.post("/new/outlet", form).Body.String(), "Volltext verlangt eine Lizenz", `<option value="fulltext" selected>`)
	form.Set("licence_until", "2027-12-31")
	if answer := w.post("/new/outlet", form); answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", answer.Code, answer.Body)
	}
	o, err := w.archive.Outlet(t.Context(), "Haffkurier")
	w.must(err)
	if o.Medium != press.MediumPrint || o.Licence.Until.Year() != 2027 || o.Feeds[0] != "https://haff.example/rss" || o.Extract.Remove[0] != ".werbung" {
		t.Errorf("%+v", o)
	}
	has(t, w.page("/outlets"), `href="/outlets/Haffkurier/change"`)
	has(t, w.page("/outlets/Haffkurier/change"), `value="2027-12-31"`, `<option value="*/20 * * * *" selected>alle 20 Minuten</option>`)
}

// TestNewDigest: the times of a digest are words; what words do not say stays a line.
func TestNewDigest(t *testing.T) {
	w, _ := changeWorld(t)
	form := url.Values{"name": {"Morgen"}, "projects": {"Wohnen & Teilhabe"}, "days": {"workdays"}, "at": {"06:45"}, "to": {"eva@example.org"}, "to_list": {"team@example.org"},
		"select": {"relevant"}, "language": {"en"}, "do": {"save"}}
	if answer := w.post("/new/digest", form); answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", answer.Code, answer.Body)
	}
	d, err := w.archive.Digest(t.Context(), "Morgen")
	w.must(err)
	if d.Schedule != "45 6 * * MON-FRI" || len(d.To) != 2 || d.To[0].List || !d.To[1].List || d.Select != "relevant" || d.Language != "en" || d.WhenEmpty != "send" {
		t.Errorf("%+v", d)
	}
	const at = "/digests/Morgen/change"
	has(t, w.page(at), `<option value="workdays" selected>montags bis freitags</option>`, `value="06:45"`)
	change := url.Values{"projects": {"Wohnen & Teilhabe"}, "days": {"cron"}, "schedule": {"0 7 1 * *"}, "seen": {w.seen(at)}, "do": {"save"}, "language": {"de"}, "select": {"all"}, "order": {"outlet"}, "when_empty": {"skip"}}
	if answer := w.post(at, change); answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", answer.Code, answer.Body)
	}
	has(t, w.page(at), `value="0 7 1 * *"`, `<option value="cron" selected>`)
	change.Set("schedule", "0 7 31 2 *")
	change.Set("seen", w.seen(at))
	change.Del("projects")
	has(t, w.post(at, change).Body.String(), "Diese Tage gibt es in keinem Jahr", "Wählen Sie mindestens ein Projekt")
}

// TestOfTheFile: what the configuration file says is not changed on the page.
func TestOfTheFile(t *testing.T) {
	w, changed := changeWorld(t)
	w.must(w.archive.SyncFile(t.Context(), press.Watchlist{Projects: []press.Project{{Name: "Aus der Datei", Keywords: []string{"Nebel"}}}}))
	has(t, w.page("/projects/Aus%20der%20Datei"), "in der Konfigurationsdatei")
	lacks(t, w.page("/projects/Aus%20der%20Datei"), "/change")
	for _, do := range []string{"change", "remove"} {
		answer := w.post("/projects/Aus%20der%20Datei/"+do, url.Values{"do": {"save"}, "keywords": {"Sonne"}})
		if answer.Code != http.StatusConflict {
			t.Errorf("%s: status %d", do, answer.Code)
		}
		has(t, answer.Body.String(), "Das steht in der Konfigurationsdatei")
	}
	if *changed != 0 {
		t.Errorf("%d changes", *changed)
	}
	has(t, w.post("/new/project", url.Values{"name": {"Aus der Datei"}, "keywords": {"x"}, "do": {"save"}}).Body.String(), "Diesen Namen gibt es schon")
}

// TestImport: what a list has that is new is taken in; what is wrong with it is said with its place; what goes out comes in.
func TestImport(t *testing.T) {
	w, changed := changeWorld(t)
	has(t, w.page("/import"), "Alles als YAML")
	answer := w.get("/watchlist.yaml")
	has(t, answer.Body.String(), "- name: Elbblatt", "- name: Wochenüberblick")
	has(t, answer.Header().Get("Content-Disposition"), "attachment")
	has(t, w.taken("alles.yaml", answer.Body.String()), "Aufgenommen: 0 Medien, 0 Projekte, 0 Digests.", "7 gab es schon")
	other, told := newWorld(t), w.get("/outlets.opml").Body.String()
	has(t, other.taken("x", answer.Body.String()), "Aufgenommen: 4 Medien, 2 Projekte, 1 Digest.")
	whole, third := other.get("/watchlist.yaml").Body.String(), newWorld(t) // with what the list left open
	third.upload("/import", nil, "file", "x", whole)
	if got := third.get("/watchlist.yaml").Body.String(); got != whole || strings.Count(got, "- name:") != 7 {
		t.Errorf("came back as:\n%s", got)
	}
	has(t, newWorld(t).taken("x", told), "Aufgenommen: 4 Medien")
	for file, want := range map[string]string{
		"projects: [{name: A, keywords: ['(B']}]": "liste.yaml:1:", "<opml": "keine lesbare OPML-Datei", "": "nichts, was aufzunehmen wäre",
		"outlets: [{name: '${HOME}', url: 'https://a.example/'}]": "HOME", strings.Repeat("#", 2<<20): "größer als 1 MB",
	} {
		bad := w.upload("/import", nil, "file", "liste.yaml", file)
		if bad.Code < 400 || bad.Code > 499 {
			t.Errorf("%.20s: status %d", file, bad.Code)
		}
		has(t, bad.Body.String(), want)
	}
	if *changed != 1 {
		t.Errorf("told %d times", *changed)
	}
}

// taken is the page after a list was taken in.
func (w *world) taken(name, content string) string {
	w.t.Helper()
	return w.page(w.upload("/import", nil, "file", name, content).Header().Get("Location"))
}

// upload sends a form with a file.
func (w *world) upload(address string, form url.Values, field, name, content string) *httptest.ResponseRecorder {
	w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for key, values := range form {
		for _, v := range values {
			w.must(m.WriteField(key, v))
		}
	}
	part, err := m.CreateFormFile(field, name)
	w.must(err)
	_, err = part.Write([]byte(content))
	w.must(err)
	w.must(m.Close())
	r := httptest.NewRequest(http.MethodPost, address, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r)
}
