package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// apiIssueRoutes are the addresses of what leaves the house: issues, alerts, press lists and feeds of projects.
func (s *site) apiIssueRoutes() []route {
	const reader, reviewer, admin = press.RoleReader, press.RoleReviewer, press.RoleAdmin
	return []route{
		{"GET /api/v1/digests/{name}/issues", reader, "", s.api(s.apiSent)},
		{"GET /api/v1/digests/{name}/preview", reader, "", s.api(s.apiPreview)},
		{"POST /api/v1/digests/{name}/pause", admin, "digest", s.api(s.apiDigestDo("pause"))},
		{"POST /api/v1/digests/{name}/resume", admin, "digest", s.api(s.apiDigestDo("resume"))},
		{"POST /api/v1/digests/{name}/test", admin, "digest", s.api(s.apiDigestDo("test", "to", "as_of"))},
		{"POST /api/v1/digests/{name}/resend", admin, "digest", s.api(s.apiDigestDo("resend", "delivery"))},
		{"POST /api/v1/digests/{name}/return", admin, "digest", s.api(s.apiDigestDo("return", "address"))},
		{"GET /api/v1/projects/{name}/alerts", reader, "", s.api(s.ofProject(s.apiAlerts))},
		{"POST /api/v1/projects/{name}/alerts/resend", admin, "alerts", s.api(s.ofProject(s.apiAlertDo("resend", "delivery")))},
		{"POST /api/v1/projects/{name}/alerts/return", admin, "alerts", s.api(s.ofProject(s.apiAlertDo("return", "address")))},
		{"GET /api/v1/projects/{name}/press", reader, "", s.api(s.ofProject(s.apiPress))},
		{"POST /api/v1/projects/{name}/press/publish", reviewer, "press", s.api(s.ofProject(s.apiPressDo("publish", "clipping", "sentence")))},
		{"POST /api/v1/projects/{name}/press/withdraw", reviewer, "press", s.api(s.ofProject(s.apiPressDo("withdraw", "clipping")))},
		{"POST /api/v1/projects/{name}/press/up", reviewer, "press", s.api(s.ofProject(s.apiPressDo("up", "clipping")))},
		{"POST /api/v1/projects/{name}/press/down", reviewer, "press", s.api(s.ofProject(s.apiPressDo("down", "clipping")))},
		{"GET /api/v1/projects/{name}/feed", reviewer, "", s.api(s.ofProject(s.apiFeed))},
		{"POST /api/v1/projects/{name}/feed/open", reviewer, "feed", s.api(s.ofProject(s.apiFeedDo("open")))},
		{"POST /api/v1/projects/{name}/feed/renew", reviewer, "feed", s.api(s.ofProject(s.apiFeedDo("renew")))},
		{"POST /api/v1/projects/{name}/feed/close", reviewer, "feed", s.api(s.ofProject(s.apiFeedDo("close")))},
	}
}

// ofProject finds the project that an address names.
func (s *site) ofProject(do func(*http.Request, press.Project) (reply, error)) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		p, err := s.opts.Archive.Project(r.Context(), r.PathValue("name"))
		if err != nil {
			return reply{}, err
		}
		return do(r, p)
	}
}

// apiSentAnswer is what was sent, the newest first, and who does not get it any more.
type apiSentAnswer struct {
	Sent []apiIssue `json:"sent"`
	Left []apiLeft  `json:"left"`
}

// apiLeft is an address that has unsubscribed.
type apiLeft struct {
	Address string    `json:"address"`
	At      time.Time `json:"at"`
}

func apiLefts(subscribers []archive.Subscriber) []apiLeft {
	list := []apiLeft{}
	for _, one := range subscribers {
		if !one.LeftAt.IsZero() {
			list = append(list, apiLeft{one.Address, one.LeftAt})
		}
	}
	return list
}

// apiSent answers for the issues of a digest.
func (s *site) apiSent(r *http.Request) (reply, error) {
	d, err := s.opts.Archive.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		return reply{}, err
	}
	subscribers, err := s.opts.Archive.Subscribers(r.Context(), d.ID)
	if err != nil {
		return reply{}, err
	}
	issues, err := s.apiIssues(r.Context(), s.wordsFor(r), d, historyIssues)
	return reply{value: apiSentAnswer{issues, apiLefts(subscribers)}}, err
}

// asOfForm puts the time that a program names into the form of the page: a moment, or the same without a zone.
func (s *site) asOfForm(r *http.Request, form url.Values) error {
	text := form.Get("as_of")
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.ParseInLocation(asOfLayout, text, s.opts.Location)
	}
	if err != nil {
		return blamed("as_of", s.wordsFor(r).text("web.api.as_of", s.opts.Now().In(s.opts.Location).Format(time.RFC3339)))
	}
	form.Set("as_of", at.In(s.opts.Location).Format(asOfLayout))
	return nil
}

// apiPreview answers with an issue as it is, or would be.
func (s *site) apiPreview(r *http.Request) (reply, error) {
	said, form := s.wordsFor(r), r.URL.Query()
	d, err := s.opts.Archive.Digest(r.Context(), r.PathValue("name"))
	if err == nil {
		err = s.asOfForm(r, form)
	}
	if err == nil && s.opts.Desk == nil {
		err = said.refuse(http.StatusServiceUnavailable, "web.api.not_offered")
	}
	if err != nil {
		return reply{}, err
	}
	sheet, err := s.opts.Desk.Compose(r.Context(), d, said.asOf(d, form.Get("as_of")))
	if isTimeError(err) {
		err = said.refuse(http.StatusNotFound, "web.api.no_issue")
	}
	if err != nil {
		return reply{}, err
	}
	line, err := s.opts.Desk.Line(r.Context(), sheet)
	return reply{value: line}, err
}

// apiDigestDo does what the page of a digest does, and answers with how things stand with it then.
func (s *site) apiDigestDo(do string, keys ...string) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		said := s.wordsFor(r)
		d, err := s.opts.Archive.Digest(r.Context(), r.PathValue("name"))
		if err == nil {
			err = s.takes(r, keys...)
		}
		if err == nil && do == "return" {
			var subscribers []archive.Subscriber
			if subscribers, err = s.opts.Archive.Subscribers(r.Context(), d.ID); err == nil {
				err = returning(r, subscribers)
			}
		}
		if err == nil && do == "test" {
			err = s.asOfForm(r, r.PostForm)
		}
		if err != nil {
			return reply{}, err
		}
		back, err := s.digestDeed(r, d, do)
		switch _, alarm := said.digestNotice(back); {
		case errors.Is(err, press.ErrConflict):
			return reply{}, said.refuse(http.StatusConflict, "web.api.waits")
		case isTimeError(err):
			return reply{}, said.refuse(http.StatusNotFound, "web.api.no_issue")
		case err != nil:
			return reply{}, err
		case alarm != "":
			return reply{}, &refusal{http.StatusBadGateway, apiError{Error: alarm}}
		}
		one, err := s.apiDigest(r, d)
		return reply{value: one}, err
	}
}

// returning puts the ticket of an address that has left into a form that names the address.
func returning(r *http.Request, subscribers []archive.Subscriber) error {
	i := slices.IndexFunc(subscribers, func(one archive.Subscriber) bool {
		return one.Address == r.PostForm.Get("address") && !one.LeftAt.IsZero()
	})
	if i < 0 {
		return press.ErrNotFound
	}
	r.PostForm.Set("ticket", subscribers[i].Ticket)
	return nil
}

// apiAlerts answers for the alerts of a project.
func (s *site) apiAlerts(r *http.Request, p press.Project) (reply, error) {
	alerts, err := s.opts.Archive.Alerts(r.Context(), p.ID, historyAlerts)
	if err != nil {
		return reply{}, err
	}
	listeners, err := s.opts.Archive.Listeners(r.Context(), p.ID)
	answer := apiSentAnswer{[]apiIssue{}, apiLefts(listeners)}
	for _, a := range alerts {
		deliveries, err := s.opts.Archive.AlertDeliveries(r.Context(), a.ID)
		if err != nil {
			return reply{}, err
		}
		answer.Sent = append(answer.Sent, s.wordsFor(r).apiIssue(a.ClosedAt, len(a.Clippings), deliveries))
	}
	return reply{value: answer}, err
}

// apiAlertDo does what the page does about the alerts of a project, and answers with them.
func (s *site) apiAlertDo(do string, keys ...string) func(*http.Request, press.Project) (reply, error) {
	return func(r *http.Request, p press.Project) (reply, error) {
		err := s.takes(r, keys...)
		if err == nil && do == "return" {
			var listeners []archive.Subscriber
			if listeners, err = s.opts.Archive.Listeners(r.Context(), p.ID); err == nil {
				err = returning(r, listeners)
			}
		}
		if err == nil {
			err = s.alertDeed(r, p, do)
		}
		if errors.Is(err, press.ErrConflict) {
			err = s.wordsFor(r).refuse(http.StatusConflict, "web.api.waits")
		}
		if err != nil {
			return reply{}, err
		}
		return s.apiAlerts(r, p)
	}
}

// apiPressLine is a clipping on a press list.
type apiPressLine struct {
	ID        int64     `json:"id"`
	URL       string    `json:"url,omitempty"`
	Title     string    `json:"title"`
	Outlet    string    `json:"outlet"`
	Published time.Time `json:"published,omitzero"`
	Sentence  string    `json:"sentence,omitempty"`
	By        string    `json:"by,omitempty"`
	At        time.Time `json:"at"`
}

// apiPress answers for the press list of a project, in its order.
func (s *site) apiPress(r *http.Request, p press.Project) (reply, error) {
	chosen, err := s.opts.Archive.PressList(r.Context(), p.ID)
	list := []apiPressLine{}
	for _, c := range chosen {
		a := c.Clipping.Article
		list = append(list, apiPressLine{c.Clipping.ID, press.Link(a.URL), a.Title, c.Clipping.Outlet.Name, a.Published, c.Sentence, c.Person, c.At})
	}
	return reply{value: list}, err
}

// apiPressDo does what the page does about a press list, and answers with it.
func (s *site) apiPressDo(do string, keys ...string) func(*http.Request, press.Project) (reply, error) {
	return func(r *http.Request, p press.Project) (reply, error) {
		err := s.takes(r, keys...)
		if err == nil {
			err = s.pressDeed(r, p.Name, do)
		}
		if err != nil {
			return reply{}, err
		}
		return s.apiPress(r, p)
	}
}

// apiFeedAnswer is the feed of a project or a search; without an address there is none.
type apiFeedAnswer struct {
	URL *string `json:"url"` // whoever knows it may read the feed
}

// apiFeed answers for the feed of a project.
func (s *site) apiFeed(r *http.Request, p press.Project) (reply, error) {
	v, err := s.feedView(r, s.wordsFor(r), p)
	var answer apiFeedAnswer
	if err == nil && v.URL != "" {
		answer.URL = &v.URL
	}
	return reply{value: answer}, err
}

// apiFeedDo does what the page does about the feed of a project, and answers with it.
func (s *site) apiFeedDo(do string) func(*http.Request, press.Project) (reply, error) {
	return func(r *http.Request, p press.Project) (reply, error) {
		err := s.takes(r)
		if err == nil {
			err = s.feedDeed(r, p, do)
		}
		if err != nil {
			return reply{}, err
		}
		return s.apiFeed(r, p)
	}
}
