package match

import (
	"cmp"
	"slices"
	"sync"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// Standing is the keywords of projects, ready to be held against articles. Any number of goroutines may use it, also
// while projects change: a change costs what has changed, and an article waits for no more than that of one project.
type Standing struct {
	changing sync.Mutex // held while projects change or a set is made

	mu       sync.RWMutex      // guards what follows; whoever holds changing may read without it
	sets     map[string]*Set   // by chain; one is made when the first article of the chain comes
	projects []standing        // in the order in which they came; without numbers, where one was removed
	places   map[string]uint32 // of projects, by name
	owners   []owner           // by the number of a plan
	unused   []uint32          // numbers of plans
}

// standing is one project; its numbers are those of its keywords, then of its exclusions.
type standing struct {
	press.Project
	numbers []uint32
}

// owner is where a plan comes from.
type owner struct {
	project uint32
	keyword uint32 // exclusions are counted on behind the keywords
}

// NewStanding prepares projects. An error names the project and the keyword and wraps the *query.Error.
func NewStanding(projects []press.Project) (*Standing, error) {
	s := &Standing{sets: map[string]*Set{text.Chain(""): NewSet(nil)}, places: map[string]uint32{}}
	return s, s.Replace(projects)
}

// Match returns the keywords that an article of the outlet of this name satisfies, in the order of projects and
// keywords. Projects that do not watch the outlet, and those of which an exclusion is satisfied, have none.
func (s *Standing) Match(a press.Article, outlet string) []press.Match {
	d := Analyse(a, outlet)
	set := s.reading(d.chain)
	defer s.mu.RUnlock()
	r := set.begin(d)
	defer set.end(r)
	numbers := r.numbers()
	slices.SortFunc(numbers, func(a, b int) int { return s.owners[a].compare(s.owners[b]) })
	var matches []press.Match
	for len(numbers) > 0 {
		own := &s.projects[s.owners[numbers[0]].project]
		n := 1
		for n < len(numbers) && s.owners[numbers[n]].project == s.owners[numbers[0]].project {
			n++
		}
		vetoed := int(s.owners[numbers[n-1]].keyword) >= len(own.Keywords)
		for _, number := range numbers[:n] {
			if vetoed || !own.Watches(outlet) {
				break
			}
			passages, _ := r.passages(number)
			matches = append(matches, press.Match{
				Project:  own.Name,
				Keyword:  own.Keywords[s.owners[number].keyword],
				Passages: Quote(a, outlet, passages),
			})
		}
		numbers = numbers[n:]
	}
	return matches
}

func (o owner) compare(other owner) int {
	return cmp.Or(cmp.Compare(o.project, other.project), cmp.Compare(o.keyword, other.keyword))
}

// reading takes the lock for reading and returns the set of a chain.
func (s *Standing) reading(chain string) *Set {
	for {
		s.mu.RLock()
		if set, ok := s.sets[chain]; ok {
			return set
		}
		s.mu.RUnlock()
		s.make(chain)
	}
}

// make makes the set of a chain while articles of other chains go on.
func (s *Standing) make(chain string) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if _, ok := s.sets[chain]; ok {
		return
	}
	planner := query.NewPlanner(chain)
	var plans []query.Plan
	var numbers []uint32
	for _, own := range s.projects {
		for i, keyword := range slices.Concat(own.Keywords, own.Exclude) {
			q, err := query.ParseKeyword(keyword)
			if err != nil {
				continue // cannot be: it was parsed before
			}
			plans, numbers = append(plans, planner.Plan(q)), append(numbers, own.numbers[i])
		}
	}
	set := NewSet(nil)
	set.Put(numbers, plans)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sets[chain] = set
}
