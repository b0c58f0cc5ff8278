package web

import (
	"errors"
	"net/http"

	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/press"
)

// leaveView asks whether somebody wants to unsubscribe, or says that they have.
type leaveView struct {
	Heading  string
	Sentence string
	Action   string // where a click goes; empty: there is nothing to do
	Do       string
	Back     bool // it takes back
}

// unsubscribe is the one page that people outside may see: where the page has an address, mails lead here. Who has no
// ticket learns nothing; who has one learns which digest or project it is of and nothing else. Opening it changes nothing, because
// programs open links too; mail programs that offer a button of their own send the form instead, without asking.
func (s *site) unsubscribe(w http.ResponseWriter, r *http.Request) {
	ticket := r.PathValue("ticket")
	who, err := s.opts.Archive.Subscriber(r.Context(), ticket)
	if err == nil && r.Method == http.MethodPost {
		who, err = s.leave(r, who)
	}
	if errors.Is(err, press.ErrNotFound) {
		s.outside(w, r, http.StatusNotFound, "trouble", s.wordsFor(r).strangeTicket())
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	s.outside(w, r, http.StatusOK, "unsubscribe", s.wordsFor(r).leaveView(who))
}

// leave does what the form says: to unsubscribe, if it does not say that this is to be taken back.
func (s *site) leave(r *http.Request, who archive.Subscriber) (archive.Subscriber, error) {
	do := s.opts.Archive.Leave
	if r.PostFormValue("back") != "" {
		do = s.opts.Archive.Return
	}
	if err := do(r.Context(), who.Ticket); err != nil {
		return who, err
	}
	return s.opts.Archive.Subscriber(r.Context(), who.Ticket)
}

// outside shows a page without the ways to the others.
func (s *site) outside(w http.ResponseWriter, r *http.Request, status int, page string, body any) {
	title := s.wordsFor(r).text("web.leave.title")
	s.show(w, r, status, page, frame{Title: title, Tabs: []choice{}, Body: body})
}

func (w words) strangeTicket() trouble {
	return trouble{Heading: w.text("web.leave.unknown"), Sentences: []string{w.text("web.leave.unknown.what")}}
}

func (w words) leaveView(who archive.Subscriber) leaveView {
	action, what := digest.UnsubscribePath+who.Ticket, who.Digest
	if who.Project != "" {
		what = w.text("alert.what", who.Project)
	}
	if who.LeftAt.IsZero() {
		return leaveView{
			Heading: w.text("web.leave.ask", what), Sentence: w.text("web.leave.ask.what"), Action: action, Do: w.text("web.leave.ask.do"),
		}
	}
	return leaveView{
		Heading: w.text("web.leave.done", what), Sentence: w.text("web.leave.done.what"), Action: action, Do: w.text("web.leave.done.do"), Back: true,
	}
}
