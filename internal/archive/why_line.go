package archive

import (
	"time"

	"pressclip/internal/press"
)

// FateLine is a fate for programs: its JSON is that of `why --json`. What does not apply is left out.
type FateLine struct {
	URL       string        `json:"url"`
	Why       Why           `json:"why"`
	Said      string        `json:"said"`
	Advice    string        `json:"advice,omitempty"`
	Outlet    string        `json:"outlet,omitempty"`
	Title     string        `json:"title,omitempty"`
	FirstSeen time.Time     `json:"first_seen,omitzero"`
	ReadAt    time.Time     `json:"read_at,omitzero"`
	NextTry   time.Time     `json:"next_try,omitzero"`
	Fault     *press.Fault  `json:"fault,omitempty"`
	Clipping  int64         `json:"clipping,omitempty"`
	Projects  []FateProject `json:"projects,omitempty"`
	ErasedAt  time.Time     `json:"erased_at,omitzero"`
}

// FateProject is a project under which the article of a FateLine is filed.
type FateProject struct {
	Project  string        `json:"project"`
	Verdict  press.Verdict `json:"verdict"`
	Keywords []string      `json:"keywords"`
	ByHand   bool          `json:"by_hand,omitempty"`
	FiledBy  string        `json:"filed_by,omitempty"`
}

// Line words the fate as In does.
func (f Fate) Line(language string, now time.Time) FateLine {
	words := f.In(language, now)
	l := FateLine{URL: f.URL, Why: f.Why, Said: words.Said, Advice: words.Advice, ErasedAt: f.ErasedAt}
	if f.Outlet != nil {
		l.Outlet = f.Outlet.Name
	}
	if p := f.Page; p != nil {
		l.Title, l.FirstSeen, l.ReadAt, l.NextTry, l.Fault = p.Title, p.FirstSeen, p.ReadAt, p.NextTry, p.Fault
	}
	if f.Clipping != nil {
		l.Clipping = f.Clipping.ID
		for _, r := range f.Clipping.Reviews {
			l.Projects = append(l.Projects, FateProject{r.Project, r.Verdict, append([]string{}, r.Keywords...), r.ByHand, r.FiledBy})
		}
	}
	return l
}
