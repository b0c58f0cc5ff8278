package archive

import (
	"context"
	"time"

	"pressclip/internal/press"
)

// ProjectLine is a project with its counts, for programs: its JSON is that of `projects --json`.
type ProjectLine struct {
	press.Project
	Clippings  int `json:"clippings"`
	New        int `json:"new"`
	Relevant   int `json:"relevant"`
	Irrelevant int `json:"irrelevant"`
	// Refiling says how far keywords are that were added and are held against what was read before; null: none are.
	Refiling *RefilingLine `json:"refiling"`
}

// RefilingLine is how far a project's new keywords are, in a ProjectLine.
type RefilingLine struct {
	AskedAt  time.Time `json:"asked_at"`
	Keywords []string  `json:"keywords"`
	Done     int       `json:"done"`
	Total    int       `json:"total"`
	Found    int       `json:"found"` // by all keywords that are on the way together
}

// ProjectLines are all projects by name.
func (a *Archive) ProjectLines(ctx context.Context) ([]ProjectLine, error) {
	projects, err := a.Projects(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := a.ProjectFigures(ctx)
	if err != nil {
		return nil, err
	}
	open, err := a.Refilings(ctx)
	if err != nil {
		return nil, err
	}
	refiling, list := refilingLines(open), []ProjectLine{}
	for _, p := range projects {
		n := figures[p.Name]
		line := ProjectLine{
			Project: p, New: n[press.VerdictNew], Relevant: n[press.VerdictRelevant], Irrelevant: n[press.VerdictIrrelevant], Refiling: refiling[p.Name],
		}
		line.Clippings = line.New + line.Relevant + line.Irrelevant
		list = append(list, line)
	}
	return list, nil
}

// refilingLines are the refilings that are not finished, by project; of several of one project the first.
func refilingLines(open []Refiling) map[string]*RefilingLine {
	lines := map[string]*RefilingLine{}
	for _, r := range open {
		for _, p := range r.Projects {
			if lines[p.Project] == nil {
				lines[p.Project] = &RefilingLine{r.AskedAt, p.Keywords, r.Done, max(r.Done, r.Total), r.Found}
			}
		}
	}
	return lines
}
