package web

import (
	"context"
	"net/http"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

// apiDigest is a digest with how things stand with it.
type apiDigest struct {
	press.Digest
	Paused *time.Time `json:"paused"` // since when; null: it is not
	Next   *time.Time `json:"next"`   // when its next issue comes; null: none does
	Last   *apiIssue  `json:"last"`   // null: there was none
}

// apiIssue is an issue that was closed, or an alert, with what became of it for each recipient.
type apiIssue struct {
	At         time.Time     `json:"at"`        // to which time of the schedule it belongs; of an alert, when it was closed
	Clippings  int           `json:"clippings"` // each counted once
	Deliveries []apiDelivery `json:"deliveries"`
}

// apiDelivery is one recipient of an issue.
type apiDelivery struct {
	ID       int64               `json:"id"`
	Address  string              `json:"address"`
	State    press.DeliveryState `json:"state"`
	SentAt   time.Time           `json:"sent_at,omitzero"`
	NextTry  time.Time           `json:"next_try,omitzero"` // while it waits
	Attempts int                 `json:"attempts"`
	Error    string              `json:"error,omitempty"` // of the last attempt
}

// apiDigests lists the digests.
func (s *site) apiDigests(r *http.Request) (reply, error) {
	digests, err := s.opts.Archive.Digests(r.Context())
	list := []apiDigest{}
	for _, d := range digests {
		one, err := s.apiDigest(r, d)
		if err != nil {
			return reply{}, err
		}
		list = append(list, one)
	}
	return reply{value: list}, err
}

func (s *site) apiDigest(r *http.Request, d press.Digest) (one apiDigest, err error) {
	one.Digest = d
	said := s.wordsFor(r)
	g, err := s.opts.Archive.Arming(r.Context(), d.ID)
	if err != nil {
		return one, err
	}
	if !g.Paused.IsZero() {
		one.Paused = &g.Paused
	} else if times, err := schedule.Parse(d.Schedule, said.now.Location()); err == nil {
		if next := times.Next(said.now); !next.IsZero() {
			one.Next = &next
		}
	}
	issues, err := s.apiIssues(r.Context(), said, d, 1)
	if len(issues) > 0 {
		one.Last = &issues[0]
	}
	return one, err
}

// apiIssues are the newest issues of a digest.
func (s *site) apiIssues(ctx context.Context, said words, d press.Digest, most int) ([]apiIssue, error) {
	issues, err := s.opts.Archive.Issues(ctx, d.ID, most)
	list := []apiIssue{}
	for _, i := range issues {
		deliveries, err := s.opts.Archive.Deliveries(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		distinct := map[int64]bool{}
		for _, c := range i.Clippings {
			distinct[c.ClippingID] = true
		}
		list = append(list, said.apiIssue(i.Due, len(distinct), deliveries))
	}
	return list, err
}

func (w words) apiIssue(at time.Time, clippings int, deliveries []archive.Delivery) apiIssue {
	i := apiIssue{At: at, Clippings: clippings, Deliveries: []apiDelivery{}}
	for _, d := range deliveries {
		one := apiDelivery{ID: d.ID, Address: d.Address, State: d.State, SentAt: d.SentAt, Attempts: d.Attempts}
		if d.State == press.DeliveryWaiting {
			one.NextTry = d.NextTry
		}
		if d.Fault != nil {
			one.Error = locale.MailFault(w.language, string(d.Fault.Code), d.Fault.Detail)
		}
		i.Deliveries = append(i.Deliveries, one)
	}
	return i
}
