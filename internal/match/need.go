package match

// need is what an article must have to satisfy a program: at least one of these. An empty one is nothing certain.
type need struct {
	alternatives []alternative
	weight       float32 // how many articles will have it, more or less
}

// alternative is a term, or a pair of terms, that an article may have.
type alternative struct {
	first, second uint32 // terms of a pair; of a single term, first is 0
	check         uint32 // another term that it must have as well, or 0
	sure          bool   // having both in title or text satisfies the program
}

// alone returns the only term of a need, or 0.
func (n need) alone() (term uint32, sure bool) {
	if len(n.alternatives) != 1 {
		return 0, false
	}
	a := n.alternatives[0]
	if a.first != 0 || a.check != 0 {
		return 0, false
	}
	return a.second, a.sure
}

// needs works out needs. What it returns is valid until reset.
type needs struct {
	*dictionary
	alternatives []alternative // of all needs since reset
	terms        []uint32      // of all words since reset
}

func (d *needs) reset() { d.alternatives, d.terms = d.alternatives[:0], d.terms[:0] }

// since returns the alternatives that were appended since there were so many.
func (d *needs) since(from int) []alternative {
	return d.alternatives[from:len(d.alternatives):len(d.alternatives)]
}

// planNeed returns the need of the plan at i.
func (d *needs) planNeed(p program, i int) need {
	switch p.op(i) {
	case opIn:
		n := d.spansNeed(p, i+1)
		if p.argument(i) != body {
			n.unsure()
		}
		return n
	case opAll:
		return d.both(p, i, (*needs).planNeed)
	case opAny:
		return d.either(p, i, (*needs).planNeed)
	}
	return need{}
}

func (n need) unsure() {
	for i := range n.alternatives {
		n.alternatives[i].sure = false
	}
}

func (d *needs) spansNeed(p program, i int) need {
	switch p.op(i) {
	case opTerm:
		id := p.argument(i)
		d.alternatives = append(d.alternatives, alternative{second: id, sure: true})
		return need{d.since(len(d.alternatives) - 1), d.weight(id)}
	case opEither:
		return d.either(p, i, (*needs).spansNeed)
	case opSequence:
		if pair := d.pairNeed(p, i); len(pair.alternatives) > 0 {
			return pair
		}
		n := d.both(p, i, (*needs).spansNeed)
		n.unsure()
		return n
	case opNear:
		n := d.both(p, i, (*needs).spansNeed)
		n.unsure()
		return n
	}
	return need{}
}

// either is the need of one of the members of i. A member that needs nothing makes the whole need nothing.
func (d *needs) either(p program, i int, member func(*needs, program, int) need) need {
	var few [8]need
	members, weight := few[:0], float32(0)
	for k := i + 2; k < p.end(i); k = p.end(k) {
		n := member(d, p, k)
		if len(n.alternatives) == 0 {
			return need{}
		}
		members = append(members, n)
		weight += n.weight
	}
	from := len(d.alternatives)
	for _, n := range members {
		d.alternatives = append(d.alternatives, n.alternatives...)
	}
	return need{d.since(from), weight}
}

// both is the need of all members of i: that of one of them, and another that is a single term as a check.
func (d *needs) both(p program, i int, member func(*needs, program, int) need) need {
	var few [8]need
	members := few[:0]
	for k := i + 2; k < p.end(i); k = p.end(k) {
		members = append(members, member(d, p, k))
	}
	var best need
	for k := range members {
		if n := members[k]; len(n.alternatives) > 0 {
			best = rarer(best, d.checked(members, k))
		}
	}
	return best
}

// trying is what it costs to try a plan, where looking at the trial costs 1.
const trying = 20

// checked returns the need of member k with the rarest other member that is a single term as a check.
func (d *needs) checked(members []need, k int) need {
	var check need
	for i, other := range members {
		if term, _ := other.alone(); i != k && term != 0 && (check.alternatives == nil || other.weight < check.weight) {
			check = other
		}
	}
	n := members[k]
	term, sure := check.alone()
	from, tried := len(d.alternatives), float32(0)
	for _, a := range n.alternatives {
		a.sure = a.sure && sure && len(members) == 2 && a.check == 0
		if a.check == 0 {
			a.check = term
		}
		d.alternatives = append(d.alternatives, a)
		switch {
		case a.sure:
		case term == 0:
			tried = 1
		default:
			tried = max(tried, check.weight)
		}
	}
	return need{d.since(from), n.weight * (1 + trying*tried) / (1 + trying)}
}

// rarer chooses the need that fewer articles will have.
func rarer(a, b need) need {
	if len(a.alternatives) == 0 || len(b.alternatives) > 0 && b.weight < a.weight {
		return b
	}
	return a
}

// maxPairs is how many pairs two words of several terms are worth.
const maxPairs = 6

// pairNeed is the need of the rarest two words that stand next to each other in the sequence at i.
func (d *needs) pairNeed(p program, i int) need {
	var best need
	members := 0
	for k := i + 2; k < p.end(i); k = p.end(k) {
		members++
		next := p.end(k)
		if next >= p.end(i) {
			break
		}
		a, b := d.wordTerms(p, k), d.wordTerms(p, next)
		if n := len(a) * len(b); n == 0 || n > maxPairs {
			continue
		}
		best = rarer(best, d.pairsOf(a, b))
	}
	for k := range best.alternatives {
		best.alternatives[k].sure = members == 2
	}
	return best
}

func (d *needs) pairsOf(a, b []uint32) need {
	from, weight := len(d.alternatives), float32(0)
	for _, first := range a {
		for _, second := range b {
			d.alternatives = append(d.alternatives, alternative{first: first, second: second})
			weight += min(d.weight(first), d.weight(second)) / 20
		}
	}
	return need{d.since(from), weight}
}

// wordTerms returns the terms of which one is enough at i, if there is nothing else.
func (d *needs) wordTerms(p program, i int) []uint32 {
	from := len(d.terms)
	switch p.op(i) {
	case opTerm:
		d.terms = append(d.terms, p.argument(i))
	case opEither:
		for k := i + 2; k < p.end(i); k = p.end(k) {
			if p.op(k) != opTerm {
				return nil
			}
			d.terms = append(d.terms, p.argument(k))
		}
	}
	terms := d.terms[from:]
	for _, id := range terms {
		if d.needles[id].kind != needleTerm {
			return nil
		}
	}
	return terms
}

// doubt is how many queries weigh as much as what the length of a word says.
const doubt = 50

// weight guesses which part of articles has a term: what many queries look for is frequent, and so are short words.
func (d *dictionary) weight(id uint32) float32 {
	n := &d.needles[id]
	short := frequencies[min(len(n.text), len(frequencies)-1)]
	if n.kind != needleTerm {
		return 2 * short
	}
	return (float32(d.uses[id]-1) + doubt*short) / float32(d.plans+doubt)
}

// frequencies guesses how frequent words of so many bytes are.
var frequencies = [...]float32{1, .6, .6, .6, .3, .15, .08, .06, .04, .03, .02, .015, .01}
