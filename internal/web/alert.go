package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// alertsView is what a project tells at once, and to whom.
type alertsView struct {
	State  string
	Notice string
	Sent   []issueView
	Left   []leftView
}

// historyAlerts is how many alerts the page of a project lists.
const historyAlerts = 10

// alerts says how things stand with the alerts of a project; nil if it has none and never had.
func (s *site) alerts(r *http.Request, said words, p press.Project) (*alertsView, error) {
	list, err := s.opts.Archive.Alerts(r.Context(), p.ID, historyAlerts)
	if err != nil || !p.Alert && len(list) == 0 {
		return nil, err
	}
	v := &alertsView{State: s.alertState(said, p)}
	if done := r.URL.Query().Get("done"); slices.Contains([]string{"resend", "return"}, done) {
		v.Notice = said.text("web.alerts.done." + done)
	}
	for _, a := range list {
		deliveries, err := s.opts.Archive.AlertDeliveries(r.Context(), a.ID)
		if err != nil {
			return nil, err
		}
		one := said.sentView(a.ClosedAt, len(a.Clippings), deliveries)
		one.resendAt(projectURL(p.Name) + "/alerts/resend")
		v.Sent = append(v.Sent, one)
	}
	listeners, err := s.opts.Archive.Listeners(r.Context(), p.ID)
	v.Left = said.leftViews(listeners, projectURL(p.Name)+"/alerts/return")
	return v, err
}

// alertState says who hears what is new.
func (s *site) alertState(said words, p press.Project) string {
	if !p.Alert {
		return said.text("web.alerts.off")
	}
	var to []string
	for _, one := range p.AlertTo {
		to = append(to, one.Address)
	}
	mute := len(to) > 0 && (s.opts.Desk == nil || s.opts.Desk.Sender == nil)
	if s.opts.Desk != nil {
		for _, h := range s.opts.Desk.Hooks {
			to = append(to, h.Name())
		}
	}
	switch {
	case len(to) == 0:
		return said.text("web.alerts.nobody")
	case mute:
		return said.text("web.alerts.mute", locale.List(said.language, to))
	}
	return said.text("web.alerts.to", locale.List(said.language, to))
}

// alertDo takes what is to be done about alerts of a project: resend or return.
func (s *site) alertDo(w http.ResponseWriter, r *http.Request) {
	p, err := s.opts.Archive.Project(r.Context(), r.PathValue("name"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	do := r.PathValue("do")
	err = s.alertDeed(r, p, do)
	if err != nil && !errors.Is(err, press.ErrConflict) {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, projectURL(p.Name)+"?"+url.Values{"done": {do}}.Encode()+"#alerts", http.StatusSeeOther)
}

func (s *site) alertDeed(r *http.Request, p press.Project, do string) error {
	switch do {
	case "resend":
		id, err := strconv.ParseInt(r.PostFormValue("delivery"), 10, 64)
		if err != nil {
			return errBadForm
		}
		return s.opts.Archive.SendAlertCopy(r.Context(), p.ID, id)
	case "return":
		return s.opts.Archive.Return(r.Context(), r.PostFormValue("ticket"))
	}
	return press.ErrNotFound
}
