package match

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Replace makes these all projects; each has a name of its own. What is the same as before stays as it is. An error is
// like that of NewStanding and leaves everything as it was.
func (s *Standing) Replace(projects []press.Project) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	changes, err := s.prepareAll(projects)
	if err != nil {
		return err
	}
	if len(s.places) == 0 {
		s.apply(changes)
		return nil
	}
	keep := make(map[string]bool, len(projects))
	for i, c := range changes {
		keep[c.Name] = true
		if c.differs {
			s.apply(changes[i : i+1])
		}
	}
	for _, own := range s.projects {
		if !keep[own.Name] {
			s.remove(own.Name)
		}
	}
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
	s.apply([]change{c})
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
	standing         // its numbers are those it has already, else fresh ones to be
	fresh    []fresh // in the order of keywords
	dropped  []uint32
	differs  bool
}

// fresh is a keyword that the project did not have.
type fresh struct {
	keyword int
	plans   []query.Plan // by chain
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

// prepareAll prepares projects on all processors. Of several errors it returns the first in the order of projects.
func (s *Standing) prepareAll(projects []press.Project) ([]change, error) {
	const batch = 64
	changes, errs := make([]change, len(projects)), make([]error, len(projects))
	planners := s.planners()
	begins := make(chan int, len(projects)/batch+1)
	for begin := 0; begin < len(projects); begin += batch {
		begins <- begin
	}
	close(begins)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for begin := range begins {
				for i := begin; i < min(begin+batch, len(projects)); i++ {
					changes[i], errs[i] = s.prepare(projects[i], planners)
				}
			}
		})
	}
	work.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return changes, nil
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
	var missing []int
	c.numbers, missing, c.dropped = carry(slices.Concat(before.Keywords, before.Exclude), before.numbers, keywords)
	for _, i := range missing {
		q, err := query.ParseKeyword(keywords[i])
		if err != nil {
			return change{}, fault(p, i, err)
		}
		plans := make([]query.Plan, len(planners))
		for k, planner := range planners {
			plans[k] = planner.Plan(q)
		}
		c.fresh = append(c.fresh, fresh{i, plans})
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
	carried = make([]uint32, len(keywords))
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

// apply makes changes visible, all at once.
func (s *Standing) apply(changes []change) {
	chains := s.chains()
	s.mu.Lock()
	defer s.mu.Unlock()
	var numbers []uint32
	plans := make([][]query.Plan, len(chains))
	for _, c := range changes {
		s.drop(c.dropped)
		for _, f := range c.fresh {
			c.numbers[f.keyword] = s.take()
			numbers = append(numbers, c.numbers[f.keyword])
			for k := range chains {
				plans[k] = append(plans[k], f.plans[k])
			}
		}
		s.place(c.standing)
	}
	for k, chain := range chains {
		s.sets[chain].Put(numbers, plans[k])
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
