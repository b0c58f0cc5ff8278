package archive

import (
	"context"
	"time"

	"pressclip/internal/health"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// OutletLine is an outlet with how it does, in words, for programs: its JSON is that of `outlets --json`.
type OutletLine struct {
	press.Outlet
	MovedTo     string       `json:"moved_to,omitempty"` // where its site has moved for good
	Read        int          `json:"read"`
	Clippings   int          `json:"clippings"`
	Pending     int          `json:"pending"`
	LastVisit   *time.Time   `json:"last_visit"`
	LastArticle *time.Time   `json:"last_article"`
	NextVisit   *time.Time   `json:"next_visit"`
	OK          *bool        `json:"ok"` // of the last visit
	Errors      []string     `json:"errors"`
	Health      HealthLine   `json:"health"`
	LookBack    *LookingBack `json:"look_back"` // the last one, while it lasts and for a week; else null
}

// LookingBack is what was read of a time before, in an OutletLine.
type LookingBack struct {
	Since    time.Time  `json:"since"`
	Until    time.Time  `json:"until"`
	Asked    bool       `json:"asked"`
	Ended    *time.Time `json:"ended"`    // null: it lasts
	Expected *int       `json:"expected"` // articles that are usual in so much time; null: not known
	Read     int        `json:"read"`
	Clipped  int        `json:"clipped"`
	Missing  int        `json:"missing"`
	Open     int        `json:"open"`
	Text     string     `json:"text"`
}

// HealthLine is how an outlet does, in an OutletLine.
type HealthLine struct {
	State    string    `json:"state"`          // new: never visited; good, warn or bad
	Usual    *float64  `json:"usual_per_week"` // articles; null while that is not known
	Findings []Finding `json:"findings"`       // the worst first
}

// Finding is one trouble of an outlet in words.
type Finding struct {
	Kind    health.Kind `json:"kind"`
	Since   time.Time   `json:"since"`
	Noticed time.Time   `json:"noticed"`
	Text    string      `json:"text"`
	Advice  string      `json:"advice"`
}

// LookBackShown is how long after its end it is shown what was read of a time before.
const LookBackShown = 7 * 24 * time.Hour

// OutletLines are all outlets by name, worded in a language; now is the moment of reading, in the reader's zone.
func (a *Archive) OutletLines(ctx context.Context, language string, now time.Time) ([]OutletLine, error) {
	outlets, err := a.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	visits, err := a.LastVisits(ctx)
	if err != nil {
		return nil, err
	}
	troubles, err := a.Outages(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := a.Figures(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	looked, err := a.LookBacks(ctx, now.Add(-LookBackShown))
	if err != nil {
		return nil, err
	}
	list := []OutletLine{}
	for _, o := range outlets {
		of := figures.PerOutlet[o.ID]
		line := OutletLine{
			Outlet: o, MovedTo: o.Home, Read: of.Read, Clippings: of.Clippings, Pending: of.Pending, LastArticle: known(of.LastArticle),
			NextVisit: known(of.NextVisit), Errors: []string{},
		}
		v, visited := visits[o.ID]
		line.Health = healthLine(visited, of.Usual, troubles[o.ID], language, now)
		if visited {
			line.LastVisit, line.OK = known(v.Ended), &v.OK
			for _, f := range v.Faults {
				line.Errors = append(line.Errors, faultAt(f, language, now))
			}
		}
		if b, ok := looked[o.ID]; ok {
			line.LookBack = lookingBack(b, language, now)
		}
		list = append(list, line)
	}
	return list, nil
}

// known is nil for a time that is not known.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// faultAt says what failed, where, and what to do about it.
func faultAt(f press.Fault, language string, now time.Time) string {
	said := locale.FaultAndRemedy(language, string(f.Code), f.Status, f.Until, now)
	if f.URL == "" {
		return said
	}
	return f.URL + ": " + said
}

func lookingBack(b LookBack, language string, now time.Time) *LookingBack {
	l := &LookingBack{
		Since: b.Since, Until: b.Begun, Asked: b.Asked, Ended: known(b.Ended), Read: b.Read, Clipped: b.Clipped, Missing: b.Missing, Open: b.Open,
		Text: b.Words(language, now),
	}
	if b.Expected > 0 {
		l.Expected = &b.Expected
	}
	return l
}

func healthLine(visited bool, usual float64, troubles []Outage, language string, now time.Time) HealthLine {
	h := HealthLine{State: "good", Findings: []Finding{}}
	if !visited {
		h.State = "new"
	}
	if usual > 0 {
		h.Usual = &usual
	}
	for _, t := range troubles {
		if t.Bad() {
			h.State = "bad"
		} else if h.State != "bad" {
			h.State = "warn"
		}
		text, advice := t.Words(language, now, t.Origin == press.OriginPage)
		h.Findings = append(h.Findings, Finding{t.Kind, t.Since, t.NoticedAt, text, advice})
	}
	return h
}
