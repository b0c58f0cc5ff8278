package web

import (
	"errors"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// oneDigestView is the page of a digest.
type oneDigestView struct {
	digestView
	Notice  string
	Alarm   string
	Mail    string // address of the preview
	Subject string
	About   string // which issue is previewed
	AsOf    string
	CanSend bool
	Issues  []issueView
	Left    []leftView
}

// issueView is an issue that was closed, with what became of it for each recipient.
type issueView struct {
	Heading    string
	URL        string // shows it
	Result     string
	Bad        bool
	Deliveries []deliveryView
}

type deliveryView struct {
	ID      int64
	Address string
	State   string // good, warn, bad or idle
	Words   string
	Details []string
	Again   string // what the button says; empty: there is none
	Action  string // where it leads
}

// leftView is an address that has unsubscribed.
type leftView struct{ Address, Words, Ticket, Action string }

// historyIssues is how many issues the page of a digest lists.
const historyIssues = 20

func (w words) issueView(d press.Digest, i archive.Issue, deliveries []archive.Delivery) issueView {
	distinct := map[int64]bool{}
	for _, s := range i.Clippings {
		distinct[s.ClippingID] = true
	}
	v := w.sentView(i.Due, len(distinct), deliveries)
	v.resendAt(digestURL(d.Name) + "/resend")
	v.URL = digestURL(d.Name) + "?" + url.Values{"as_of": {i.Due.In(w.now.Location()).Format(asOfLayout)}}.Encode()
	return v
}

// resendAt has the buttons lead to an address.
func (v *issueView) resendAt(address string) {
	for i := range v.Deliveries {
		v.Deliveries[i].Action = address
	}
}

// leftViews are those of these who have unsubscribed; address is where they are taken back.
func (w words) leftViews(subscribers []archive.Subscriber, address string) (left []leftView) {
	for _, one := range subscribers {
		if !one.LeftAt.IsZero() {
			left = append(left, leftView{one.Address, w.text("web.digest.left_at", w.when(one.LeftAt).Words), one.Ticket, address})
		}
	}
	return left
}

// sentView is what became of something that was sent to several.
func (w words) sentView(at time.Time, clippings int, deliveries []archive.Delivery) issueView {
	v := issueView{Heading: w.text("web.issue.heading", locale.DateTime(w.language, at, w.now), w.count("web.clippings", clippings))}
	states := map[press.DeliveryState]int{}
	for _, one := range deliveries {
		states[one.State]++
		v.Deliveries = append(v.Deliveries, w.deliveryView(one))
	}
	v.Bad = states[press.DeliveryFailed] > 0
	if len(deliveries) == 0 {
		v.Result = w.text("web.issue.nobody")
		if clippings == 0 {
			v.Heading, v.Result = locale.DateTime(w.language, at, w.now), w.text("web.issue.nothing")
		}
		return v
	}
	said := []string{w.count("web.issue.sent", states[press.DeliverySent])}
	if n := states[press.DeliveryWaiting]; n > 0 {
		said = append(said, w.count("web.issue.waiting", n))
	}
	if n := states[press.DeliveryFailed]; n > 0 {
		said = append(said, w.count("web.issue.failed", n))
	}
	v.Result = strings.Join(said, ", ") + "."
	return v
}

func (w words) deliveryView(d archive.Delivery) deliveryView {
	v := deliveryView{ID: d.ID, Address: d.Address, State: "idle", Words: w.text("web.delivery." + string(d.State)), Again: w.text("web.delivery.again")}
	switch d.State {
	case press.DeliverySent:
		v.State, v.Words = "good", w.text("web.delivery.sent", w.when(d.SentAt).Words)
	case press.DeliveryFailed:
		v.State = "bad"
	case press.DeliveryWaiting:
		v.Again = ""
		if d.Fault != nil {
			v.State, v.Words, v.Again = "warn", w.text("web.delivery.retry", w.when(d.NextTry).Words), w.text("web.delivery.now")
		}
	}
	if d.Fault != nil {
		v.Details = append(v.Details, locale.MailFault(w.language, string(d.Fault.Code), d.Fault.Detail))
		v.Details = append(v.Details, w.count("web.delivery.attempts", d.Attempts))
	}
	return v
}

// asOfLayout is how the field of the page writes a time.
const asOfLayout = "2006-01-02T15:04"

// asOf is the time that is asked for; the next of the schedule, if none is.
func (w words) asOf(d press.Digest, said string) time.Time {
	if t, err := time.ParseInLocation(asOfLayout, said, w.now.Location()); err == nil {
		return t
	}
	if s, err := schedule.Parse(d.Schedule, w.now.Location()); err == nil {
		if next := s.Next(w.now); !next.IsZero() {
			return next
		}
	}
	return w.now
}

// oneDigest answers for the page of a digest.
func (s *site) oneDigest(w http.ResponseWriter, r *http.Request) {
	v, err := s.oneDigestView(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", policy+"; frame-src 'self'")
	s.show(w, r, http.StatusOK, "digest", frame{Title: v.Name, Section: "digests", Body: v})
}

func (s *site) oneDigestView(r *http.Request) (v oneDigestView, err error) {
	said := s.wordsFor(r)
	d, err := s.opts.Archive.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		return v, err
	}
	if v.digestView, v.Issues, err = s.digestNow(r, said, d, historyIssues); err != nil {
		return v, err
	}
	at := said.asOf(d, r.URL.Query().Get("as_of"))
	v.AsOf = at.Format(asOfLayout)
	v.Notice, v.Alarm = said.digestNotice(r.URL.Query())
	if s.opts.Desk != nil {
		v.CanSend = s.opts.Desk.Sender != nil
		sheet, err := s.opts.Desk.Compose(r.Context(), d, at)
		if err != nil && !isTimeError(err) {
			return v, err
		}
		if err == nil {
			v.Mail = v.URL + "/mail?" + url.Values{"as_of": {v.AsOf}}.Encode()
			v.Subject, v.About = sheet.Subject(), said.about(sheet)
		}
	}
	subscribers, err := s.opts.Archive.Subscribers(r.Context(), d.ID)
	v.Left = said.leftViews(subscribers, v.URL+"/return")
	return v, err
}

func isTimeError(err error) bool {
	var e *digest.TimeError
	return errors.As(err, &e)
}

// about says which issue is shown.
func (w words) about(s *digest.Sheet) string {
	due := locale.DateTime(w.language, s.Issue.Due, w.now)
	switch {
	case s.Issue.ID != 0:
		return w.text("web.preview.closed", due)
	case s.Issue.Due.After(w.now):
		return w.text("web.preview.ahead", due)
	}
	return w.text("web.preview.never", due)
}

// notices are what the address of a digest's page may say that was done.
var notices = []string{"paused", "resumed", "tested", "resent", "returned"}

func (w words) digestNotice(values url.Values) (notice, alarm string) {
	if done := values.Get("done"); slices.Contains(notices, done) {
		return w.text("web.digest.done." + done), ""
	}
	if code := values.Get("fault"); code != "" {
		return "", w.text("web.digest.test_failed", locale.MailFault(w.language, code, values.Get("said")))
	}
	return "", ""
}

// digestMail answers with the mail itself, for a frame of the page.
func (s *site) digestMail(w http.ResponseWriter, r *http.Request) {
	d, err := s.opts.Archive.Digest(r.Context(), r.PathValue("name"))
	if err == nil && s.opts.Desk == nil {
		err = press.ErrNotFound
	}
	var sheet *digest.Sheet
	if err == nil {
		sheet, err = s.opts.Desk.Compose(r.Context(), d, s.wordsFor(r).asOf(d, r.URL.Query().Get("as_of")))
	}
	var html string
	if err == nil {
		html, err = s.opts.Desk.HTML(sheet, digest.For{})
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	_, _ = w.Write([]byte(strings.Replace(html, "<head>", `<head><base target="_blank">`, 1))) // the reader has gone
}

// digestDo takes what is to be done about a digest: pause, resume, test, resend or return.
func (s *site) digestDo(w http.ResponseWriter, r *http.Request) {
	d, err := s.opts.Archive.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	back, err := s.digestDeed(r, d, r.PathValue("do"))
	if err != nil && !errors.Is(err, press.ErrConflict) {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, digestURL(d.Name)+"?"+back.Encode(), http.StatusSeeOther)
}

// digestDeed does it. The values say what was done, or why a test was not sent.
func (s *site) digestDeed(r *http.Request, d press.Digest, do string) (back url.Values, err error) {
	switch do {
	case "pause":
		err, back = s.opts.Archive.Pause(r.Context(), d.ID, true), url.Values{"done": {"paused"}}
	case "resume":
		err, back = s.opts.Archive.Pause(r.Context(), d.ID, false), url.Values{"done": {"resumed"}}
	case "test":
		back, err = s.sendTest(r, d)
	case "resend":
		back, err = s.resend(r, d)
	case "return":
		err, back = s.opts.Archive.Return(r.Context(), r.PostFormValue("ticket")), url.Values{"done": {"returned"}}
	default:
		err = press.ErrNotFound
	}
	if err == nil && s.opts.Desk != nil && s.opts.Desk.Knock != nil {
		s.opts.Desk.Knock.Knock()
	}
	return back, err
}

// errBadForm is a form that the page does not send.
var errBadForm = errors.New("not a form of the page")

// resend has an issue sent to one recipient once more. Only deliveries of this digest can be named.
func (s *site) resend(r *http.Request, d press.Digest) (url.Values, error) {
	id, err := strconv.ParseInt(r.PostFormValue("delivery"), 10, 64)
	if err != nil {
		return nil, errBadForm
	}
	of, err := s.opts.Archive.DigestOf(r.Context(), id)
	if err == nil && of != d.ID {
		err = press.ErrNotFound
	}
	if err == nil {
		err = s.opts.Archive.SendCopy(r.Context(), id)
	}
	return url.Values{"done": {"resent"}}, err
}

// sendTest sends the previewed issue to one address and waits for what the server says.
func (s *site) sendTest(r *http.Request, d press.Digest) (url.Values, error) {
	to, err := mail.ParseAddress(strings.TrimSpace(r.PostFormValue("to")))
	if err != nil || s.opts.Desk == nil || s.opts.Desk.Sender == nil {
		return nil, errBadForm
	}
	asOf := r.PostFormValue("as_of")
	back := url.Values{"done": {"tested"}, "as_of": {asOf}}
	err = s.opts.Desk.Test(r.Context(), d, s.wordsFor(r).asOf(d, asOf), to.String())
	var fault *press.MailFault
	if errors.As(err, &fault) {
		return url.Values{"fault": {string(fault.Code)}, "said": {fault.Detail}, "as_of": {asOf}}, nil
	}
	return back, err
}
