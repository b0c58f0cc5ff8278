package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// plain answers plans by what they say, however slow.
type plain struct{ fields [query.FieldCount][]text.Term }

func newPlain(d *Doc) plain {
	var p plain
	for f := range query.FieldCount {
		p.fields[f] = d.Terms(f)
	}
	return p
}

func (p plain) holds(plan query.Plan) bool {
	switch plan := plan.(type) {
	case query.All:
		for _, part := range plan {
			if !p.holds(part) {
				return false
			}
		}
		return true
	case query.Any:
		return slices.ContainsFunc(plan, p.holds)
	case query.Not:
		return !p.holds(plan.Plan)
	case query.In:
		return slices.ContainsFunc(plan.Fields, func(f query.Field) bool { return len(p.spans(f, plan.Spans)) > 0 })
	}
	return true
}

// span is a first and a last position.
type span struct{ first, last int }

func (p plain) spans(f query.Field, s query.Spans) map[span]bool {
	found := map[span]bool{}
	switch s := s.(type) {
	case query.Either:
		for _, member := range s {
			for x := range p.spans(f, member) {
				found[x] = true
			}
		}
	case query.Sequence:
		found = p.sequence(f, s)
	case query.Near:
		for x := range p.spans(f, s.A) {
			for y := range p.spans(f, s.B) {
				if y.first-x.last <= s.Distance && x.first-y.last <= s.Distance {
					found[span{min(x.first, y.first), max(x.last, y.last)}] = true
				}
			}
		}
	default:
		for _, term := range p.fields[f] {
			if fits(s, term.Text) {
				found[span{term.Pos, term.Pos}] = true
			}
		}
	}
	return found
}

func (p plain) sequence(f query.Field, members query.Sequence) map[span]bool {
	if len(members) == 0 {
		return nil
	}
	found := p.spans(f, members[0])
	for _, member := range members[1:] {
		joined := map[span]bool{}
		for x := range found {
			for y := range p.spans(f, member) {
				if y.first == x.last+1 {
					joined[span{x.first, y.last}] = true
				}
			}
		}
		found = joined
	}
	return found
}

func fits(s query.Spans, term string) bool {
	switch s := s.(type) {
	case query.Term:
		return term == string(s)
	case query.Prefix:
		return strings.HasPrefix(term, string(s))
	case query.Pattern:
		rest, ok := strings.CutPrefix(term, s.Mark)
		return ok && (s.AtEnd && strings.HasSuffix(rest, s.Infix) || !s.AtEnd && strings.Contains(rest, s.Infix))
	}
	return false
}

// few are words enough for every rule, and few enough for queries to meet articles.
var few = strings.Fields(`Haus Häuser häuslich die Die der und Bewohner*innen Bewohnerin Bewohner U-Bahn Ubahn Bahn E-Mail-Adresse
	Rat Räte Rathaus Rathauses Müllers Mueller L'Oréal 1.000 1000 Gründen Grund Kindergarten Saalfeld-Beulwitz Beulwitz`)

func fewWords(r *rand.Rand, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = few[r.IntN(len(few))]
	}
	return strings.Join(words, " ")
}

func fewArticle(r *rand.Rand) press.Article {
	a := press.Article{Title: fewWords(r, r.IntN(4)), Lead: fewWords(r, r.IntN(4)), Text: fewWords(r, 1+r.IntN(25))}
	for range r.IntN(3) {
		a.Authors = append(a.Authors, fewWords(r, 1+r.IntN(2)))
	}
	return a
}

// fewQuery is a query of any operator.
func fewQuery(r *rand.Rand, depth int) string {
	word := func() string { return few[r.IntN(len(few))] }
	letters := func() []rune { return append([]rune(strings.Trim(word(), "*'-.")), []rune("werk")...) }
	if depth > 0 {
		a, b := fewQuery(r, depth-1), fewQuery(r, depth-1)
		switch r.IntN(9) {
		case 0, 1:
			return a + " " + b
		case 2:
			return a + " OR " + b
		case 3:
			return "(" + a + " ODER " + b + ") UND " + fewQuery(r, 0) + " NICHT " + word()
		case 4:
			return a + " NOT (" + b + ")"
		case 5:
			return "NOT " + fewQuery(r, 0) + " OR " + a
		case 6:
			return [...]string{"title:", "lead:", "author:", "outlet:"}[r.IntN(4)] + "(" + a + ")"
		case 7:
			return fmt.Sprintf(`(%s OR "%s") NEAR/%d %s`, word(), fewWords(r, 2), 1+r.IntN(6), word())
		case 8:
			return fmt.Sprintf("%s NEAR/%d %s NEAR/%d %s", word(), 1+r.IntN(4), word(), 1+r.IntN(4), word())
		}
	}
	switch r.IntN(10) {
	case 0, 1:
		return `"` + fewWords(r, 2) + `"`
	case 2:
		return `"` + fewWords(r, 3) + `"`
	case 3:
		return `="` + fewWords(r, 1+r.IntN(2)) + `"`
	case 4:
		return string(letters()[:3+r.IntN(2)]) + "*"
	case 5:
		return "*" + string(letters()[1:5])
	case 6:
		return "*" + string(letters()[1:5]) + "*"
	case 7:
		return fmt.Sprintf("%s NEAR/%d %s", word(), 1+r.IntN(5), word())
	}
	return word()
}

// kept is a set whose plans come and go, and what should be in it.
type kept struct {
	set   *Set
	plans map[int]query.Plan
	texts map[int]string
}

func newKept() *kept { return &kept{NewSet(nil), map[int]query.Plan{}, map[int]string{}} }

func (k *kept) put(t testing.TB, n int, text string) {
	q, err := query.Parse(text)
	if err != nil {
		return // such as a prefix of two letters
	}
	k.plans[n], k.texts[n] = q.Plan("de"), text
	k.set.Put([]uint32{uint32(n)}, []query.Plan{k.plans[n]})
}

func (k *kept) remove(n int) {
	k.set.Remove(uint32(n))
	delete(k.plans, n)
}

// answers holds an article against the set, and against every plan by itself and by what it says.
func (k *kept) answers(t *testing.T, a press.Article, outlet string) (matching int) {
	t.Helper()
	d := Analyse(a, outlet)
	p := newPlain(d)
	found := k.set.Find(d)
	for n, plan := range k.plans {
		want := p.holds(plan)
		if want {
			matching++
		}
		if got := slices.Contains(found, n); got != want {
			t.Fatalf("%s: in the set %v, want %v\n%+v", k.texts[n], got, want, a)
		}
		passages, got := Find(d, plan)
		if got != want {
			t.Fatalf("%s: alone %v, want %v\n%+v", k.texts[n], got, want, a)
		}
		for _, s := range passages {
			if value := Value(a, outlet, fieldOf(s.Field)); s.Start < 0 || s.Start >= s.End || s.End > len(value) {
				t.Fatalf("%s: passage %v of %q", k.texts[n], s, value)
			}
		}
	}
	if !slices.IsSorted(found) || len(slices.Compact(found)) != matching {
		t.Fatalf("%d found, %d match: %v", len(found), matching, found)
	}
	return matching
}

// A set answers as its plans read, all operators, also while plans come and go; and keeps nothing of those that went.
func TestSetAnswersAsPlansRead(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	k := newKept()
	matching, pairs := 0, 0
	for range 250 {
		for range 20 {
			if n := r.IntN(300); r.IntN(3) == 0 {
				k.remove(n)
			} else {
				k.put(t, n, fewQuery(r, r.IntN(4)))
			}
		}
		matching += k.answers(t, fewArticle(r), fewWords(r, 1))
		pairs += len(k.plans)
		if s := k.set; s.dead > len(s.code)/2+mostDead {
			t.Fatalf("%d of %d words of code are dead", s.dead, len(s.code))
		}
	}
	if t.Logf("%d pairs, %d matching", pairs, matching); pairs < 20_000 || matching < pairs/10 || matching > pairs*9/10 {
		t.Error("the queries are not worth much")
	}
	for n := range 300 {
		k.remove(n)
	}
	d := &k.set.dictionary
	if d.texts.taken+d.pairs.taken+d.plans+len(k.set.always) > 0 || !d.wild.empty() || len(d.unused) != len(d.needles)-1 {
		t.Errorf("an empty set keeps %d texts, %d pairs, %d plans", d.texts.taken, d.pairs.taken, d.plans)
	}
}

// Plans put together are put under other needs than plans put one by one, and answer the same.
func TestSetOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	k := newKept()
	var plans []query.Plan
	for range 4000 {
		text := fewQuery(r, r.IntN(3))
		if q, err := query.Parse(text); err == nil {
			k.plans[len(plans)], k.texts[len(plans)] = q.Plan("de"), text
			plans = append(plans, q.Plan("de"))
		}
	}
	k.set = NewSet(plans)
	for range 12 {
		k.answers(t, fewArticle(r), fewWords(r, 1))
	}
}

func FuzzSet(f *testing.F) {
	f.Add("Die Häuser der Bewohner*innen\nE-Mail", "\"die Häuser\"\nhaus NEAR/3 (mail OR die)\nNOT haus\n*user*\nbewohn* mail")
	f.Add("a a a b", "\"a a b\"\na NEAR/2 b NEAR/1 a\nb -c")
	f.Fuzz(func(t *testing.T, article, queries string) {
		if len(article) > 200 || len(queries) > 200 {
			return
		}
		k := newKept()
		for i, line := range strings.Split(queries, "\n") {
			k.put(t, i, line)
			k.put(t, i/2, line)
		}
		title, text, _ := strings.Cut(article, "\n")
		k.answers(t, press.Article{Title: title, Text: text, Lead: title}, "Bote")
	})
}
