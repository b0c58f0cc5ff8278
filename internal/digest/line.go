package digest

import (
	"context"
	"slices"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// Line is a composed issue for programs: its JSON is that of `digest --json`.
type Line struct {
	Name        string        `json:"name"`
	From        time.Time     `json:"from"`
	To          time.Time     `json:"to"`
	Projects    []LineSection `json:"projects"`
	ToAddresses []string      `json:"to_addresses"` // not those that have unsubscribed
	Empty       bool          `json:"empty"`
}

// LineSection is one project of a Line.
type LineSection struct {
	Project   string      `json:"project"`
	Clippings []press.Hit `json:"clippings"`
}

// Line is an issue with those to whom it goes.
func (k *Desk) Line(ctx context.Context, s *Sheet) (Line, error) {
	l := Line{
		Name: s.Digest.Name, From: s.Issue.Since.In(k.Location), To: s.Issue.Until.In(k.Location), Empty: s.Empty(),
		Projects: make([]LineSection, 0, len(s.Projects)), ToAddresses: []string{},
	}
	for _, p := range s.Projects {
		l.Projects = append(l.Projects, LineSection{p.Project, p.Hits})
	}
	subscribers, err := k.Archive.Subscribers(ctx, s.Digest.ID)
	for _, r := range s.Digest.To {
		if !slices.ContainsFunc(subscribers, func(s archive.Subscriber) bool { return s.Address == r.Address && !s.LeftAt.IsZero() }) {
			l.ToAddresses = append(l.ToAddresses, r.Address)
		}
	}
	return l, err
}
