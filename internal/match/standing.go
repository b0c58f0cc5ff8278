package match

import (
	"fmt"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// language is what queries are written in.
const language = "de"

// Standing is the keywords of projects, ready to be held against articles. It does not change; any number of
// goroutines may use it.
type Standing struct {
	projects []standing
	set      *Set
}

// standing is one project: its keywords and exclusions are the plans from..exclude and exclude..to of the set.
type standing struct {
	project           press.Project
	from, exclude, to int
}

// NewStanding prepares projects. An error names the project and the keyword and wraps the *query.Error.
func NewStanding(projects []press.Project) (*Standing, error) {
	s := &Standing{}
	var plans []query.Plan
	for _, p := range projects {
		own := standing{project: p, from: len(plans)}
		var err error
		if plans, err = appendPlans(plans, p.Keywords); err != nil {
			return nil, fmt.Errorf("project %q: %w", p.Name, err)
		}
		own.exclude = len(plans)
		if plans, err = appendPlans(plans, p.Exclude); err != nil {
			return nil, fmt.Errorf("project %q: exclusion: %w", p.Name, err)
		}
		own.to = len(plans)
		s.projects = append(s.projects, own)
	}
	s.set = NewSet(plans)
	return s, nil
}

func appendPlans(plans []query.Plan, keywords []string) ([]query.Plan, error) {
	for _, keyword := range keywords {
		q, err := query.ParseKeyword(keyword)
		if err != nil {
			return nil, fmt.Errorf("keyword %q: %w", keyword, err)
		}
		plans = append(plans, q.Plan(language))
	}
	return plans, nil
}

// Match returns the keywords that an article of the outlet of this name satisfies, in the order of projects and
// keywords. Projects that do not watch the outlet, and those of which an exclusion is satisfied, have none.
func (s *Standing) Match(a press.Article, outlet string) []press.Match {
	d := Analyse(a, outlet)
	satisfied := s.set.Find(d)
	var matches []press.Match
	for _, own := range s.projects {
		var mine []int
		for len(satisfied) > 0 && satisfied[0] < own.to {
			mine = append(mine, satisfied[0])
			satisfied = satisfied[1:]
		}
		vetoed := len(mine) > 0 && mine[len(mine)-1] >= own.exclude
		if len(mine) == 0 || vetoed || !own.project.Watches(outlet) {
			continue
		}
		for _, i := range mine {
			passages, _ := Find(d, s.set.plans[i])
			matches = append(matches, press.Match{
				Project:  own.project.Name,
				Keyword:  own.project.Keywords[i-own.from],
				Passages: Quote(a, outlet, passages),
			})
		}
	}
	return matches
}
