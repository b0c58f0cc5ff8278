package match

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// said writes matches as project keyword.
func said(matches []press.Match) []string {
	var all []string
	for _, m := range matches {
		all = append(all, m.Project+" "+m.Keyword)
	}
	return all
}

// However projects have changed, they answer as if they had been prepared as they are now.
func TestStandingChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	s, err := NewStanding(nil)
	if err != nil {
		t.Fatal(err)
	}
	var projects []press.Project
	random := func(name string) press.Project {
		p := press.Project{Name: name}
		for range 1 + r.IntN(5) {
			p.Keywords = append(p.Keywords, few[r.IntN(len(few))])
		}
		if r.IntN(3) == 0 {
			p.Exclude = []string{few[r.IntN(len(few))]}
		}
		return p
	}
	for step := range 400 {
		p := random(fmt.Sprint(r.IntN(8)))
		at := slices.IndexFunc(projects, func(q press.Project) bool { return q.Name == p.Name })
		switch {
		case step%50 == 49:
			for i := range projects {
				projects[i] = random(projects[i].Name)
			}
			projects = projects[len(projects)/2:]
			err = s.Replace(projects)
		case at >= 0 && r.IntN(4) == 0:
			projects = slices.Delete(projects, at, at+1)
			s.Remove(p.Name)
		case at >= 0:
			// Mostly the same keywords in another order.
			p.Keywords = append(p.Keywords[:1], projects[at].Keywords...)
			r.Shuffle(len(p.Keywords), func(i, k int) { p.Keywords[i], p.Keywords[k] = p.Keywords[k], p.Keywords[i] })
			projects[at] = p
			err = s.Put(p)
		default:
			projects = append(projects, p)
			err = s.Put(p)
		}
		if err != nil {
			t.Fatal(err)
		}
		anew, err := NewStanding(projects)
		if err != nil {
			t.Fatal(err)
		}
		a := fewArticle(r)
		if got, want := s.Match(a, "Bote"), anew.Match(a, "Bote"); !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d: got %q, want %q", step, said(got), said(want))
		}
	}
}

func TestStandingKeepsAllWhenAKeywordIsWrong(t *testing.T) {
	s, err := NewStanding([]press.Project{{Name: "A", Keywords: []string{"Fest"}}})
	if err != nil {
		t.Fatal(err)
	}
	wrong := press.Project{Name: "A", Keywords: []string{"Haus", `"offen`}}
	if s.Put(wrong) == nil || s.Replace([]press.Project{{Name: "B", Keywords: []string{"Haus"}}, wrong}) == nil {
		t.Fatal("no error")
	}
	if got := said(s.Match(article, "Bote")); !slices.Equal(got, []string{"A Fest"}) {
		t.Errorf("got %q", got)
	}
}

// An article is held against keywords as its own language inflects them, and each article sees a project either
// before a change or after it. Run with -race.
func TestStandingWhileProjectsChange(t *testing.T) {
	both := []press.Project{{Name: "P", Keywords: []string{"Fest", "Haus"}}, {Name: "P", Keywords: []string{"Haus", "Team", "Stadtrat"}}}
	s, err := NewStanding(both[:1])
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	for _, chain := range text.Chains() {
		work.Go(func() {
			a := article
			a.Language = chain
			a.Title = "Haus Fest Team Stadtrat"
			for range 200 {
				switch got := strings.Join(said(s.Match(a, "Bote")), ", "); got {
				case "P Fest, P Haus", "P Haus, P Team, P Stadtrat":
				default:
					t.Errorf("%s: %s", chain, got)
				}
			}
		})
	}
	for i := range 200 {
		if err := s.Put(both[i%2]); err != nil {
			t.Fatal(err)
		}
	}
	work.Wait()
}

// A query lowered for a chain by its name is lowered for that chain.
func TestChainsAreLanguages(t *testing.T) {
	for _, chain := range text.Chains() {
		if text.Chain(chain) != chain {
			t.Errorf("the chain of the language %q is %q", chain, text.Chain(chain))
		}
	}
}

// A set of many plans keeps what it knows of words, but not beyond a change.
func TestChangeReachesWordsThatWereMet(t *testing.T) {
	set := NewSet(plansOf(t, slices.Repeat(few, leastKept/len(few)+1)))
	d := Analyse(press.Article{Text: "Ein Haus aus Glas", Language: "de"}, "Bote")
	before := set.Find(d)
	if len(set.meetings) == 0 || len(before) == 0 {
		t.Fatal("nothing is kept, or nothing met")
	}
	number := len(set.starts)
	for range 2 {
		set.Put([]uint32{uint32(number)}, plansOf(t, []string{"Glas"}))
		if got := set.Find(d); !slices.Equal(got, append(slices.Clone(before), number)) {
			t.Errorf("with one more: %v behind %v", got, before)
		}
		set.Remove(uint32(number))
		if got := set.Find(d); !slices.Equal(got, before) {
			t.Errorf("without it again: %v, want %v", got, before)
		}
	}
}

// Plans of several planners, which number what their plans share alike, do not get into each other's way.
func TestPlansOfSeveralPlanners(t *testing.T) {
	one, other := query.NewPlanner("de"), query.NewPlanner("de")
	var plans []query.Plan
	keywords := []string{"Quartier", "Hafen", "Quartier Markt", "Hafen Markt", "Markt"}
	for i := range 3000 { // so many that what they share is compiled once
		q, err := query.Parse(keywords[i%len(keywords)])
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, []*query.Planner{one, other}[i%2].Plan(q))
	}
	got := NewSet(plans).Find(Analyse(press.Article{Text: "Der Markt am Hafen", Language: "de"}, ""))
	for i := range plans {
		if found := slices.Contains(got, i); found != (i%len(keywords) == 1 || i%len(keywords) > 2) {
			t.Errorf("%s, number %d: found %v", keywords[i%len(keywords)], i, found)
		}
	}
}
