package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// TestInbox shows what is new: by day, with the words marked, why it was found, and the buttons.
func TestInbox(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	page := w.page("/")
	has(t, page,
		"Guten Morgen, 5 neue Clippings", "4 Medien, 6 Artikel gelesen, 5 Treffer", `<h2 class="day">Heute</h2>`,
		"Was neue <mark>Ankunftsquartiere</mark> von alten", "über <mark>Ankunftsorte</mark>", "Ankunftsort*</span>",
		`href="https://www.elbblatt.example/ankommen" rel="noopener noreferrer"`, "<i>·</i> Abo</span>", "<i>·</i> nur Anriss</span>", "<i>·</i> älter</span>", "<i>·</i> Radio</span>",
		"E. Lind, J. Peters u. a.", "Viertel &amp; Stadt", `name="verdict" value="relevant"`)
	lacks(t, page, "neunhundert Wohnungen", "Nebel am Morgen") // no text where rights are link; nothing unmatched
	one := w.page("/?project=" + url.QueryEscape("Wohnen & Teilhabe"))
	has(t, one, "3 neue Clippings", "Fachtag sucht Rezepte")
	lacks(t, one, "Was neue <mark>")
	if answer := w.get("/?project=Unbekanntes"); answer.Code != http.StatusNotFound {
		t.Errorf("unknown project: status %d", answer.Code)
	}
}

// TestInboxPages turns the pages of a long inbox without losing or repeating anything.
func TestInboxPages(t *testing.T) {
	w := newWorld(t)
	w.watch()
	var many []told
	for i := range inboxRows + 7 {
		many = append(many, told{outlet: "Elbblatt", path: "n" + strings.Repeat("x", i), title: "Ein Ankunftsort", lead: "Kurz.", text: "Kurz."})
	}
	w.read(many)
	first := w.page("/")
	older := regexp.MustCompile(`href="(/\?before=[^"]+)" rel="next"`).FindStringSubmatch(first)
	if older == nil {
		t.Fatal("no link to older clippings")
	}
	second := w.page(older[1])
	if a, b := strings.Count(first, "data-clip>"), strings.Count(second, "data-clip>"); a != inboxRows || b != 7 {
		t.Errorf("%d and %d rows", a, b)
	}
	has(t, second, "Zu den neuesten")
}

// TestEmpty says what goes on where there is nothing to list.
func TestEmpty(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*world)
		want []string
	}{
		"nothing watched": {func(*world) {}, []string{"nichts Neues", "Noch wird kein Medium beobachtet.", `href="/new/outlet">Medium aufnehmen`}},
		"nothing visited": {(*world).watch, []string{"Noch ist kein Medium besucht worden.", "Der erste Besuch beginnt"}},
		"nothing found":   {func(w *world) { w.watch(); w.read(coverage()[5:]) }, []string{"4 Medien, 1 Artikel gelesen, 0 Treffer", "Zuletzt gelesen", "Nebel am Morgen"}},
		"nobody reached":  {func(w *world) { w.watch(); w.fail(press.FaultDNS) }, []string{"Kein Medium war erreichbar.", "lässt sich nicht auflösen", "das nächste Mal in 20 Minuten", "4 Medien sind nicht erreichbar", "Küstenfunk"}},
		"all decided":     {func(w *world) { w.watch(); w.read(coverage()[:1]); w.decide(press.VerdictRelevant) }, []string{"Alles gesichtet."}},
		"no project":      {func(w *world) { w.adopt(press.Watchlist{Outlets: watchlist().Outlets}) }, []string{"Noch gibt es kein Projekt.", `href="/new/project">Projekt anlegen`}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.do(w)
			has(t, w.page("/"), c.want...)
		})
	}
}

func (w *world) adopt(list press.Watchlist) {
	_, err := w.archive.Adopt(w.t.Context(), list)
	w.must(err)
}

// decide gives every clipping the verdict in all its projects.
func (w *world) decide(v press.Verdict) {
	for _, c := range w.clippings() {
		for _, r := range c.Reviews {
			w.must(w.archive.Review(w.t.Context(), c.ID, r.Project, archive.ReviewChange{Verdict: &v}))
		}
	}
}

// clippings are all that there are.
func (w *world) clippings() (all []press.Clipping) {
	w.t.Helper()
	changes, err := w.archive.Changes(w.t.Context(), 0, 1000)
	w.must(err)
	for _, c := range changes {
		if c.Clipping != nil {
			all = append(all, *c.Clipping)
		}
	}
	return all
}

// clip finds the clipping whose title begins so.
func (w *world) clip(title string) press.Clipping {
	w.t.Helper()
	for _, c := range w.clippings() {
		if strings.HasPrefix(c.Article.Title, title) {
			return c
		}
	}
	w.t.Fatalf("no clipping %q", title)
	return press.Clipping{}
}

// TestClipping shows one clipping as far as the outlet's rights go.
func TestClipping(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	page := w.page(clippingURL(w.clip("Wo Ankommen").ID))
	has(t, page, "<h1 dir=\"auto\">Wo Ankommen gelingt", "In drei <mark>Ankunftsquartieren</mark>", "Redaktion Berlin", "heute 07:12", "Auszug, bis zu 30 Wörter", "Beim Medium lesen", "elbblatt.example/ankommen",
		`<meta name="DC.type" content="newspaperArticle">`, `<meta name="DC.date" content="2026-11-`, `<meta name="prism.publicationName" content="Elbblatt">`)
	linked := w.page(clippingURL(w.clip("Wohnungsmarkt").ID))
	has(t, linked, "nur Überschrift und Link gezeigt")
	lacks(t, linked, "<blockquote", "Teilhabe von Anfang an")
	for _, address := range []string{"/clippings/999", "/clippings/x", "/clippings/99999999999999999999", "/nirgends"} {
		if answer := w.get(address); answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), "Das gibt es hier nicht") {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
}

// TestFulltext shows the text under a licence, to its last day and no longer.
func TestFulltext(t *testing.T) {
	w := newWorld(t)
	list := watchlist()
	list.Outlets[0].Rights = press.RightsFulltext
	list.Outlets[0].Licence = press.Licence{ID: "PMG-1", Until: morning.Truncate(0).AddDate(0, 0, 1)}
	w.adopt(list)
	w.read(coverage()[:1])
	id := w.clip("Wo Ankommen").ID
	has(t, w.page(clippingURL(id)), "<p>In drei Ankunftsquartieren hat ihr Team Nachbarinnen und Nachbarn begleitet.", "Lizenz PMG-1 bis 23. November 2026")
	has(t, w.page("/print?q="), "<p>In drei Ankunftsquartieren hat ihr Team Nachbarinnen und Nachbarn begleitet.")
	w.now = morning.AddDate(0, 0, 3)
	lacks(t, w.page(clippingURL(id)), `class="text"`, "PMG-1")
	lacks(t, w.page("/print?q="), `class="text"`)
}

// TestReview takes a verdict and takes it back, without scripts.
func TestReview(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	c := w.clip("Zweiter Blick")
	form := url.Values{"project": {"Ankunftsquartiere", "Wohnen & Teilhabe"}, "verdict": {"irrelevant"}, "return": {"/"}}
	answer := w.post(clippingURL(c.ID)+"/review", form)
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d", answer.Code)
	}
	after := w.page(answer.Header().Get("Location"))
	has(t, after, "4 neue Clippings", "einbezieht“: verworfen.", "Rückgängig")
	has(t, w.page("/?verdict=irrelevant"), "1 verworfenes Clipping")
	form.Set("verdict", "new")
	answer = w.post(clippingURL(c.ID)+"/review", form)
	if got := answer.Header().Get("Location"); got != "/" {
		t.Errorf("goes on at %q", got)
	}
	has(t, w.page("/"), "5 neue Clippings")
}

// TestReviewOneProject leaves alone what was decided in another project.
func TestReviewOneProject(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	c := w.clip("Zweiter Blick")
	no := press.VerdictIrrelevant
	w.must(w.archive.Review(t.Context(), c.ID, "Wohnen & Teilhabe", archive.ReviewChange{Verdict: &no}))
	page := w.page("/")
	row := page[strings.Index(page, clippingURL(c.ID)+"/review"):]
	row = row[:strings.Index(row, "</form>")]
	has(t, row, `value="Ankunftsquartiere"`)
	lacks(t, row, `value="Wohnen &amp; Teilhabe"`)
}

// TestReviewPart gives a script the row as it now is.
func TestReviewPart(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	c := w.clip("Wo Ankommen")
	form := url.Values{"project": {"Ankunftsquartiere"}, "verdict": {"relevant"}, "return": {"/"}}
	answer := w.post(clippingURL(c.ID)+"/review", form, "X-Part", "row")
	part := answer.Body.String()
	has(t, part, `class="clip done"`, "<i>·</i> relevant", `value="new" data-key="u"`)
	lacks(t, part, "<html", "<blockquote")
	chosen := w.page(clippingURL(c.ID), "X-Part", "chosen")
	has(t, chosen, `<article class="sheet">`)
	lacks(t, chosen, "<html")
}

// TestBadForms refuses what the page never sends, and says so.
func TestBadForms(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage()[:1])
	review := clippingURL(w.clip("Wo Ankommen").ID) + "/review"
	for name, c := range map[string]struct {
		address string
		form    url.Values
		status  int
	}{
		"no verdict":      {review, url.Values{"project": {"Ankunftsquartiere"}}, http.StatusBadRequest},
		"odd verdict":     {review, url.Values{"project": {"Ankunftsquartiere"}, "verdict": {"great"}}, http.StatusBadRequest},
		"no project":      {review, url.Values{"verdict": {"relevant"}}, http.StatusBadRequest},
		"other project":   {review, url.Values{"project": {"Wohnen & Teilhabe"}, "verdict": {"relevant"}}, http.StatusNotFound},
		"no clipping":     {"/clippings/77/review", url.Values{"project": {"Ankunftsquartiere"}, "verdict": {"relevant"}}, http.StatusNotFound},
		"no outlet":       {"/outlets/visit", url.Values{}, http.StatusBadRequest},
		"unknown outlet":  {"/outlets/visit", url.Values{"outlet": {"Niemand"}}, http.StatusNotFound},
		"nothing to post": {"/search", url.Values{}, http.StatusMethodNotAllowed},
	} {
		if answer := w.post(c.address, c.form); answer.Code != c.status {
			t.Errorf("%s: status %d, want %d", name, answer.Code, c.status)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"/": "/", "/?project=A%26B": "/?project=A%26B", "/clippings/3": "/clippings/3", "": "/", "https://evil.example/": "/",
		"//evil.example/": "/", `/\evil.example`: "/", "javascript:alert(1)": "/", "relativ": "/", "/%2f/x": "/",
	} {
		if got := localPath(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestOutlets lists what is watched with the result of the last visit, in words.
func TestOutlets(t *testing.T) {
	w := newWorld(t)
	w.watch()
	has(t, w.page("/outlets"), "4 Medien", "Noch nicht besucht.", "Jetzt besuchen")
	w.read(coverage())
	has(t, w.page("/outlets"), "In Ordnung", "2 Artikel gelistet, 2 neu, 2 Treffer", "in 20 Minuten", "elbblatt.example")
	w.fail(press.FaultTimeout)
	has(t, w.page("/outlets"), "Der Server hat nicht rechtzeitig geantwortet.", "Kein Medium war erreichbar.", "Versucht: heute 08:20")
	w.fail(press.FaultFeed)
	page := w.page("/outlets")
	has(t, page, "Das ist kein lesbarer Feed.", "Unter „Ändern“ lässt sich nachsehen, welche Feeds es dort gibt.")
	outlets, err := w.archive.Outlets(t.Context())
	w.must(err)
	w.must(w.archive.KeepHealth(t.Context(), outlets[0].ID, health.Report{Findings: []health.Finding{{Kind: health.Quiet, Since: w.now, Usual: 7}}}))
	has(t, w.page("/outlets"), "Wenn ja, unter „Ändern“ nachsehen lassen, was jetzt zu lesen ist.")
	lacks(t, page, "outlets check")
	w.must(w.archive.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{{Name: "Aus der Datei", URL: "https://datei.example/"}}}))
	w.fail(press.FaultFeed)
	has(t, w.page("/outlets"), "„outlets check“ nennt die Feeds einer Website.") // where nothing is changed on the page
}

// A list of nothing counts nothing, and what is done next stands out.
func TestEmptyLists(t *testing.T) {
	w := newWorld(t)
	for path, heading := range map[string]string{"/outlets": "Medien", "/projects": "Projekte", "/digests": "Digests"} {
		has(t, w.page(path), "<h1>"+heading+"</h1>", `<a class="btn main" href="/new/`)
	}
}

func TestVisitNow(t *testing.T) {
	w := newWorld(t)
	w.watch()
	answer := w.post("/outlets/visit", url.Values{"outlet": {"Viertel & Stadt"}})
	if answer.Code != http.StatusSeeOther || len(w.visits) != 1 || w.visits[0] != "Viertel & Stadt" {
		t.Fatalf("status %d, visits %q", answer.Code, w.visits)
	}
	has(t, w.page(answer.Header().Get("Location")), "Viertel &amp; Stadt wird besucht")
	lacks(t, w.page("/outlets?visiting=Erfundenes"), "Erfundenes")
}

// TestLookBack has what appeared before read, for one outlet or all.
func TestLookBack(t *testing.T) {
	var asked []string
	w := newWorld(t, func(o *Options) {
		o.LookBack = func(_ context.Context, outlet string, since time.Time) error {
			asked = append(asked, outlet+" "+since.Format(time.RFC3339))
			if outlet == "Nirgends" {
				return press.ErrNotFound
			}
			return nil
		}
	})
	w.watch()
	has(t, w.page("/outlets"), `<option>Elbblatt</option>`, "Zurückschauen")
	w.fail(press.FaultTimeout)
	has(t, w.page("/"), "30 Tage zurückschauen")
	answer := w.post("/outlets/look-back", url.Values{"days": {"30"}})
	if answer.Code != http.StatusSeeOther || len(asked) != 1 || asked[0] != " 2026-10-23T00:00:00+01:00" {
		t.Fatalf("status %d, asked %q", answer.Code, asked)
	}
	has(t, w.page(answer.Header().Get("Location")), "Zurückgelesen wird bis 23. Oktober 2026.")
	for _, form := range []url.Values{{"days": {"0"}}, {"days": {"3651"}}, {"days": {"x"}}, {}} {
		if answer := w.post("/outlets/look-back", form); answer.Code != http.StatusBadRequest {
			t.Errorf("%v: status %d", form, answer.Code)
		}
	}
	if answer := w.post("/outlets/look-back", url.Values{"days": {"1"}, "outlet": {"Nirgends"}}); answer.Code != http.StatusNotFound {
		t.Errorf("status %d", answer.Code)
	}
}

func TestProjectsAndDigests(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	has(t, w.page("/projects"), "2 Projekte", "ohne Immobilienanzeige", "/projects/Wohnen%20&amp;%20Teilhabe")
	has(t, w.page("/projects/Wohnen%20&%20Teilhabe"), "3 Clippings", "Nachbarschaft*", "/search?q=Nachbarschaft%2A", "Keine.")
	// What each keyword brought, and each outlet beside what was read of it, also of one that brings nothing.
	w.decide(press.VerdictIrrelevant)
	came := regexp.MustCompile(`>\s*<`).ReplaceAllString(w.page("/projects/Ankunftsquartiere"), "><")
	has(t, came, "In den letzten 90 Tagen",
		`<code>Ankunftsquartier*</code></a></th><td class="right num" data-label="Clippings:">3</td><td class="right num" data-label="relevant:">0</td><td class="right num" data-label="verworfen:">3</td></tr>`,
		`>Elbblatt</a></th><td class="right num">1</td><td class="right num">2</td></tr>`, `class="timeline"`)
	other := newWorld(t)
	other.watch()
	other.read(coverage()[:1])
	has(t, other.page("/projects/Ankunftsquartiere"), `Küstenfunk</a></th><td class="right num">0</td><td class="right num">keine</td></tr>`)
	has(t, w.page("/digests"), "Wochenüberblick", "montags um 7:00", "team@example.org (Verteiler)")
	if answer := w.get("/projects/Erfundenes"); answer.Code != http.StatusNotFound {
		t.Errorf("status %d", answer.Code)
	}
}

// What an outlet changed is shown as far as its rights go, and the page names the version that is cited.
func TestVersions(t *testing.T) {
	w := newWorld(t)
	list := watchlist()
	list.Outlets[1].Rights, list.Outlets[1].Licence = press.RightsFulltext, press.Licence{ID: "V-7", Until: w.now.AddDate(1, 0, 0)}
	w.adopt(list)
	stories := coverage()
	w.read(stories)
	lacks(t, w.page(clippingURL(w.clip("Wo Ankommen").ID)), `id="versions"`, "Stand")
	w.now = w.now.Add(time.Hour)
	long := strings.Repeat(" Und niemand weiß genau, wie es dort nun weitergehen soll.", 20)
	for i := range 3 {
		stories[i].text += " Jetzt auch am Kanal." + long
		stories[i].title = strings.NewReplacer("alten", "neuen", "plant", "baut").Replace(stories[i].title)
	}
	w.read(stories)

	extract := w.page(clippingURL(w.clip("Wo Ankommen").ID))
	has(t, extract, `id="versions"`, "Fassung 2 vom 22. November 2026, 09:20", "Fassung 1</b>", "So wurde der Artikel zuerst gelesen.",
		`<del><span class="hidden">gestrichen: </span>alten</del> <ins><span class="hidden">neu: </span>neuen</ins>`, "Jetzt auch am Kanal.")
	lacks(t, extract, "<details>")
	if n := strings.Count(extract, "weitergehen"); n > 3 {
		t.Errorf("%d sentences of the text are shown in an extract", n)
	}
	link := w.page(clippingURL(w.clip("Wohnungsmarkt").ID))
	has(t, link, "<ins><span class=\"hidden\">neu: </span>baut</ins>", "Der Text wurde geändert. Von diesem Medium werden nur Überschrift und Link gezeigt.")
	lacks(t, link, "Jetzt auch am Kanal")
	whole := w.page(clippingURL(w.clip("„Wir mischen").ID))
	has(t, whole, "<details><summary>Was sich im Text geändert hat</summary>", "Rund 80 Gäste sprachen im Alten Schlachthof")
	if n := strings.Count(whole, "weitergehen"); n != 40 {
		t.Errorf("%d of 40 sentences in the text and in what changed", n)
	}
	has(t, w.page("/api/v1/search?q=Reißbrett"), `"version":2`)
}

// A clipping whose page was taken away stays, and says since when.
func TestGone(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	ctx, id := t.Context(), w.clip("Wo Ankommen").ID
	lacks(t, w.page(clippingURL(id)), "nicht mehr erreichbar")
	w.now = w.now.Add(time.Hour)
	o, err := w.archive.Outlet(ctx, "Elbblatt")
	w.must(err)
	claimed, _, err := w.archive.ClaimOutlet(ctx, o.ID, time.Minute)
	w.must(err)
	due, err := w.archive.Rereadable(ctx, o.ID, 9)
	if err != nil || len(due) != 1 {
		t.Fatalf("to be read again: %v, %v", due, err)
	}
	w.must(w.archive.Reread(ctx, claimed.Lease, due[0], &press.Fault{Code: press.FaultStatus, Status: http.StatusNotFound}))
	w.now = w.now.AddDate(0, 1, 0)
	has(t, w.page(clippingURL(id)), "<dt>Seite</dt><dd>seit 22. November 2026, 09:20 nicht mehr erreichbar</dd>", "<blockquote")
}

// TestEscaping lets nothing from a crawled page or a query become markup.
func TestEscaping(t *testing.T) {
	w := newWorld(t)
	list := watchlist()
	list.Outlets[0].Name = `<b id="evil">Blatt`
	w.adopt(list)
	w.read([]told{{
		outlet: list.Outlets[0].Name, path: "x", title: `Ankunftsort <script>alert(1)</script> "><img src=x>`,
		lead: `Ein <script>alert(2)</script> Ankunftsort`, text: "Kurz.", authors: []string{`<i id="evil">Wer`},
	}})
	id := w.clip("Ankunftsort").ID
	for _, address := range []string{"/", clippingURL(id), "/search?q=Ankunftsort", "/outlets", "/search?q=" + url.QueryEscape(`"><script>alert(3)</script>`), "/outlets?visiting=<script>", "/?project=<script>"} {
		page := w.get(address).Body.String()
		lacks(t, page, "<script>alert", "<img", `id="evil"`)
	}
}
