package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pressclip/internal/press"
)

// TestCorrect puts right what was typed: the form has what is there, what changes is another version, which
// search and keywords find by its words; the clipping and what it goes by stay.
func TestCorrect(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	form := onPaper()
	form.Set("title", "Ein Ankunfsort am <Kai>")
	form.Set("text", "Der Ankunfsort wächst.\n\nNeben der Kirche soll gebaut werden.")
	page, _, _ := strings.Cut(w.post("/clip/form", form).Header().Get("Location"), "?")
	has(t, w.page(page), `href="`+page+`/correct"`, "Angaben ändern")
	shown := w.page(page + "/correct")
	has(t, shown, `name="version" value="1"`, `value="Ein Ankunfsort am &lt;Kai&gt;"`, "Neben der Kirche", `value="B2"`, `value="Eva Lind, Ali Peters"`, `<option value="print" selected>`, `value="2026-11-20"`)
	has(t, shown, `name="project" value="Wohnen &amp; Teilhabe" checked`, `name="project" value="Ankunftsquartiere">`, `name="outlet" value="Hafenbote"`, `name="url" value=""`)
	lacks(t, shown, `type="file"`, "Stichwörter fanden ihn")
	id := w.clippingIDs()[0]
	before, err := w.archive.Clipping(t.Context(), id)
	w.must(err)

	form.Set("version", "1")
	form.Set("title", "Ein Ankunftsort am Kai")
	form.Set("text", "Der Ankunftsort wächst.\nNeben der Kirche soll gebaut werden.")
	form.Set("page", "B3")
	form.Set("published", "2026-11-19")
	answer := w.post(page+"/correct", form)
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || to != page+"?filed=corrected" {
		t.Fatalf("status %d to %q\n%s", answer.Code, to, answer.Body)
	}
	w.follow()
	now, err := w.archive.Clipping(t.Context(), id)
	w.must(err)
	if now.Article.URL != before.Article.URL || now.Version != 2 || now.FirstSeen != before.FirstSeen {
		t.Errorf("was %+v, is %+v", before, now)
	}
	has(t, w.page(page+"?filed=corrected"), "Gespeichert.", "Fassung 2", "Ankunfsort", "S. B3", "19. November 2026", "Ankunftsort*")
	has(t, w.page("/search?q=Ankunftsort+Kirche&to=2026-11-19"), "S. B3", "1 Clipping<")
	lacks(t, w.page("/search?q=Ankunfsort"), "S. B3")
	if projects := len(now.Reviews); len(before.Reviews) != 1 || projects != 2 {
		t.Errorf("filed in %d, now in %d projects", len(before.Reviews), projects)
	}

	// Who brings it again under the right headline and day means this one, as does who has the wrong ones.
	for _, title := range []string{"Ein Ankunftsort am Kai", "Ein Ankunfsort am Kai"} {
		again := onPaper()
		again.Set("title", title)
		if title == "Ein Ankunftsort am Kai" {
			again.Set("published", "2026-11-19")
		}
		if to := w.post("/clip/form", again).Header().Get("Location"); !strings.HasPrefix(to, page+"?") || strings.HasSuffix(to, "=new") {
			t.Errorf("%s again leads to %s", title, to)
		}
	}

	// What others saw before is not replaced unseen; what is wrong is said; what is as it was makes no version.
	stale := w.post(page+"/correct", form)
	has(t, stale.Body.String(), "Inzwischen hat jemand anderes", `name="version" value="2"`)
	form.Set("version", "2")
	form.Set("published", "morgen")
	if wrong := w.post(page+"/correct", form); wrong.Code != http.StatusBadRequest || !strings.Contains(wrong.Body.String(), "Hier fehlt der Tag") {
		t.Errorf("status %d", wrong.Code)
	}
	form.Set("published", "2026-11-19")
	if to := w.post(page+"/correct", form).Header().Get("Location"); to != page+"?filed=unchanged" {
		t.Errorf("nothing changed leads to %q", to)
	}
	form.Set("published", "2026-11-18")
	w.post(page+"/correct", form)
	has(t, w.page(page), "Fassung 3", "Berichtigt wurden Angaben zum Artikel, nicht sein Text.")
}

// TestCorrectIsNotForWhatVisitsRead: their next reading would take it back.
func TestCorrectIsNotForWhatVisitsRead(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	lacks(t, w.page("/clippings/1"), "/correct")
	if got := w.get("/clippings/1/correct"); got.Code != http.StatusNotFound {
		t.Errorf("status %d", got.Code)
	}
	cookies := w.cast()
	w.post("/clip/form", onPaper(), "Cookie", cookies[press.RoleReviewer])
	for _, id := range w.clippingIDs() {
		lacks(t, w.page(clippingURL(id), "Cookie", cookies[press.RoleReader]), "/correct")
	}
}

// clippingIDs are those of all clippings, the newest first.
func (w *world) clippingIDs() (ids []int64) {
	w.t.Helper()
	changes, err := w.archive.Changes(w.t.Context(), 0, 100)
	w.must(err)
	for _, c := range changes {
		ids = append([]int64{c.ID}, ids...)
	}
	return ids
}

// TestAPICorrect: a program puts right what it names, and the rest stays.
func TestAPICorrect(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	filed := answered[apiClipped](w, http.StatusOK, apiCall{"POST", "clip", `{"project": "Ankunftsquartiere", "medium": "print", "outlet": "Elbblatt", "published": "2026-11-20", "title": "Am Kay", "page": "5", "authors": ["Eva Lind"], "text": "Neben der Kirche."}`})
	at := fmt.Sprintf("clippings/%d/correct", filed.ID)
	if done := answered[apiClipped](w, http.StatusOK, apiCall{"POST", at, `{"version": 1, "title": "Am Kai", "authors": ["Eva Lind", "Ali Peters"]}`}); done.ID != filed.ID || !done.Changed {
		t.Errorf("%+v", done)
	}
	a := w.clipping(filed.ID).Article
	if a.Title != "Am Kai" || a.Page != "5" || a.Text != "Neben der Kirche." || fmt.Sprint(a.Authors) != "[Eva Lind Ali Peters]" {
		t.Errorf("%+v", a)
	}
	answered[apiError](w, http.StatusConflict, apiCall{"POST", at, `{"version": 1, "title": "Am Key"}`})
	answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at, `{"version": 2, "title": "", "titel": "x"}`})
	for _, version := range []string{``, `"version": "x", `} {
		if no := answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at, `{` + version + `"title": "x"}`}); no.Fields["version"] == "" {
			t.Errorf("%s: %+v", version, no)
		}
	}
	answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at, `{"version": 2, "title": ""}`})
	answered[apiError](w, http.StatusConflict, apiCall{"POST", fmt.Sprintf("clippings/%d/correct", w.clip("Wo Ankommen").ID), `{"version": 1}`})
}

// onKai is the form of an article that no keyword finds, in a project.
func onKai(project string) url.Values {
	return url.Values{"project": {project}, "medium": {"print"}, "outlet": {"Hafenbote"}, "published": {"2026-11-20"}, "title": {"Am Kai"}, "text": {"Neben der Kirche."}}
}

// TestCorrectPlace puts right where an article appeared and under what it is filed: search goes by it, it is noted, and who
// brings it again under either name means it.
func TestCorrectPlace(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	admin := []string{"Cookie", w.cast()[press.RoleAdmin]}
	form := onKai("Wohnen & Teilhabe")
	page, _, _ := strings.Cut(w.post("/clip/form", form, admin...).Header().Get("Location"), "?")
	id := w.clippingIDs()[0]
	correct := func(status int, change ...string) string {
		t.Helper()
		form.Set("version", fmt.Sprint(w.clipping(id).Version))
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		answer := w.post(page+"/correct", form, admin...)
		if answer.Code != status {
			t.Fatalf("%v: status %d, want %d\n%s", change, answer.Code, status, answer.Body)
		}
		return answer.Body.String()
	}
	before := w.clipping(id).Article.URL
	correct(http.StatusSeeOther, "outlet", "Elbbote", "project", "Ankunftsquartiere")
	w.follow()
	c := w.clipping(id)
	if !c.Outlet.ByHand || c.Outlet.Name != "Elbbote" || c.Version != 2 || c.Article.URL != before || len(c.Reviews) != 1 || c.Reviews[0].Project != "Ankunftsquartiere" || c.Reviews[0].FiledBy != "admin" {
		t.Errorf("%+v", c)
	}
	has(t, w.page("/search?outlet=Elbbote&project=Ankunftsquartiere", admin...), "Am Kai", "1 Clipping<")
	lacks(t, w.page("/search?outlet=Hafenbote", admin...), "Am Kai")
	has(t, w.page(page+"/cite/ris", admin...), "Elbbote")
	has(t, w.page(page, admin...), "Fassung 2", "Berichtigt wurden Angaben zum Artikel")
	has(t, w.page("/acts", admin...), "outlet=Elbbote", "project=Ankunftsquartiere")
	for _, outlet := range []string{"Hafenbote", "Elbbote"} {
		again := onKai("Ankunftsquartiere")
		again.Set("outlet", outlet)
		if to := w.post("/clip/form", again, admin...).Header().Get("Location"); to != page+"?filed=same" {
			t.Errorf("brought again in %s: %s", outlet, to)
		}
	}

	has(t, correct(http.StatusConflict, "url", "https://www.elbblatt.example/ankommen?utm_source=mail"), "Das ist schon ein anderes Clipping: „Wo Ankommen gelingt", "(Elbblatt, ")
	has(t, correct(http.StatusConflict, "url", "https://frei.example/kai", "outlet", "Elbblatt"), "„Elbblatt“ wird an seiner eigenen Adresse beobachtet")
	has(t, correct(http.StatusBadRequest, "url", "Seite 5"), "Das ist keine Adresse im Web")
	correct(http.StatusSeeOther, "url", "https://frei.example/kai", "outlet", "Elbbote")
	lacks(t, w.page(page, admin...), ", 00:00", " 00:00<") // only the day is known
	has(t, w.page(page+"/correct", admin...), `value="https://frei.example/kai"`)
	has(t, w.page(page, admin...), `href="https://frei.example/kai"`, `<meta name="prism.publicationName" content="Elbbote">`)
	correct(http.StatusSeeOther, "url", "")
	if c := w.clipping(id); c.Version != 4 || !strings.HasPrefix(c.Article.URL, named) {
		t.Errorf("without an address again: %+v", c)
	}
	form.Del("project")
	has(t, correct(http.StatusBadRequest), "In mindestens einem Projekt muss es bleiben.")
	correct(http.StatusSeeOther, "project", "Ankunftsquartiere", "url", "https://www.elbblatt.example/kai", "medium", "online")
	if c := w.clipping(id); c.Outlet.Name != "Elbblatt" {
		t.Errorf("at the address of what is watched it is of %s", c.Outlet.Name)
	}
	shown := w.page(page+"/correct", admin...)
	has(t, shown, "wird dort wieder gelesen", `name="project" value="Ankunftsquartiere" checked`)
	lacks(t, shown, `name="title"`, `name="url"`)
	correct(http.StatusSeeOther, "project", "Wohnen & Teilhabe", "title", "Wird nicht beachtet")
	if c := w.clipping(id); c.Version != 6 || c.Article.Title != "Am Kai" || c.Reviews[0].Project != "Wohnen & Teilhabe" {
		t.Errorf("%+v", c)
	}
}

// TestCorrectUnseen: who sees one project can put nothing into another, nor learns what is there.
func TestCorrectUnseen(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	reviewer := []string{"Cookie", w.cast("Wohnen & Teilhabe")[press.RoleReviewer]}
	form := onKai("Wohnen & Teilhabe")
	page, _, _ := strings.Cut(w.post("/clip/form", form, reviewer...).Header().Get("Location"), "?")
	lacks(t, w.page(page+"/correct", reviewer...), "Ankunftsquartiere")
	form.Set("version", "1")
	form.Set("url", "https://www.elbblatt.example/ankommen")
	taken := w.post(page+"/correct", form, reviewer...).Body.String()
	has(t, taken, "Das ist schon ein anderes Clipping.")
	lacks(t, taken, "Wo Ankommen gelingt")
	form.Set("project", "Ankunftsquartiere")
	if answer := w.post(page+"/correct", form, reviewer...); answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "Ein solches Projekt gibt es nicht.") {
		t.Errorf("status %d\n%s", answer.Code, answer.Body)
	}
}

// TestAPICorrectPlace: programs say outlet, projects and address; of what visits read they say the projects alone.
func TestAPICorrectPlace(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	filed := answered[apiClipped](w, http.StatusOK, apiCall{"POST", "clip", `{"project": "Ankunftsquartiere", "medium": "print", "outlet": "Hafenbote", "published": "2026-11-20", "title": "Am Kai"}`})
	at := fmt.Sprintf("clippings/%d/correct", filed.ID)
	answered[apiClipped](w, http.StatusOK, apiCall{"POST", at, `{"version": 1, "outlet": "Elbbote", "projects": ["Wohnen & Teilhabe"], "url": "https://frei.example/kai"}`})
	c := w.clipping(filed.ID)
	if c.Outlet.Name != "Elbbote" || c.Article.URL != "https://frei.example/kai" || c.Article.Title != "Am Kai" || len(c.Reviews) != 1 || c.Reviews[0].Project != "Wohnen & Teilhabe" {
		t.Errorf("%+v", c)
	}
	answered[apiClipped](w, http.StatusOK, apiCall{"POST", at, `{"version": 2, "page": "5"}`})
	if c := w.clipping(filed.ID); c.Article.URL != "https://frei.example/kai" || len(c.Reviews) != 1 || c.Article.Page != "5" {
		t.Errorf("what was left out is %+v", c)
	}
	for body, field := range map[string]string{
		`{"version": 3, "projects": ["Fehlt"]}`:                                 "projects",
		`{"version": 3, "projects": []}`:                                        "projects",
		`{"version": 3, "outlet": " "}`:                                         "outlet",
		`{"version": 3, "url": "https://www.elbblatt.example/ankommen"}`:        "url",
		`{"version": 3, "url": "https://frei.example/x", "outlet": "Elbblatt"}`: "outlet",
	} {
		answer := w.do(apiCall{"POST", at, body}.request())
		if answer.Code/100 != 4 || !strings.Contains(answer.Body.String(), `"fields":{"`+field) {
			t.Errorf("%s: status %d, %s", body, answer.Code, answer.Body)
		}
	}
	has(t, w.page(fmt.Sprintf("/clippings/%d", filed.ID)), "Fassung 1</b>", "So wurde der Artikel zuerst eingetragen.")
	answered[apiClipped](w, http.StatusOK, apiCall{"POST", at, `{"version": 3, "url": "https://www.elbblatt.example/kai"}`})
	if no := answered[apiError](w, http.StatusConflict, apiCall{"POST", at, `{"version": 4, "title": "x"}`}); !strings.Contains(no.Fields["title"], "wird dort wieder gelesen") {
		t.Errorf("%+v", no)
	}
	answered[apiClipped](w, http.StatusOK, apiCall{"POST", at, `{"version": 4, "projects": ["Ankunftsquartiere"]}`})
}
