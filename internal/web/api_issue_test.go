package web

import (
	"net/http"
	"strings"
	"testing"

	"pressclip/internal/digest"
	"pressclip/internal/press"
)

// TestAPIDigest: programs see who got what and why not, preview what comes, and do what the page does.
func TestAPIDigest(t *testing.T) {
	w, box := newDigestWorld(t)
	const at = "digests/Woche%20&%20%C3%9Cberblick"
	sent := answered[apiSentAnswer](w, http.StatusOK, apiCall{"GET", at + "/issues", ""})
	if len(sent.Sent) != 1 || sent.Sent[0].Clippings != 4 || len(sent.Sent[0].Deliveries) != 2 {
		t.Fatalf("%+v", sent)
	}
	bad := sent.Sent[0].Deliveries[1]
	has(t, bad.Error, "550 <kein> solcher Nutzer")
	if line := answered[digest.Line](w, http.StatusOK, apiCall{"GET", at + "/preview?as_of=2026-11-23T06:00:00Z", ""}); line.Empty || len(line.Projects[0].Clippings) != 4 || len(line.ToAddresses) != 2 {
		t.Errorf("%+v", line)
	}
	answered[apiError](w, http.StatusNotFound, apiCall{"GET", "digests/Nirgends/preview", ""})
	mails := len(box.mails)
	answered[apiDigest](w, http.StatusOK, apiCall{"POST", at + "/test", `{"to":"ali@example.org","as_of":"2026-11-23T07:00"}`})
	if len(box.mails) != mails+1 || !strings.Contains(box.mails[mails].Subject, "4") {
		t.Errorf("%d mails", len(box.mails))
	}
	has(t, answered[apiError](w, http.StatusBadGateway, apiCall{"POST", at + "/test", `{"to":"falsch@example.org"}`}).Error, "550 <kein> solcher Nutzer")
	if d := answered[apiDigest](w, http.StatusOK, apiCall{"POST", at + "/pause", ""}); d.Paused == nil || d.Next != nil {
		t.Errorf("paused: %+v", d)
	}
	if d := answered[apiDigest](w, http.StatusOK, apiCall{"POST", at + "/resend", `{"delivery":2}`}); d.Last.Deliveries[1].State != press.DeliveryWaiting {
		t.Errorf("sent again: %+v", d.Last)
	}
	has(t, answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at + "/resend", `{"deliveri":2}`}).Fields["deliveri"], "delivery")
	answered[apiError](w, http.StatusNotFound, apiCall{"POST", "digests/Andere/resend", `{"delivery":2}`})
}

// TestAPIPress: a press list is put in order, and a feed opened and closed, by those who may.
func TestAPIPress(t *testing.T) {
	w, _ := newAlertWorld(t)
	const at = "projects/Ankunftsquartiere"
	for _, clipping := range []string{"1", "2"} {
		answered[[]apiPressLine](w, http.StatusOK, apiCall{"POST", at + "/press/publish", `{"clipping":` + clipping + `,"sentence":"Lesen!"}`})
	}
	if list := answered[[]apiPressLine](w, http.StatusOK, apiCall{"POST", at + "/press/up", `{"clipping":1}`}); len(list) != 2 || list[0].ID != 1 || list[0].Sentence != "Lesen!" {
		t.Errorf("%+v", list)
	}
	answered[apiError](w, http.StatusBadRequest, apiCall{"POST", at + "/press/publish", `{"clipping":1,"sentence":"` + strings.Repeat("x", 1001) + `"}`})
	feed := answered[apiFeedAnswer](w, http.StatusOK, apiCall{"POST", at + "/feed/open", ""})
	if feed.URL == nil {
		t.Fatal("no feed")
	}
	has(t, w.page(strings.TrimPrefix(*feed.URL, "http://localhost:8080")), "<feed")
	if gone := answered[apiFeedAnswer](w, http.StatusOK, apiCall{"POST", at + "/feed/close", ""}); gone.URL != nil {
		t.Errorf("still at %s", *gone.URL)
	}
	alerts := answered[apiSentAnswer](w, http.StatusOK, apiCall{"GET", at + "/alerts", ""})
	if len(alerts.Sent) != 1 || alerts.Sent[0].Clippings != 4 || len(alerts.Left) != 0 {
		t.Errorf("%+v", alerts)
	}
	cookies := w.cast("Wohnen & Teilhabe")
	for _, c := range []apiCall{{"GET", at + "/press", ""}, {"GET", at + "/alerts", ""}, {"GET", at + "/yield", ""}, {"POST", at + "/press/publish", `{"clipping":1}`}, {"GET", at + "/feed", ""}} {
		answered[apiError](w, http.StatusNotFound, c, "Cookie", cookies[press.RoleReviewer])
	}
}
