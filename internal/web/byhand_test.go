package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// TestFileByHand: from the answer why an article is missing it can be filed, and what keeps it out is said.
func TestFileByHand(t *testing.T) {
	var wanted []string
	answer := struct {
		filed archive.Filed
		err   error
	}{}
	w := newWorld(t, func(o *Options) {
		o.ByHand = func(_ context.Context, url string, want archive.ByHand) (archive.Filed, error) {
			wanted = append(wanted, url+" "+want.Project+" "+want.Person)
			return answer.filed, answer.err
		}
	})
	w.watch()
	w.read(coverage())
	missing := "https://mainpost.example/wetter"
	page := w.page(whyURL(missing))
	has(t, page, `action="/why/file"`, "Trotzdem ablegen", "<option>Ankunftsquartiere</option>", "<option>Wohnen &amp; Teilhabe</option>",
		`<a href="/try">Suchwort ausprobieren</a>`, `<a href="/projects/Ankunftsquartiere">`)
	has(t, w.page(whyURL("https://anderswo.example/a")), "Trotzdem ablegen")
	filed := w.page(whyURL("https://www.elbblatt.example/ankommen"))
	lacks(t, filed, "<option>Ankunftsquartiere</option>")

	form := url.Values{"url": {missing}, "project": {"Ankunftsquartiere"}}
	answer.filed.ClippingID = 7
	if got := w.post("/why/file", form); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/clippings/7?filed=same" {
		t.Errorf("filed: status %d to %s", got.Code, got.Header().Get("Location"))
	}
	if len(wanted) != 1 || wanted[0] != missing+" Ankunftsquartiere " {
		t.Errorf("asked for %q", wanted)
	}
	answer.filed.ClippingID, answer.err = 0, &press.Fault{Code: press.FaultStatus, Status: 404, URL: missing}
	got := w.post("/why/file", form)
	if got.Code != http.StatusConflict {
		t.Errorf("refused: status %d", got.Code)
	}
	has(t, got.Body.String(), "Nicht abgelegt: ", "404", "Trotzdem ablegen")
	answer.err = press.ErrConflict
	has(t, w.post("/why/file", form).Body.String(), "kann hier nicht aufgenommen werden")
	for _, bad := range []url.Values{{}, {"url": {missing}}, {"project": {"Ankunftsquartiere"}}} {
		if got := w.post("/why/file", bad); got.Code != http.StatusBadRequest {
			t.Errorf("form %v: status %d", bad, got.Code)
		}
	}
	if got := w.post("/why/file", form, "Sec-Fetch-Site", "cross-site"); got.Code != http.StatusForbidden {
		t.Errorf("from another site: status %d", got.Code)
	}
	if got := newWorld(t).post("/why/file", form); got.Code != http.StatusBadRequest {
		t.Errorf("where it is not offered: status %d", got.Code)
	}
}

// TestWatchAfterFiling offers to watch a site of which somebody has filed an article, to those who may.
func TestWatchAfterFiling(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	o, err := w.archive.OutletByHand(t.Context(), "Talfunk", "https://talfunk.example/", press.MediumOnline)
	w.must(err)
	filed := answered[apiClipped](w, http.StatusOK, apiCall{"POST", "clip", `{"project": "Ankunftsquartiere", "medium": "online", "outlet": "` + o.Name + `", "published": "2026-11-20", "title": "Am Kai"}`})
	cookies := w.cast()
	offer := `href="/new/outlet?url=https%3A%2F%2Ftalfunk.example%2F"`
	has(t, w.page(clippingURL(filed.ID)+"?filed=new", "Cookie", cookies["admin"]), offer, "Dieses Medium beobachten")
	lacks(t, w.page(clippingURL(filed.ID)+"?filed=new", "Cookie", cookies["reviewer"]), offer)
	lacks(t, w.page(clippingURL(filed.ID), "Cookie", cookies["admin"]), offer)
}
