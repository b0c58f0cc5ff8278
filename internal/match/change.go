package match

import (
	"fmt"
	"iter"
	"runtime"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Replace makes these all projects; each has a name of its own. What is the same as before stays as it is. An error is
// like that of NewStanding and leaves everything as it was.
func (s *Standing) Replace(projects []press.Project) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	if len(s.places) == 0 {
		return s.fill(projects)
	}
	keep := make(map[string]bool, len(projects))
	var changes []change
	for c, err := range s.prepared(projects) {
		if err != nil {
			return err
		}
		keep[c.Name] = true
		if c.differs {
			changes = append(changes, c)
		}
	}
	for _, c := range changes {
		s.apply(c)
	}
	for _, own := range s.projects {
		if !keep[own.Name] {
			s.remove(own.Name)
		}
	}
	return nil
}

// fill makes these the projects where there were none. Other than apply it needs no plan for longer than to compile it.
func (s *Standing) fill(projects []press.Project) error {
	keywords := 0
	for _, p := range projects {
		keywords += len(p.Keywords) + len(p.Exclude)
	}
	anew := &Standing{
		sets:     map[string]*Set{},
		projects: make([]standing, 0, len(projects)),
		places:   make(map[string]uint32, len(projects)),
		owners:   make([]owner, 0, keywords),
	}
	for chain := range s.sets {
		anew.sets[chain] = newSet(keywords)
	}
	sets := anew.inOrder()
	shared := make([]fragments, len(sets))
	for c, err := range s.prepared(projects) {
		if err != nil {
			return err
		}
		anew.number(&c)
		for k, set := range sets {
			for i, keyword := range c.fresh {
				set.take(c.numbers[keyword], c.plans[k][i], &shared[k])
			}
		}
		anew.place(c.standing)
	}
	numbers := upTo(len(anew.owners))
	for _, set := range sets {
		set.settle(numbers)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sets, s.projects, s.places, s.owners, s.unused = anew.sets, anew.projects, anew.places, anew.owners, nil
	return nil
}

// Put adds a project, or changes the one of this name. An error is like that of NewStanding and leaves everything as it
// was.
func (s *Standing) Put(p press.Project) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	c, err := s.prepare(p, s.planners())
	if err != nil {
		return err
	}
	s.apply(c)
	return nil
}

// Remove takes a project out; one that is not there, quietly.
func (s *Standing) Remove(name string) {
	s.changing.Lock()
	defer s.changing.Unlock()
	s.remove(name)
}

// change is a project as it is to be.
type change struct {
	standing                // its numbers are those it has already, else fresh ones to be
	fresh    []int          // keywords that the project did not have
	plans    [][]query.Plan // of these, by chain
	dropped  []uint32
	differs  bool
}

func (s *Standing) chains() []string {
	var all []string
	for chain := range s.sets {
		all = append(all, chain)
	}
	slices.Sort(all)
	return all
}

// planners returns one for each of the chains.
func (s *Standing) planners() []*query.Planner {
	var all []*query.Planner
	for _, chain := range s.chains() {
		all = append(all, query.NewPlanner(chain))
	}
	return all
}

// inOrder returns the sets in the order of chains.
func (s *Standing) inOrder() []*Set {
	var all []*Set
	for _, chain := range s.chains() {
		all = append(all, s.sets[chain])
	}
	return all
}

// prepared prepares projects on all processors and hands them on in their order, up to the first error.
func (s *Standing) prepared(projects []press.Project) iter.Seq2[change, error] {
	const batch = 16 // whose plans a processor has near while they are compiled
	type outcome struct {
		change
		err error
	}
	return func(yield func(change, error) bool) {
		planners := s.planners()
		ahead := make(chan chan []outcome, 2*runtime.GOMAXPROCS(0)) // so many batches wait at most
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			defer close(ahead)
			for some := range slices.Chunk(projects, batch) {
				done := make(chan []outcome, 1)
				select {
				case ahead <- done:
				case <-stop:
					return
				}
				go func() {
					all := make([]outcome, len(some))
					for i, p := range some {
						all[i].change, all[i].err = s.prepare(p, planners)
					}
					done <- all
				}()
			}
		}()
		for done := range ahead {
			for _, o := range <-done {
				if !yield(o.change, o.err) {
					return
				}
			}
		}
	}
}

// prepare parses what is new in a project.
func (s *Standing) prepare(p press.Project, planners []*query.Planner) (change, error) {
	c := change{standing: standing{Project: p}, differs: true}
	var before standing
	if at, ok := s.places[p.Name]; ok {
		before = s.projects[at]
		c.differs = !before.like(p)
	}
	keywords := slices.Concat(p.Keywords, p.Exclude)
	c.Keywords, c.Exclude = keywords[:len(p.Keywords):len(p.Keywords)], keywords[len(p.Keywords):]
	c.numbers, c.fresh, c.dropped = carry(slices.Concat(before.Keywords, before.Exclude), before.numbers, keywords)
	c.plans = make([][]query.Plan, len(planners))
	for k := range planners {
		c.plans[k] = make([]query.Plan, len(c.fresh))
	}
	for i, keyword := range c.fresh {
		q, err := query.ParseKeyword(keywords[keyword])
		if err != nil {
			return change{}, fault(p, keyword, err)
		}
		for k, planner := range planners {
			c.plans[k][i] = planner.Plan(q)
		}
	}
	return c, nil
}

func fault(p press.Project, i int, err error) error {
	if n := len(p.Keywords); i >= n {
		return fmt.Errorf("project %q: exclusion: keyword %q: %w", p.Name, p.Exclude[i-n], err)
	}
	return fmt.Errorf("project %q: keyword %q: %w", p.Name, p.Keywords[i], err)
}

// like says whether a project finds the same as another.
func (own *standing) like(p press.Project) bool {
	return slices.Equal(own.Keywords, p.Keywords) && slices.Equal(own.Exclude, p.Exclude) && slices.Equal(own.Outlets, p.Outlets)
}

// carry finds for each keyword the number that it has already, or says that it is missing. Numbers that are left over
// are dropped.
func carry(before []string, numbers []uint32, keywords []string) (carried []uint32, missing []int, dropped []uint32) {
	carried, missing = make([]uint32, len(keywords)), make([]int, 0, len(keywords))
	begin := 0
	for begin < min(len(before), len(keywords)) && before[begin] == keywords[begin] {
		carried[begin] = numbers[begin]
		begin++
	}
	end, endBefore := len(keywords), len(before)
	for end > begin && endBefore > begin && before[endBefore-1] == keywords[end-1] {
		end--
		endBefore--
		carried[end] = numbers[endBefore]
	}
	known := make(map[string][]uint32, endBefore-begin)
	for i, keyword := range before[begin:endBefore] {
		known[keyword] = append(known[keyword], numbers[begin+i])
	}
	for i := begin; i < end; i++ {
		if have := known[keywords[i]]; len(have) > 0 {
			carried[i], known[keywords[i]] = have[0], have[1:]
		} else {
			missing = append(missing, i)
		}
	}
	for _, rest := range known {
		dropped = append(dropped, rest...)
	}
	return carried, missing, dropped
}

// apply makes a change visible.
func (s *Standing) apply(c change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(c.dropped)
	s.number(&c)
	numbers := make([]uint32, len(c.fresh))
	for i, keyword := range c.fresh {
		numbers[i] = c.numbers[keyword]
	}
	for k, set := range s.inOrder() {
		set.Put(numbers, c.plans[k])
	}
	s.place(c.standing)
}

// number gives numbers to what is new in a change.
func (s *Standing) number(c *change) {
	for _, keyword := range c.fresh {
		c.numbers[keyword] = s.take()
	}
}

// place writes down whose numbers they are.
func (s *Standing) place(own standing) {
	at, ok := s.places[own.Name]
	if !ok {
		at = uint32(len(s.projects))
		s.places[own.Name] = at
		s.projects = append(s.projects, standing{})
	}
	s.projects[at] = own
	for i, number := range own.numbers {
		s.owners[number] = owner{at, uint32(i)}
	}
}

func (s *Standing) take() uint32 {
	if last := len(s.unused) - 1; last >= 0 {
		number := s.unused[last]
		s.unused = s.unused[:last]
		return number
	}
	s.owners = append(s.owners, owner{})
	return uint32(len(s.owners) - 1)
}

func (s *Standing) drop(numbers []uint32) {
	for _, number := range numbers {
		for _, set := range s.sets {
			set.Remove(number)
		}
	}
	s.unused = append(s.unused, numbers...)
}

func (s *Standing) remove(name string) {
	at, ok := s.places[name]
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(s.projects[at].numbers)
	s.projects[at] = standing{}
	delete(s.places, name)
}
