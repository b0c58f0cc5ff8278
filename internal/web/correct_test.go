package web

import (
	"fmt"
	"net/http"
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
	lacks(t, shown, `name="project"`, `name="outlet"`, `name="url"`, `type="file"`)
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
	answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at, `{"version": 2, "title": ""}`})
	answered[apiError](w, http.StatusConflict, apiCall{"POST", fmt.Sprintf("clippings/%d/correct", w.clip("Wo Ankommen").ID), `{"version": 1}`})
}
