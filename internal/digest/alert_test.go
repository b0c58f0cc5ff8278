package digest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/mail"
	"pressclip/internal/press"
	"pressclip/internal/webhook"
)

// newAlertWorld is a desk whose project Quartiere tells at once.
func newAlertWorld(t *testing.T, to ...press.Recipient) *world {
	t.Helper()
	w := newWorld(t)
	w.Language = "de"
	if to == nil {
		to = []press.Recipient{{Address: "eva@example.org"}, {Address: "alle@example.org", List: true}}
	}
	outlets, err := w.Archive.Outlets(t.Context())
	w.must(err)
	w.must(w.Archive.SyncFile(t.Context(), press.Watchlist{Outlets: outlets, Projects: []press.Project{
		{Name: "Quartiere", Keywords: []string{"Quartier*"}, Alert: true, AlertTo: to}, {Name: "Märkte", Keywords: []string{"Markt*"}},
	}}))
	w.alertRound()
	return w
}

func (w *world) alertRound() time.Time {
	w.t.Helper()
	next, err := w.AlertRound(w.t.Context())
	w.must(err)
	return next
}

// minute lets a minute pass, in the steps that the rounds ask for.
func (w *world) minute() {
	w.t.Helper()
	for end := w.Now().Add(time.Minute); w.Now().Before(end); {
		w.set(w.alertRound())
	}
}

// listener is a webhook that notes what it is told.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	ids    []string
	answer func(n int) int // status of the n-th request
}

func newListener(t *testing.T) *listener {
	l := &listener{answer: func(int) int { return http.StatusNoContent }}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.bodies, l.ids = append(l.bodies, string(body)), append(l.ids, r.Header.Get(webhook.HeaderID))
		w.WriteHeader(l.answer(len(l.bodies)))
	}))
	t.Cleanup(l.Close)
	return l
}

// heard is how many requests have come since it was last asked.
func (l *listener) heard() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.ids)
	l.bodies, l.ids = nil, nil
	return n
}

func (w *world) hooks(hooks ...webhook.Hook) {
	w.Web, w.Hooks = webhook.New("pressclip/test", w.Now), hooks
}

// An article is told within a minute of its filing, once, to everybody; what follows comes together.
func TestAlerts(t *testing.T) {
	w, l := newAlertWorld(t), newListener(t)
	w.hooks(webhook.Hook{URL: l.URL, Secret: "streng", Format: webhook.JSON})
	w.file("Elbblatt", "Der Anfang", "Im Quartier am Hafen.", "Quartiere")
	w.file("Elbblatt", "Anderes", "Auf dem Markt.", "Märkte")
	w.minute()
	w.took("alle@example.org Quartiere: Der Anfang", "eva@example.org Quartiere: Der Anfang")
	if n := l.heard(); n != 1 {
		t.Errorf("the webhook heard it %d times", n)
	}
	for n := range 500 {
		w.file("Elbblatt", fmt.Sprint("Nummer ", n), "Im Quartier.", "Quartiere")
	}
	w.minute()
	w.took()
	for range 5 {
		w.minute()
	}
	w.took("alle@example.org Quartiere: 500 neue Clippings", "eva@example.org Quartiere: 500 neue Clippings")
	var told struct {
		Type, Project string
		Timestamp     time.Time
		Clippings     []struct{ Title, URL, Snippet string }
	}
	w.must(json.Unmarshal([]byte(l.bodies[0]), &told))
	if told.Type != "clippings.filed" || told.Project != "Quartiere" || len(told.Clippings) != 500 || told.Timestamp.IsZero() || told.Clippings[0].Snippet == "" {
		t.Errorf("the webhook was told %.300s", l.bodies[0])
	}
	w.minute()
	w.took()
}

// What was found by looking back is not told; what became irrelevant meanwhile is not either, and who was to hear of
// nothing else hears nothing.
func TestAlertsOfNothing(t *testing.T) {
	w := newAlertWorld(t)
	id := w.file("Elbblatt", "Doch nicht", "Im Quartier.", "Quartiere")
	w.alertRound()
	no := press.VerdictIrrelevant
	w.must(w.Archive.Review(t.Context(), id, "Quartiere", archive.ReviewChange{Verdict: &no}))
	w.minute()
	w.took()
	all, err := w.Archive.Alerts(t.Context(), 1, 9)
	w.must(err)
	deliveries, err := w.Archive.AlertDeliveries(t.Context(), all[0].ID)
	w.must(err)
	if deliveries[0].State != press.DeliveryVoid || !deliveries[0].SentAt.IsZero() {
		t.Errorf("%+v", deliveries[0])
	}
}

// The mail says what an issue says, within the rights of the outlets, and can be unsubscribed from as one.
func TestAlertLetter(t *testing.T) {
	w := newAlertWorld(t)
	w.at("2026-11-18 12:00")
	w.file("Viertel & Stadt", "Nur der Link", "Im Quartier steht, was niemand lesen darf.", "Quartiere")
	w.file("Elbblatt", "<b>Zwei</b>", "Im Quartier am Hafen.", "Quartiere", "Märkte")
	w.minute()
	byWhom := map[string]mail.Message{}
	for _, m := range w.box.mails {
		byWhom[m.To] = m
	}
	eva, list := byWhom["eva@example.org"], byWhom["alle@example.org"]
	if strings.Contains(eva.Text+eva.HTML, "niemand lesen") || !strings.Contains(eva.Text, "Nur der Link") {
		t.Errorf("rights are not obeyed:\n%s", eva.Text)
	}
	if !strings.HasPrefix(eva.Unsubscribe, "https://presse.example.org/unsubscribe/") || eva.Ask != "Abbestellen: sofort zu Quartiere" || eva.List != "alert-1.example.org" {
		t.Errorf("%q %q %q", eva.Unsubscribe, eva.Ask, eva.List)
	}
	if list.Unsubscribe != "" || strings.Contains(list.Text+list.HTML, UnsubscribePath) || !strings.Contains(list.Text, "eine Mail an presse@example.org genügt") {
		t.Errorf("behind a list: %q\n%s", list.Unsubscribe, list.Text)
	}
	ticket := strings.TrimPrefix(eva.Unsubscribe, "https://presse.example.org"+UnsubscribePath)
	place := "https://presse.example.org" + UnsubscribePath
	golden(t, "alert.de.html", strings.ReplaceAll(eva.HTML, place+ticket, place+"ABC"))
	golden(t, "alert.de.txt", strings.ReplaceAll(eva.Text, place+ticket, place+"ABC"))
	w.must(w.Archive.Leave(t.Context(), ticket))
	w.box.took()
	w.file("Elbblatt", "Drei", "Im Quartier.", "Quartiere")
	for range 6 {
		w.minute()
	}
	w.took("alle@example.org Quartiere: Drei")
}

// A rush is told in one mail, with extracts as far as anybody reads them, and every headline.
func TestAlertOfMany(t *testing.T) {
	w := newAlertWorld(t)
	for n := range fullStories + 10 {
		w.set(w.Now().Add(time.Millisecond))
		w.file("Elbblatt", fmt.Sprint("Nummer ", n), "Im Quartier.", "Quartiere")
	}
	w.minute()
	text := w.box.mails[0].Text
	if n := strings.Count(text, "https://elbblatt.example/nummer-"); n != fullStories+10 {
		t.Errorf("%d headlines", n)
	}
	if n := strings.Count(text, "Stichwort: Quartier*"); n != fullStories {
		t.Errorf("%d in full", n)
	}
}

// A webhook that is broken is asked again, later and later, under the same number; one that refuses is not.
func TestAlertHookRefusals(t *testing.T) {
	w, l := newAlertWorld(t), newListener(t)
	w.Sender = nil
	w.hooks(webhook.Hook{URL: l.URL, Format: webhook.Slack})
	l.answer = func(n int) int { return map[bool]int{true: 503, false: 200}[n < 3] }
	w.file("Elbblatt", "A & <B>", "Im Quartier.", "Quartiere")
	w.minute()
	for range 4 {
		w.minute()
	}
	if len(l.ids) != 3 || l.ids[0] != l.ids[2] || l.ids[0] == "" {
		t.Errorf("it was asked under %q", l.ids)
	}
	if want := `{"text":"*Neu zu Quartiere* · 1 neues Clipping\n• \u003chttps://elbblatt.example/a-\u0026amp;-%3Cb%3E|A \u0026amp; \u0026lt;B\u0026gt;\u003e · Elbblatt · 18. November"}`; l.bodies[0] != want {
		t.Errorf("Slack is told %s, want %s", l.bodies[0], want)
	}
	l.heard()
	l.answer = func(int) int { return 404 }
	w.file("Elbblatt", "Zwei", "Im Quartier.", "Quartiere")
	for range 10 {
		w.minute()
	}
	if n := l.heard(); n != 1 {
		t.Errorf("it was asked %d times after it had refused", n)
	}
	all, err := w.Archive.Alerts(t.Context(), 1, 9)
	w.must(err)
	deliveries, err := w.Archive.AlertDeliveries(t.Context(), all[0].ID)
	w.must(err)
	if d := deliveries[0]; d.State != press.DeliveryFailed || d.Fault.Code != press.HookRefused || d.Fault.Status != 404 || !d.Hook {
		t.Errorf("%+v %+v", d, d.Fault)
	}
}

// What is on its way to a webhook that is no longer configured ends, and says so.
func TestAlertHookGone(t *testing.T) {
	w, l := newAlertWorld(t), newListener(t)
	w.hooks(webhook.Hook{URL: l.URL})
	l.answer = func(int) int { return 500 }
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	w.minute()
	w.hooks(webhook.Hook{URL: l.URL + "/anders"})
	w.minute()
	w.minute()
	all, err := w.Archive.Alerts(t.Context(), 1, 1)
	w.must(err)
	deliveries, err := w.Archive.AlertDeliveries(t.Context(), all[0].ID)
	w.must(err)
	if d := deliveries[2]; d.State != press.DeliveryFailed || d.Fault.Code != press.HookGone {
		t.Errorf("%+v %+v", d, d.Fault)
	}
}

// While the mail server is away alerts wait, and come when it is back.
func TestAlertServerAway(t *testing.T) {
	w := newAlertWorld(t, press.Recipient{Address: "eva@example.org"})
	w.box.refuse = func(mail.Message) *press.MailFault { return &press.MailFault{Code: press.MailAway} }
	w.file("Elbblatt", "Eins", "Im Quartier.", "Quartiere")
	for range 10 {
		w.minute()
	}
	if w.box.tried < 2 || w.box.tried > 6 {
		t.Errorf("%d tries in ten minutes", w.box.tried)
	}
	w.box.refuse = nil
	for range 20 {
		w.minute()
	}
	w.took("eva@example.org Quartiere: Eins")
}
