package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pressclip/internal/digest"
	"pressclip/internal/mail"
	"pressclip/internal/press"
)

// postbox takes mails, unless it is told to refuse an address.
type postbox struct {
	mails  []mail.Message
	refuse string
}

func (b *postbox) Send(_ context.Context, m mail.Message) error {
	if b.refuse != "" && strings.Contains(m.To, b.refuse) {
		return &press.MailFault{Code: press.MailRejected, Status: 550, Detail: "550 <kein> solcher Nutzer"}
	}
	b.mails = append(b.mails, m)
	return nil
}

func (b *postbox) Rest() {}

// newDigestWorld is a page with a desk, and a digest that has come once, on the Monday after the morning of the tests.
func newDigestWorld(t *testing.T, change ...func(*Options)) (*world, *postbox) {
	t.Helper()
	box := &postbox{refuse: "falsch"}
	var w *world
	with := func(o *Options) {
		o.BaseURL = "http://localhost:8080"
		for _, c := range change {
			c(o)
		}
		o.Desk = &digest.Desk{
			Archive: o.Archive, Sender: box, From: "presse@example.org", Location: berlin, Words: 30, Now: o.Now, Log: o.Log, Leave: o.BaseURL,
		}
	}
	w = newWorld(t, with)
	list := watchlist()
	list.Digests[0].To = []press.Recipient{{Address: "eva@example.org"}, {Address: "falsch@example.org"}}
	list.Digests[0].Name = "Woche & Überblick"
	list.Digests = append(list.Digests, press.Digest{Name: "Andere", Schedule: "0 7 1 1 *", Projects: list.Digests[0].Projects})
	_, err := w.archive.Adopt(t.Context(), list)
	w.must(err)
	w.read(coverage())
	desk := deskOf(w)
	desk.Sender = box
	_, err = desk.Round(t.Context())
	w.must(err)
	w.now = time.Date(2026, 11, 23, 7, 0, 0, 0, berlin)
	_, err = desk.Round(t.Context())
	w.must(err)
	return w, box
}

func deskOf(w *world) *digest.Desk {
	return &digest.Desk{
		Archive: w.archive, From: "presse@example.org", Location: berlin, Words: 30, Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler), Leave: "http://localhost:8080",
	}
}

const digestPath = "/digests/Woche%20&%20%C3%9Cberblick"

func TestDigestPage(t *testing.T) {
	w, _ := newDigestWorld(t)
	has(t, w.page("/digests"), `href="/digests/Woche%20&amp;%20%C3%9Cberblick"`, "Die nächste Ausgabe kommt am 30. November 2026, 07:00.",
		"Letzte Ausgabe: 23. November 2026, 07:00, 4 Clippings. An eine Adresse zugestellt, eine abgelehnt.")
	page := w.page(digestPath)
	has(t, page, "So sähe die Ausgabe vom 30. November 2026, 07:00 aus", "Woche &amp; Überblick: nichts Neues", "eva@example.org", "zugestellt heute 07:00",
		"falsch@example.org", "nicht zugestellt", "Der Mailserver lehnt die Mail an diese Adresse ab. (550 &lt;kein&gt; solcher Nutzer)", "Probe senden")
	has(t, w.page(digestPath+"?as_of=2026-11-23T07:00"), "Die Ausgabe vom 23. November 2026, 07:00, wie sie im Archiv steht.", "4 neue Clippings")
	answer := w.get(digestPath + "/mail?as_of=2026-11-23T07:00")
	has(t, answer.Body.String(), `<head><base target="_blank">`, "Was neue Ankunftsquartiere von alten lernen können", "· Abo")
	if p := answer.Header().Get("Content-Security-Policy"); !strings.Contains(p, "sandbox") || strings.Contains(p, "script") {
		t.Errorf("the mail may do: %s", p)
	}
	has(t, w.page(digestPath, "Accept-Language", "en"), "As of", "Send test", "delivered today 07:00")
	if said := (words{language: "de", now: morning}).sentView(morning, 0, nil).Result; said != "Nichts Neues, darum keine Mail." {
		t.Errorf("an issue without anything, which went to nobody: %q", said)
	}
	if code := w.get("/digests/Nirgends").Code; code != http.StatusNotFound {
		t.Errorf("a digest that is not there: %d", code)
	}
}

// done posts a form of the digest's page and returns the page that follows.
func (w *world) done(path string, form url.Values) string {
	w.t.Helper()
	answer := w.post(path, form)
	if answer.Code != http.StatusSeeOther {
		w.t.Fatalf("POST %s: status %d\n%s", path, answer.Code, answer.Body)
	}
	return w.page(answer.Header().Get("Location"))
}

func TestDigestPauses(t *testing.T) {
	w, _ := newDigestWorld(t)
	has(t, w.done(digestPath+"/pause", nil), "Angehalten. Bis Sie fortsetzen", "Angehalten seit heute 07:00", "/resume")
	has(t, w.done(digestPath+"/resume", nil), "Es geht weiter.", "Die nächste Ausgabe kommt am 30. November 2026")
	for _, path := range []string{digestPath + "/nichts", "/digests/Nirgends/pause"} {
		if code := w.post(path, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestDigestTest(t *testing.T) {
	w, box := newDigestWorld(t)
	before := len(box.mails)
	has(t, w.done(digestPath+"/test", url.Values{"to": {"ich@example.org"}, "as_of": {"2026-11-23T07:00"}}), "Die Probe ist unterwegs.")
	if len(box.mails) != before+1 || box.mails[before].Subject != "Probe: Woche & Überblick: 4 neue Clippings" || strings.Contains(box.mails[before].To, "eva") {
		t.Errorf("%d mails: %+v", len(box.mails), box.mails[len(box.mails)-1])
	}
	has(t, w.done(digestPath+"/test", url.Values{"to": {"falsch@example.org"}}), "Die Probe ging nicht hinaus. Der Mailserver lehnt", "550 &lt;kein&gt;")
	if code := w.post(digestPath+"/test", url.Values{"to": {"niemand"}}).Code; code != http.StatusBadRequest {
		t.Errorf("no address: %d", code)
	}
}

func TestDigestResend(t *testing.T) {
	w, box := newDigestWorld(t)
	ids := regexp.MustCompile(`name="delivery" value="(\d+)"`).FindAllStringSubmatch(w.page(digestPath), -1)
	if len(ids) != 2 {
		t.Fatalf("%d buttons", len(ids))
	}
	before := len(box.mails)
	has(t, w.done(digestPath+"/resend", url.Values{"delivery": {ids[0][1]}}), "Wird noch einmal gesendet.", "wartet auf den Versand")
	desk := deskOf(w)
	desk.Sender = box
	_, err := desk.Round(t.Context())
	w.must(err)
	if len(box.mails) != before+1 || box.mails[before].To != "eva@example.org" || box.mails[before].ID == box.mails[0].ID {
		t.Errorf("%d mails", len(box.mails)-before)
	}
	if code := w.post("/digests/Andere/resend", url.Values{"delivery": {ids[0][1]}}).Code; code != http.StatusNotFound {
		t.Errorf("of another digest: %d", code)
	}
	for form, want := range map[string]int{"99": http.StatusNotFound, "x": http.StatusBadRequest} {
		if code := w.post(digestPath+"/resend", url.Values{"delivery": {form}}).Code; code != want {
			t.Errorf("%s: %d", form, code)
		}
	}
}

// fromOutside asks as a mail program or a browser anywhere does, through a proxy.
func (w *world) fromOutside(method, address, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, strings.NewReader(form))
	r.RemoteAddr, r.Host = "203.0.113.9:1234", "presse.example.org"
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://mail.example.net")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	answer := httptest.NewRecorder()
	w.site.ServeHTTP(answer, r)
	return answer
}

// Unsubscribing works from everywhere and for nobody who was not written to; nothing else opens.
func TestUnsubscribe(t *testing.T) {
	w, box := newDigestWorld(t, func(o *Options) { o.BaseURL = "https://presse.example.org" })
	link := strings.TrimPrefix(box.mails[0].Unsubscribe, "http://localhost:8080")
	if len(link) < len(digest.UnsubscribePath)+26 {
		t.Fatalf("it can be guessed: %s", link)
	}
	opened := w.fromOutside(http.MethodGet, link, "")
	has(t, opened.Body.String(), "Woche &amp; Überblick abbestellen?", "<button")
	lacks(t, opened.Body.String(), "eva@example.org", "Ankunftsquartiere", `href="/search"`)
	s, err := w.archive.Subscriber(t.Context(), strings.TrimPrefix(link, digest.UnsubscribePath))
	w.must(err)
	if !s.LeftAt.IsZero() {
		t.Error("opening the link has unsubscribed")
	}
	has(t, w.fromOutside(http.MethodPost, link, "List-Unsubscribe=One-Click").Body.String(), "ist abbestellt")
	if s, err = w.archive.Subscriber(t.Context(), s.Ticket); err != nil || s.LeftAt.IsZero() {
		t.Errorf("still subscribed: %v %v", s, err)
	}
	has(t, w.fromOutside(http.MethodPost, link, "back=1").Body.String(), "abbestellen?")
	has(t, w.fromOutside(http.MethodPost, link, "List-Unsubscribe=One-Click").Body.String(), "ist abbestellt")
	for _, guess := range []string{"x", s.Ticket[1:], "%00"} {
		if answer := w.fromOutside(http.MethodPost, digest.UnsubscribePath+guess, ""); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", guess, answer.Code)
		}
	}
	for _, path := range []string{"/", "/digests", digestPath, digestPath + "/mail"} {
		if code := w.fromOutside(http.MethodGet, path, "").Code; code != http.StatusForbidden {
			t.Errorf("%s from outside: %d", path, code)
		}
	}

	// The next issue does not go there, and the page says so and can take it back.
	w, box = newDigestWorld(t)
	s, err = w.archive.Subscriber(t.Context(), strings.TrimPrefix(box.mails[0].Unsubscribe, "http://localhost:8080"+digest.UnsubscribePath))
	w.must(err)
	w.must(w.archive.Leave(t.Context(), s.Ticket))
	has(t, w.page(digestPath), "Abbestellt", "abbestellt heute 07:00")
	lacks(t, w.done(digestPath+"/return", url.Values{"ticket": {s.Ticket}}), "Wieder aufnehmen")
}

// Without an address of the page no mail leads there, and nothing is open.
func TestUnsubscribeWithoutAddress(t *testing.T) {
	w, _ := newDigestWorld(t, func(o *Options) { o.BaseURL = "" })
	if code := w.fromOutside(http.MethodGet, digest.UnsubscribePath+"x", "").Code; code != http.StatusForbidden {
		t.Errorf("status %d", code)
	}
}
