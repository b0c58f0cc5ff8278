package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

const quartiere = "Ankunftsquartiere"

// edition is what a form for the tags and the note of a clipping begins with.
func (w *world) edition(id int64) string {
	for _, r := range w.clipping(id).Reviews {
		if r.Project == quartiere {
			return r.Edition()
		}
	}
	w.t.Fatal("not in the project")
	return ""
}

func (w *world) clipping(id int64) press.Clipping {
	w.t.Helper()
	c, err := w.archive.Clipping(w.t.Context(), id)
	w.must(err)
	return c
}

// TestLabels writes tags and a note, which then stand in the inbox and on the clipping's page, with who wrote them.
func TestLabels(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	id := w.clip("Wo Ankommen").ID
	at, seen := clippingURL(id), w.edition(id)
	form := func(tags, note, seen string) url.Values {
		return url.Values{"do": {"labels"}, "project": {quartiere}, "tags": {tags}, "note": {note}, "seen": {seen}, "return": {at}}
	}
	answer := w.post(at+"/review", form(" Studie , Kanal;Studie", "Zeile\r\n<b>zwei</b>", seen), "Cookie", cookies["reviewer"])
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != at {
		t.Fatalf("status %d to %q", answer.Code, answer.Header().Get("Location"))
	}
	as := []string{"Cookie", cookies["reviewer"]}
	page := w.page(at, as...)
	has(t, page, "Zeile\n&lt;b&gt;zwei&lt;/b&gt;", "Schlagwörter: Kanal, Studie; Notiz: Zeile", "(reviewer)", `value="Kanal, Studie"`)
	has(t, w.page("/", as...), `</span>Studie</a>`, `class="jotted"`)
	lacks(t, w.page(at, "Cookie", cookies["reader"]), "<textarea")

	// A tag leads to what has it, for those who see the project.
	_, err := w.index.Follow(t.Context(), w.archive)
	w.must(err)
	has(t, page, `href="/search?tag=Studie"`)
	has(t, w.page("/search?tag=Studie", as...), "<h1 class=\"num\">1 Clipping</h1>", "# Studie", `name="tag" value="Studie"`)
	w.must(w.archive.ChangePerson(t.Context(), press.Person{ID: 1, Name: "reader", Role: press.RoleReader, Projects: []string{"Wohnen & Teilhabe"}}, nil))
	has(t, w.page("/search?tag=Studie", "Cookie", cookies["reader"]), "<h1 class=\"num\">Nichts gefunden</h1>")

	// Somebody else began before that: nothing is written over, and nothing of theirs is lost.
	answer = w.post(at+"/review", form("Presse", "Meine Sicht", seen), "Cookie", cookies["admin"])
	if answer.Code != http.StatusConflict {
		t.Errorf("status %d", answer.Code)
	}
	has(t, answer.Body.String(), "reviewer hat hier inzwischen geschrieben", "Kanal, Studie\nZeile", "Meine Sicht</textarea>", `value="Presse"`, `value="`+w.edition(id)+`"`)
	part := w.post(at+"/review", form("Presse", "Meine Sicht", seen), "Cookie", cookies["admin"], "X-Part", "row")
	has(t, part.Body.String(), "data-row-labels", "Meine Sicht</textarea>")
	lacks(t, part.Body.String(), "<html")
	if w.clipping(id).Reviews[0].Note != "Zeile\n<b>zwei</b>" {
		t.Errorf("note %q", w.clipping(id).Reviews[0].Note)
	}
	w.post(at+"/review", form("Presse", "Meine Sicht", w.edition(id)), "Cookie", cookies["admin"])
	has(t, w.page(at, as...), "Notiz: Meine Sicht (admin)", "Notiz: Zeile")

	for tags, wrong := range map[string]string{strings.Repeat("x", 101): "höchstens 30 Schlagwörter", strings.Repeat("a,", 31): "höchstens 30 Schlagwörter", "kurz": "zu lang"} {
		note := ""
		if tags == "kurz" {
			note = strings.Repeat("ü", 10_001)
		}
		answer := w.post(at+"/review", form(tags, note, ""), "Cookie", cookies["admin"])
		if answer.Code != http.StatusBadRequest {
			t.Errorf("%.10s: status %d", tags, answer.Code)
		}
		has(t, answer.Body.String(), wrong)
	}
}

// TestStaleVerdict keeps a verdict that somebody else gave meanwhile.
func TestStaleVerdict(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	cookies := w.cast()
	id := w.clip("Wo Ankommen").ID
	review := clippingURL(id) + "/review"
	verdict := func(v, was string) url.Values {
		return url.Values{"project": {quartiere}, "verdict": {v}, "was": {was}, "return": {"/"}}
	}
	w.post(review, verdict("relevant", "new"), "Cookie", cookies["admin"])
	late := w.post(review, verdict("irrelevant", "new"), "Cookie", cookies["reviewer"])
	if late.Code != http.StatusConflict {
		t.Errorf("status %d", late.Code)
	}
	has(t, late.Body.String(), "Nichts geändert: admin hat inzwischen entschieden", "gilt jetzt: relevant")
	part := w.post(review, verdict("irrelevant", "new"), "Cookie", cookies["reviewer"], "X-Part", "row")
	if part.Code != http.StatusConflict {
		t.Errorf("row: status %d", part.Code)
	}
	has(t, part.Body.String(), "data-clip", "Nichts geändert: admin")
	if same := w.post(review, verdict("relevant", "new"), "Cookie", cookies["reviewer"]); same.Code != http.StatusSeeOther {
		t.Errorf("the same verdict: status %d", same.Code)
	}
	if v := w.clipping(id).Reviews[0].Verdict; v != press.VerdictRelevant {
		t.Errorf("verdict %s", v)
	}
}

// TestMany decides many rows at once, and takes that back.
func TestMany(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	inbox := w.page("/")
	lacks(t, inbox, `="&#34;`) // words for scripts in attributes that the template takes for scripts themselves
	var picked []string
	for _, piece := range strings.Split(inbox, `name="clip" value="`)[1:] {
		picked = append(picked, strings.ReplaceAll(piece[:strings.Index(piece, `"`)], "&amp;", "&"))
	}
	if len(picked) != 5 {
		t.Fatalf("%d rows to pick: %q", len(picked), picked)
	}
	yes := press.VerdictRelevant
	w.must(w.archive.Review(t.Context(), w.clip("Wo Ankommen").ID, quartiere, archive.ReviewChange{Verdict: &yes}))
	post := func(form url.Values) string {
		form.Set("return", "/?done=1&in=x")
		answer := w.post("/reviews", form)
		if answer.Code != http.StatusSeeOther {
			t.Fatalf("status %d", answer.Code)
		}
		return w.page(answer.Header().Get("Location"))
	}
	page := post(url.Values{"clip": picked, "do": {"irrelevant"}, "was": {"new"}})
	has(t, page, "4 Clippings verworfen. 1 weiteres war inzwischen anders entschieden und bleibt, wie es ist.", `name="round"`)
	has(t, w.page("/?verdict=irrelevant"), "4 verworfene Clippings")
	round := page[strings.Index(page, `name="round" value="`)+len(`name="round" value="`):]
	page = post(url.Values{"round": {round[:strings.Index(round, `"`)]}})
	has(t, page, "Zurückgenommen bei 4 Clippings.", "4 neue Clippings")
	lacks(t, page, `name="round"`)
	page = post(url.Values{"clip": picked[:2], "do": {"tag"}, "tags": {"Sitzung, Kanal"}})
	has(t, page, "2 Clippings haben das Schlagwort.", "</span>Sitzung</a>")
	has(t, post(url.Values{"clip": picked[:2], "do": {"tag"}, "tags": {" , "}}), "Schreiben Sie ein Schlagwort dazu")
	has(t, post(url.Values{"do": {"relevant"}, "was": {"new"}}), "0 Clippings als relevant eingestuft.")
	if answer := w.post("/reviews", url.Values{"do": {"great"}}); answer.Code != http.StatusBadRequest {
		t.Errorf("status %d", answer.Code)
	}
}

// TestCite gives one clipping to reference managers, and to a list of references.
func TestCite(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	id := w.clip("Wo Ankommen").ID
	has(t, w.page(clippingURL(id)), `id="cite"`, "Wo Ankommen", ". In: ", "abgerufen am ")
	for format, begin := range map[string]string{"ris": "TY  - NEWS\r\n", "bibtex": fmt.Sprintf("@article{pressclip-%d,", id), "csl": "["} {
		answer := w.get(clippingURL(id) + "/cite/" + format)
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Body.String(), begin) || !strings.HasPrefix(answer.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: status %d: %q", format, answer.Code, answer.Body.String())
		}
	}
	for _, address := range []string{clippingURL(id) + "/cite/csv", clippingURL(999) + "/cite/ris", "/clippings/x/cite/ris"} {
		if answer := w.get(address); answer.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
}

// TestBrowserLabels writes by keys, also where the connection is lost, and picks rows.
func TestBrowserLabels(t *testing.T) {
	w := newWorld(t)
	b := openBrowser(t, w)
	w.watch()
	w.read(coverage())
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(b.home+"/"), chromedp.KeyEvent("j"), chromedp.KeyEvent("t"))
	b.until(`document.activeElement.matches(".here [data-tags]")`)
	b.empty()
	b.do(chromedp.KeyEvent("Sitzung\r"))
	b.until(`document.querySelector(".here .tag.own")?.textContent.includes("Sitzung") && !document.querySelector("[data-row-labels]")`)
	b.do(chromedp.KeyEvent("n"))
	b.until(`document.activeElement.matches(".here [data-note]")`)
	b.empty()
	b.do(chromedp.KeyEvent("Bleibt hier"))
	eval[any](b, `(window.online = window.fetch, window.fetch = () => Promise.reject(new TypeError("offline")), document.activeElement.form.requestSubmit())`)
	b.until(`document.querySelector("[data-said]").textContent.includes("Keine Verbindung")`)
	b.audit("labels in a row")
	b.do(chromedp.Navigate(b.home+"/"), chromedp.KeyEvent("j"), chromedp.KeyEvent("n")) // the tab was closed meanwhile
	b.until(`document.querySelector("[data-note]")?.value === "Bleibt hier" && document.querySelector("[data-said]").textContent.includes("Entwurf")`)
	eval[any](b, `document.querySelector("[data-labels]").requestSubmit()`)
	b.until(`document.querySelector(".here .jotted")?.textContent.includes("Bleibt hier")`)
	if left := eval[int](b, `localStorage.length`); left != 0 {
		t.Errorf("%d drafts are left", left)
	}
	if !eval[bool](b, `document.querySelector("[data-many]").hidden`) {
		t.Error("the bar is there though nothing is picked")
	}
	b.do(chromedp.KeyEvent("m"), chromedp.KeyEvent("k"), chromedp.KeyEvent("m"))
	b.until(`document.querySelector("[data-picked]").textContent === "2 ausgewählt"`)
	b.audit("two picked")
	b.do(chromedp.KeyEvent("x"))
	b.until(`document.querySelector(".notice")?.textContent.includes("2 Clippings verworfen.")`)
	eval[any](b, `document.querySelector(".clip.here")?.classList.remove("here")`)
	b.do(chromedp.KeyEvent("u"))
	b.until(`document.querySelector(".notice")?.textContent.includes("Zurückgenommen bei 2 Clippings.")`)
	b.quiet()
}

// TestBrowserSessionEnds: a note that somebody writes while their session ends is kept once they are in again.
func TestBrowserSessionEnds(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	w.cast()
	b := openBrowser(t, w)
	enter := `(document.querySelector("[name=name]").value = "admin", document.querySelector("[name=password]").value = ` + quote(testPassword) + `, document.querySelector(".fields button").click())`
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(b.home+"/sign-in"))
	eval[any](b, enter)
	b.until(`location.pathname === "/" && document.querySelector(".clip")`)
	b.do(chromedp.KeyEvent("j"), chromedp.KeyEvent("n"))
	b.until(`document.activeElement.matches(".here [data-note]")`)
	b.empty()
	b.do(chromedp.KeyEvent("Geht nicht verloren"))
	people, err := w.archive.People(t.Context())
	w.must(err)
	for _, p := range people {
		sessions, err := w.archive.Sessions(t.Context(), p.ID)
		w.must(err)
		for _, s := range sessions {
			w.must(w.archive.EndSession(t.Context(), p.ID, s.ID))
		}
	}
	eval[any](b, `document.activeElement.form.requestSubmit()`)
	b.until(`document.querySelector("[name=password]") && document.querySelector("[name=held]").value.includes("verloren")`)
	eval[any](b, enter)
	b.until(`document.querySelector("main form button[autofocus]")`) // what was written is sent when they say so
	eval[any](b, `document.querySelector("main form button[autofocus]").click()`)
	b.until(`document.querySelector(".jotted")?.textContent.includes("Geht nicht verloren")`)
}
