package index_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pressclip/index"
	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// query is a query as somebody might type it, from words of an article; every construct of the language comes up.
func (w writer) query(words []string, depth int) string {
	if depth > 0 {
		a, b := w.query(words, depth-1), w.query(words, depth-1)
		switch w.IntN(7) {
		case 0:
			return a + " " + b
		case 1:
			return "(" + a + " ODER " + b + ")"
		case 2:
			return "(" + a + " OR " + b + ") AND NOT " + w.query(words, 0)
		case 3:
			return "NICHT (" + a + ")"
		case 4:
			return a + " -" + w.query(words, 0)
		}
	}
	return w.simple(words)
}

func (w writer) simple(words []string) string {
	one, other := w.pick(words), w.pick(words)
	switch w.IntN(22) {
	case 0, 1, 2:
		return `"` + w.following(words) + `"`
	case 3:
		return "'" + one + "'"
	case 4:
		return `="` + w.following(words) + `"`
	case 5:
		return "‚" + w.following(words) + "‘"
	case 6:
		return w.starred(one)
	case 7:
		return w.starredPhrase(words)
	case 8:
		return "~" + strings.ToLower(lastRunes(one, 4+w.IntN(6)))
	case 9, 10:
		return fmt.Sprintf("%s NEAR/%d %s", one, 1+w.IntN(6), other)
	case 11, 12, 13:
		return w.near(words)
	case 14, 15:
		return w.pick([]string{"title:", "lead:", "author:", "outlet:"}) + one
	case 16:
		return w.pick([]string{"title:", "lead:", "author:", "outlet:"}) + `("` + w.following(words) + `" OR ` + other + ")"
	case 17:
		return w.pick([]string{"title:", "lead:", "author:"}) + "(" + w.near(words) + ")"
	case 18:
		return one + w.pick([]string{"*innen", ":innen", "_innen", "/-innen", "Innen", "*in"})
	case 19:
		return one + "-" + other
	}
	return one
}

// following are two words or three as they stand in the article.
func (w writer) following(words []string) string {
	i := w.IntN(len(words))
	return strings.Join(words[i:min(len(words), i+2+w.IntN(2))], " ")
}

func (w writer) starred(word string) string {
	switch w.IntN(3) {
	case 0:
		return cutRunes(word, 3+w.IntN(3)) + "*"
	case 1:
		return "*" + lastRunes(word, 4+w.IntN(2))
	}
	return "*" + lastRunes(word, 5) + "*"
}

// starredPhrase is a phrase of which one word is starred.
func (w writer) starredPhrase(words []string) string {
	phrase := strings.Fields(w.following(words))
	i := w.IntN(len(phrase))
	phrase[i] = w.starred(phrase[i])
	return `"` + strings.Join(phrase, " ") + `"`
}

// near has whatever may stand on either side of NEAR.
func (w writer) near(words []string) string {
	side := func() string {
		switch w.IntN(6) {
		case 0:
			return `"` + w.following(words) + `"`
		case 1:
			return "(" + w.pick(words) + ` ODER "` + w.following(words) + `")`
		case 2:
			return "'" + w.pick(words) + "'"
		case 3:
			return w.starred(w.pick(words))
		}
		return w.pick(words)
	}
	return fmt.Sprintf("%s %s/%d %s", side(), w.pick([]string{"NEAR", "NAHE"}), 1+w.IntN(12), side())
}

func cutRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}

func lastRunes(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}

// plan is a plan as no query may ever come to, from terms of the index itself.
func (w writer) plan(terms []string, depth int) query.Plan {
	if depth == 0 || w.IntN(3) == 0 {
		fields := []query.Field{query.FieldTitle, query.FieldText, query.FieldLead, query.FieldAuthor, query.FieldOutlet}
		from := w.IntN(len(fields))
		return query.In{Fields: fields[from:min(len(fields), from+1+w.IntN(2))], Spans: w.spans(terms, 3)}
	}
	members := make([]query.Plan, w.IntN(4))
	for i := range members {
		members[i] = w.plan(terms, depth-1)
	}
	switch w.IntN(5) {
	case 0, 1:
		return query.All(members)
	case 2:
		return query.Not{Plan: w.plan(terms, depth-1)}
	}
	return query.Any(members)
}

func (w writer) spans(terms []string, depth int) query.Spans {
	if depth == 0 || w.IntN(3) == 0 {
		term := w.pick(terms)
		switch rest, surface := strings.CutPrefix(term, "^"); {
		case surface && w.IntN(2) == 0:
			return query.Prefix("^" + cutRunes(rest, 1+w.IntN(3)))
		case surface:
			return query.Pattern{Mark: "^", Infix: lastRunes(rest, 1+w.IntN(3)), AtEnd: w.IntN(2) == 0}
		}
		return query.Term(term)
	}
	members := make([]query.Spans, 1+w.IntN(3))
	for i := range members {
		members[i] = w.spans(terms, depth-1)
	}
	switch w.IntN(3) {
	case 0:
		return query.Either(members)
	case 1:
		return query.Sequence(members)
	}
	return query.Near{A: members[0], B: w.spans(terms, depth-1), Distance: 1 + w.IntN(8)}
}

// filed is an index of articles, and the articles as the matcher sees them.
type filed struct {
	ix     *index.Index
	docs   map[int64]*match.Doc
	chains map[int64]string
}

func fileAll(t testing.TB, all []press.Clipping) filed {
	r := &record{}
	f := filed{open(t, t.TempDir()), make(map[int64]*match.Doc), make(map[int64]string)}
	for i, c := range all {
		r.file(c)
		f.docs[c.ID] = match.Analyse(c.Article, c.Outlet.Name)
		f.chains[c.ID] = text.Chain(c.Article.Language)
		if i == len(all)/2 || i == len(all)*3/4 {
			follow(t, f.ix, r) // several segments
		}
	}
	for i, c := range all { // and some documents that were deleted
		if i%7 == 0 {
			r.erase(c.ID)
			delete(f.docs, c.ID)
		}
	}
	follow(t, f.ix, r)
	expectEqual(t, f.ix, r)
	return f
}

// agree says how many articles the plan matches, and fails the test where matcher and index disagree. A prefix that
// stood for too many words is no disagreement: the index says so.
func (f filed) agree(t *testing.T, what string, plan func(chain string) query.Plan) int {
	t.Helper()
	result := search(t, f.ix, index.Request{Plan: plan, Limit: len(f.docs)})
	if result.Capped {
		return 0
	}
	found := make(map[int64]bool)
	for _, id := range ids(result) {
		found[id] = true
	}
	matching := 0
	for id, d := range f.docs {
		p := plan(f.chains[id])
		_, ok := match.Find(d, p)
		if ok {
			matching++
		}
		if ok != found[id] {
			t.Fatalf("%s\narticle %d: the matcher says %v, the index %v\nplan %#v", what, id, ok, found[id], p)
		}
	}
	if result.Total != matching || len(found) != matching {
		t.Fatalf("%s\nthe index finds %d, the matcher %d\nplan %#v", what, result.Total, matching, plan("de"))
	}
	return matching
}

// longer is how much is done where PRESSCLIP_TEST_LONG is set.
func longer(n int) int {
	if os.Getenv("PRESSCLIP_TEST_LONG") == "" {
		return n
	}
	return 20 * n
}

func TestAgreement(t *testing.T) {
	w := newWriter(11)
	var all []press.Clipping
	for id := range int64(150) {
		c := w.clipping(id+1, 1+w.IntN(12))
		c.Article.Language = w.pick([]string{"de", "de", "de-AT", "en", "fr", "tr", ""})
		all = append(all, c)
	}
	f := fileAll(t, all)
	f.agreeOnQueries(t, w, all, longer(1000/scale))
	f.agreeOnPlans(t, w, all, longer(800/scale))
}

func (f filed) agreeOnQueries(t *testing.T, w writer, all []press.Clipping, n int) {
	matched, unparsed := 0, 0
	for range n {
		c := all[w.IntN(len(all))]
		words := strings.Fields(c.Article.Title + " " + c.Article.Text + " " + c.Outlet.Name + " " + strings.Join(c.Article.Authors, " "))
		for i := range words {
			words[i] = strings.Trim(words[i], `.,;:!?()[]"'„“”‚‘’»«›‹–-`)
		}
		words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
		s := w.query(words, w.IntN(3))
		q, err := query.Parse(s)
		if err != nil {
			unparsed++ // such as a prefix that is too short
			continue
		}
		if f.agree(t, s, q.Plan) > 0 {
			matched++
		}
	}
	if t.Logf("%d queries, %d matched something, %d not parsed", n, matched, unparsed); matched < n/3 || unparsed > n/3 {
		t.Error("the queries are not worth much")
	}
}

func (f filed) agreeOnPlans(t *testing.T, w writer, all []press.Clipping, n int) {
	matched := 0
	for range n {
		c := all[w.IntN(len(all))]
		var terms []string
		d := match.Analyse(c.Article, c.Outlet.Name)
		for field := range query.FieldCount {
			for _, term := range d.Terms(field) {
				terms = append(terms, term.Text)
			}
		}
		if m := f.agree(t, "a plan", of(w.plan(terms, 3))); m > 0 && m < len(f.docs) {
			matched++
		}
	}
	if t.Logf("%d plans, %d of which matched some", n, matched); matched < n/10 {
		t.Error("the plans are not worth much")
	}
}

// TestAgreementOnNews holds the same over texts of the press.
func TestAgreementOnNews(t *testing.T) {
	corpus := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if corpus == "" {
		t.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	t.Parallel()
	all := news(t, filepath.Join(corpus, "news-de.jsonl.gz"))
	all = all[:len(all)/scale]
	f := fileAll(t, all)
	w := newWriter(12)
	f.agreeOnQueries(t, w, all, longer(800/scale))
	f.agreeOnPlans(t, w, all, longer(80/min(scale, 2))) // fewer say little
}

func news(t testing.TB, file string) []press.Clipping {
	t.Helper()
	var all []press.Clipping
	w := newWriter(3)
	for _, text := range newsTexts(t, file) {
		c := w.clipping(int64(len(all)+1), 0)
		lead, _, _ := strings.Cut(text, "\n")
		c.Article.Text, c.Article.Lead = text, lead
		c.Article.Title = strings.Join(strings.Fields(text)[:5], " ")
		all = append(all, c)
	}
	return all
}
