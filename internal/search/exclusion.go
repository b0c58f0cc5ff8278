package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pressclip/internal/archive"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// Bounds of what is learned from verdicts.
const (
	fewest    = 3   // clippings found irrelevant, and as many found relevant, before anything is learned
	mostRead  = 200 // of each verdict, the newest
	mostTried = 40  // words and phrases that are held against them
	proposed  = 3
	shortest  = 4 // letters of a word
)

// Exclusion is a query that would have kept clippings out of a project, and how many.
type Exclusion struct {
	Query      string
	Irrelevant int // that were found so
	New        int // that nobody has decided about
}

// Exclusions proposes words and phrases that stand in several clippings which were found irrelevant in a project and in none
// which was found relevant, the most useful first. What the exclusions of the project keep out already is not looked at.
// There are none as long as too little was decided.
func (s *Search) Exclusions(ctx context.Context, p press.Project) ([]Exclusion, error) {
	irrelevant, err := s.decided(ctx, p.Name, press.VerdictIrrelevant)
	if err != nil {
		return nil, err
	}
	relevant, err := s.decided(ctx, p.Name, press.VerdictRelevant)
	if err != nil {
		return nil, err
	}
	for _, keyword := range p.Exclude {
		if q, err := query.ParseKeyword(keyword); err == nil {
			irrelevant = slices.DeleteFunc(irrelevant, func(d decided) bool { return d.has(q) })
		}
	}
	if len(irrelevant) < fewest || len(relevant) < fewest {
		return nil, nil
	}
	fresh, err := s.decided(ctx, p.Name, press.VerdictNew)
	if err != nil {
		return nil, err
	}
	var all []Exclusion
	var covered [][]bool
	for _, phrase := range distinctive(irrelevant, relevant) {
		q, err := query.ParseKeyword(phrase)
		if err != nil || slices.ContainsFunc(relevant, func(d decided) bool { return d.has(q) }) {
			continue // in another form it stands there too
		}
		hit := make([]bool, len(irrelevant))
		inParallel(len(irrelevant), func(i int) { hit[i] = irrelevant[i].has(q) })
		if slices.ContainsFunc(covered, func(other []bool) bool { return within(hit, other) }) {
			continue
		}
		covered = append(covered, hit)
		all = append(all, Exclusion{q.String(), count(hit), matching(fresh, q)})
		if len(all) == proposed {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b Exclusion) int { return b.Irrelevant - a.Irrelevant })
	return all, ctx.Err()
}

// decided is a clipping that somebody decided about, analysed.
type decided struct {
	press.Article
	doc   *match.Doc
	chain string
}

// decided are the newest clippings of a project that have a verdict.
func (s *Search) decided(ctx context.Context, project string, v press.Verdict) ([]decided, error) {
	found, _, err := s.Archive.Inbox(ctx, archive.InboxRequest{Project: project, Verdict: v, Limit: mostRead})
	all := make([]decided, len(found))
	inParallel(len(found), func(i int) {
		a := found[i].Article
		all[i] = decided{a, match.Analyse(a, found[i].Outlet.Name), text.Chain(a.Language)}
	})
	return all, err
}

func (d decided) has(q *query.Query) bool {
	_, ok := match.Find(d.doc, q.Plan(d.chain))
	return ok
}

// within says that what is true in the first is true in the second.
func within(first, second []bool) bool {
	for i, is := range first {
		if is && !second[i] {
			return false
		}
	}
	return true
}

func matching(all []decided, q *query.Query) int {
	hit := make([]bool, len(all))
	inParallel(len(all), func(i int) { hit[i] = all[i].has(q) })
	return count(hit)
}

func count(hit []bool) (n int) {
	for _, is := range hit {
		if is {
			n++
		}
	}
	return n
}

// distinctive are the words and pairs of words that stand in at least fewest of some clippings and in none of the others,
// those of most clippings first; of as many, words before pairs.
func distinctive(in, notIn []decided) []string {
	often := map[string]int{}
	for _, d := range in {
		for phrase := range d.phrases() {
			often[phrase]++
		}
	}
	for _, d := range notIn {
		for phrase := range d.phrases() {
			delete(often, phrase)
		}
	}
	maps.DeleteFunc(often, func(_ string, n int) bool { return n < fewest })
	list := slices.SortedFunc(maps.Keys(often), func(a, b string) int {
		return cmp.Or(often[b]-often[a], strings.Count(a, " ")-strings.Count(b, " "), strings.Compare(a, b))
	})
	return list[:min(len(list), mostTried)]
}

// phrases are the words of an article that say what it is about, and pairs of words that end in one: in German such words
// have a capital letter.
func (d decided) phrases() map[string]bool {
	all := map[string]bool{}
	last := ""
	for word := range strings.FieldsSeq(d.Title + " . " + d.Lead + " . " + d.Text) {
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		if bare == "" || strings.ContainsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
			last = ""
			continue
		}
		first, _ := utf8.DecodeRuneInString(bare)
		tells := utf8.RuneCountInString(bare) >= shortest && (unicode.IsUpper(first) || d.Language != "" && d.Language != "de")
		if tells {
			all[bare] = true
			if last != "" && strings.HasPrefix(word, bare[:1]) {
				all[`"`+last+" "+bare+`"`] = true
			}
		}
		if last = bare; !strings.HasSuffix(word, bare) { // a sentence or a quotation ends here
			last = ""
		}
	}
	return all
}
