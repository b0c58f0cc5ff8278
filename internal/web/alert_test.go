package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pressclip/internal/digest"
	"pressclip/internal/press"
	"pressclip/internal/webhook"
)

// newAlertWorld is a page whose first project has a press list and has just told what was filed.
func newAlertWorld(t *testing.T) (w *world, box *postbox) {
	t.Helper()
	box = &postbox{refuse: "falsch"}
	w = newWorld(t, func(o *Options) {
		o.Desk = &digest.Desk{
			Archive: o.Archive, Sender: box, From: "presse@example.org", Location: berlin, Words: 30, Now: o.Now, Log: o.Log, Leave: "http://localhost:8080",
			Hooks: []webhook.Hook{{URL: "https://hooks.example.org/geheim"}},
		}
	})
	list := watchlist()
	list.Projects[0].Alert, list.Projects[0].Press = true, true
	list.Projects[0].AlertTo = []press.Recipient{{Address: "eva@example.org"}, {Address: "falsch@example.org"}}
	_, err := w.archive.Adopt(t.Context(), list)
	w.must(err)
	w.read(coverage())
	w.alertRound(box)
	w.now = w.now.Add(time.Minute)
	w.alertRound(box)
	return w, box
}

func (w *world) alertRound(box *postbox) {
	w.t.Helper()
	desk := deskOf(w)
	desk.Sender = box
	_, err := desk.AlertRound(w.t.Context())
	w.must(err)
}

// The page of a project says who hears at once, what became of it, and lets one send it again.
func TestAlertsOnProject(t *testing.T) {
	w, box := newAlertWorld(t)
	page := w.page("/projects/Ankunftsquartiere")
	has(t, page, "Sofort gemeldet", "Neues wird sofort gemeldet an: eva@example.org, falsch@example.org und hooks.example.org #",
		"22. November 2026, 08:21, 4 Clippings", "An eine Adresse zugestellt, eine abgelehnt.", "550 &lt;kein&gt; solcher Nutzer")
	lacks(t, page, "geheim")
	lacks(t, w.page("/projects/Wohnen%20&%20Teilhabe"), "Sofort gemeldet")

	ids := regexp.MustCompile(`action="(/projects/[^"]*/alerts/resend)"><input type="hidden" name="delivery" value="(\d+)"`).FindAllStringSubmatch(page, -1)
	if len(ids) != 2 {
		t.Fatalf("%d can be sent again", len(ids))
	}
	answer := w.post(ids[0][1], url.Values{"delivery": {ids[0][2]}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/projects/Ankunftsquartiere?done=resend#alerts" {
		t.Errorf("%d %s", answer.Code, answer.Header().Get("Location"))
	}
	has(t, w.page("/projects/Ankunftsquartiere?done=resend"), "Es wird gleich noch einmal gesendet.")
	w.alertRound(box)
	if len(box.mails) != 2 || box.mails[0].ID == box.mails[1].ID {
		t.Errorf("%d mails", len(box.mails))
	}
	for path, form := range map[string]url.Values{
		"/projects/Wohnen%20&%20Teilhabe/alerts/resend": {"delivery": {ids[0][2]}}, "/projects/Ankunftsquartiere/alerts/other": nil, "/projects/x/alerts/resend": nil,
	} {
		if answer := w.post(path, form); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	if answer := w.post("/projects/Ankunftsquartiere/alerts/resend", nil); answer.Code != http.StatusBadRequest {
		t.Errorf("without a number: %d", answer.Code)
	}

	ticket := box.mails[0].Unsubscribe[strings.LastIndex(box.mails[0].Unsubscribe, "/")+1:]
	has(t, w.page("/unsubscribe/"+ticket), "Sofort: Ankunftsquartiere abbestellen?")
	w.post("/unsubscribe/"+ticket, nil)
	has(t, w.page("/projects/Ankunftsquartiere"), "Wieder aufnehmen", "/projects/Ankunftsquartiere/alerts/return")
	w.post("/projects/Ankunftsquartiere/alerts/return", url.Values{"ticket": {ticket}})
	lacks(t, w.page("/projects/Ankunftsquartiere"), "/alerts/return")
}
