package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"pressclip/internal/press"
)

// answered is the JSON that an address of the API answers with a status.
func answered[T any](w *world, status int, c apiCall, header ...string) (value T) {
	w.t.Helper()
	answer := w.do(c.request(), header...)
	if answer.Code != status {
		w.t.Fatalf("%s %s: status %d, want %d\n%s", c.method, c.address, answer.Code, status, answer.Body)
	}
	if answer.Body.Len() > 0 {
		w.must(json.Unmarshal(answer.Body.Bytes(), &value))
	}
	return value
}

// TestAPIInbox: programs turn the pages of the inbox as it is shown, and read of a clipping what its page says, within the
// rights of its outlet.
func TestAPIInbox(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	w.read(coverage())
	w.brought()
	seen, next := map[int64]bool{}, ""
	for range 10 {
		page := answered[apiInbox](w, http.StatusOK, apiCall{"GET", "clippings?limit=2&before=" + next, ""})
		if page.Total != 6 || len(page.Clippings) > 2 {
			t.Fatalf("%d of %d", len(page.Clippings), page.Total)
		}
		for _, h := range page.Clippings {
			seen[h.ID] = true
		}
		if page.Next == nil {
			break
		}
		next = *page.Next
	}
	if len(seen) != 6 {
		t.Errorf("%d clippings on all pages", len(seen))
	}
	id := w.clip("Am Kai").ID
	w.must(w.archive.Publish(t.Context(), "Ankunftsquartiere", id, "Endlich.", ""))
	w.post(clippingURL(id)+"/review", url.Values{"project": {"Ankunftsquartiere"}, "verdict": {"relevant"}})
	c := answered[apiClippingAnswer](w, http.StatusOK, apiCall{"GET", fmt.Sprint("clippings/", id), ""})
	if c.Reviews[0].Verdict != press.VerdictRelevant || !c.Reviews[0].ByHand || c.Reviews[0].DecidedAt.IsZero() || c.Press[0].Sentence != "Endlich." || len(c.Versions) != 1 {
		t.Errorf("%+v", c)
	}
	if c.Text != "" || c.Rights != press.RightsExtract || len(c.Uploads) != 1 || c.Uploads[0].Name != "am-kai.html" || c.Uploads[0].Type != "text/html" {
		t.Errorf("%q %+v", c.Text, c.Uploads)
	}
	if answer := w.get(c.Uploads[0].URL); answer.Body.String() != savedArticle {
		t.Errorf("the file: status %d", answer.Code)
	}
	if left := answered[apiInbox](w, http.StatusOK, apiCall{"GET", "clippings?verdict=relevant", ""}); left.Total != 1 || left.Clippings[0].ID != id {
		t.Errorf("relevant: %+v", left)
	}
	cookies := w.cast("Wohnen & Teilhabe")
	reader := []string{"Cookie", cookies[press.RoleReader]}
	answered[apiError](w, http.StatusNotFound, apiCall{"GET", fmt.Sprint("clippings/", id), ""}, reader...)
	answered[apiError](w, http.StatusNotFound, apiCall{"GET", fmt.Sprintf("clippings/%d/uploads/%s", id, c.Uploads[0].SHA256), ""}, reader...)
	if page := answered[apiInbox](w, http.StatusOK, apiCall{"GET", "clippings", ""}, reader...); page.Total != 3 {
		t.Errorf("who sees one project sees %d", page.Total)
	}
}

// TestAPIReview: programs decide and write as people do, and are told what others did meanwhile.
func TestAPIReview(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	id, other := w.clip("Wo Ankommen").ID, w.clip("Zweiter Blick").ID
	at := fmt.Sprintf("clippings/%d/review", id)
	begin := w.edition(id)
	said := answered[[]apiReview](w, http.StatusOK, apiCall{"POST", at, `{"project": "Ankunftsquartiere", "verdict": "relevant", "was": "new", "tags": ["b", "a", "a"], "note": "Zeile"}`})
	if r := said[0]; r.Verdict != press.VerdictRelevant || fmt.Sprint(r.Tags) != "[a b]" || r.Note != "Zeile" || r.Edition != w.edition(id) || r.Edition == begin {
		t.Errorf("%+v", r)
	}
	answered[apiError](w, http.StatusConflict, apiCall{"POST", at, `{"project": "Ankunftsquartiere", "verdict": "irrelevant", "was": "new"}`})
	answered[apiError](w, http.StatusConflict, apiCall{"POST", at, `{"project": "Ankunftsquartiere", "note": "anders", "edition": "` + begin + `"}`})
	answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at, `{"project": "Ankunftsquartiere", "verdikt": "new"}`})
	many := answered[apiReviewed](w, http.StatusOK, apiCall{"POST", "reviews", fmt.Sprintf(`{"project": "Ankunftsquartiere", "clippings": [%d, %d], "verdict": "irrelevant", "was": "new"}`, id, other)})
	if fmt.Sprint(many.Clippings) != fmt.Sprint([]int64{other}) {
		t.Errorf("%+v", many)
	}
	undone := answered[apiReviewed](w, http.StatusOK, apiCall{"POST", "reviews/undo", fmt.Sprintf(`{"round": %d}`, many.Round)})
	if fmt.Sprint(undone.Clippings) != fmt.Sprint(many.Clippings) {
		t.Errorf("%+v", undone)
	}
	c := answered[apiClippingAnswer](w, http.StatusOK, apiCall{"GET", fmt.Sprint("clippings/", id), ""})
	if len(c.Decisions) != 1 || c.Decisions[0].Verdict != press.VerdictRelevant || *c.Decisions[0].Note != "Zeile" {
		t.Errorf("%+v", c.Decisions)
	}
}
