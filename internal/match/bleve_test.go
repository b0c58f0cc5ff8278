package match

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	search "github.com/blevesearch/bleve/v2/search/query"
	api "github.com/blevesearch/bleve_index_api"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// terms are an article's for Bleve, the same that the matcher has.
type terms []text.Term

func (all terms) Analyze([]byte) analysis.TokenStream {
	stream := make(analysis.TokenStream, len(all))
	for i, t := range all {
		stream[i] = &analysis.Token{Term: []byte(t.Text), Position: t.Pos, Start: t.Start, End: t.End}
	}
	return stream
}

// inBleve says a plan in Bleve's queries; near says that it has a NEAR, of which Bleve can only say that both sides are
// there.
func inBleve(p query.Plan) (q search.Query, near bool) {
	switch p := p.(type) {
	case query.All:
		all := search.NewBooleanQuery(nil, nil, nil)
		for _, part := range p {
			if not, ok := part.(query.Not); ok {
				q, _ := inBleve(not.Plan)
				all.AddMustNot(q)
				continue
			}
			q, n := inBleve(part)
			all.AddMust(q)
			near = near || n
		}
		return all, near
	case query.Any:
		var parts []search.Query
		for _, part := range p {
			q, n := inBleve(part)
			parts = append(parts, q)
			near = near || n
		}
		return search.NewDisjunctionQuery(parts), near
	case query.In:
		var parts []search.Query
		for _, f := range p.Fields {
			q, n := spansInBleve(f.String(), p.Spans)
			parts = append(parts, q)
			near = near || n
		}
		return search.NewDisjunctionQuery(parts), near
	}
	panic(fmt.Sprintf("%T", p))
}

func spansInBleve(field string, s query.Spans) (search.Query, bool) {
	switch s := s.(type) {
	case query.Term:
		q := search.NewTermQuery(string(s))
		q.SetField(field)
		return q, false
	case query.Prefix:
		q := search.NewPrefixQuery(string(s))
		q.SetField(field)
		return q, false
	case query.Either:
		var parts []search.Query
		for _, member := range s {
			q, _ := spansInBleve(field, member)
			parts = append(parts, q)
		}
		return search.NewDisjunctionQuery(parts), false
	case query.Sequence:
		var phrase [][]string
		for _, member := range s {
			phrase = append(phrase, oneOf(member))
		}
		return search.NewMultiPhraseQuery(phrase, field), false
	case query.Near:
		a, _ := spansInBleve(field, s.A)
		b, _ := spansInBleve(field, s.B)
		return search.NewConjunctionQuery([]search.Query{a, b}), true
	}
	panic(fmt.Sprintf("%T", s))
}

func oneOf(s query.Spans) []string {
	if t, ok := s.(query.Term); ok {
		return []string{string(t)}
	}
	var all []string
	for _, member := range s.(query.Either) {
		all = append(all, string(member.(query.Term)))
	}
	return all
}

// BenchmarkBleve holds the same queries against the same terms in Bleve's index in memory, in batches of a hundred
// articles, and reports how many times its CPU time is ours. Every answer must be the same; what NEAR finds there is
// looked at once more.
func BenchmarkBleve(b *testing.B) {
	articles := news(b)
	articles = articles[:min(200, len(articles))]
	plans := plansOf(b, newAsker(articles, running).queries(2000))
	once(b)
	set := NewSet(plans)
	var ours [][]int
	own := perArticle(articles, func(a press.Article) { ours = append(ours, set.Find(Analyse(a, "Bote"))) })[0]
	ours = ours[len(ours)-len(articles):]

	begun := spent()
	theirs := make([][]int, len(articles))
	for from := 0; from < len(articles); from += 100 {
		batch := articles[from:min(from+100, len(articles))]
		askBleve(b, batch, plans, theirs[from:from+len(batch)])
	}
	bleve := float64(spent()-begun) / float64(len(articles)) / 1e6
	found := 0
	for i := range articles {
		found += len(ours[i])
		if !slices.Equal(ours[i], theirs[i]) {
			b.Fatalf("article %d: %d found here, %d there", i, len(ours[i]), len(theirs[i]))
		}
	}
	b.ReportMetric(own, "cpu-ms/article")
	b.ReportMetric(bleve, "bleve-cpu-ms/article")
	b.ReportMetric(bleve/own, "times")
	b.ReportMetric(float64(found)/float64(len(articles)), "found/article")
}

// askBleve appends to the answers of each article the plans that it satisfies.
func askBleve(b *testing.B, articles []press.Article, plans []query.Plan, answers [][]int) {
	ix, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	docs := make([]*Doc, len(articles))
	batch := api.NewBatch()
	for i, a := range articles {
		docs[i] = Analyse(a, "Bote")
		d := document.NewDocument(fmt.Sprint(i))
		for f := range query.FieldCount {
			if all := docs[i].Terms(f); len(all) > 0 {
				d.AddField(document.NewTextFieldCustom(f.String(), nil, nil, api.IndexField|api.IncludeTermVectors, terms(all)))
			}
		}
		batch.Update(d)
	}
	engine, err := ix.Advanced()
	if err == nil {
		err = engine.Batch(batch)
	}
	if err != nil {
		b.Fatal(err)
	}
	for n, plan := range plans {
		q, near := inBleve(plan)
		request := bleve.NewSearchRequestOptions(q, len(articles), 0, false)
		request.Score = "none"
		result, err := ix.SearchInContext(context.Background(), request)
		if err != nil {
			b.Fatal(err)
		}
		for _, hit := range result.Hits {
			var i int
			if _, err := fmt.Sscan(hit.ID, &i); err != nil {
				b.Fatal(err)
			}
			if near {
				if _, ok := Find(docs[i], plan); !ok {
					continue
				}
			}
			answers[i] = append(answers[i], n)
		}
	}
}
