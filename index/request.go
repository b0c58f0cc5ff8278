package index

import (
	"time"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Sort is an order of hits.
type Sort int

// The orders.
const (
	SortNewest    Sort = iota // by date, latest first
	SortRelevance             // by score, then by date; as SortNewest where the plan scores nothing. See maxScored
)

// Request says what is looked for. Several projects or outlets mean one of them; all the rest must hold together.
type Request struct {
	// Plan says what is looked for in articles whose words go by the rules of a chain; see text.Chains. It is asked
	// once about a chain, if at all. Nil, or a nil plan: everything.
	Plan     func(chain string) query.Plan
	Projects []string      // names
	Outlets  []string      // names
	Verdict  press.Verdict // with projects: in one of them
	Paywall  press.Paywall
	Tags     []string  // one of them, with projects: in one of these
	From, To time.Time // of the clipping's date: From included, To not; zero: open
	Sort     Sort
	Offset   int
	Limit    int  // how many hits; 0 for none, which still counts
	Dropped  bool // count what Dropped of the result says
	Facets   bool // count by project, outlet, month, verdict and paywall; see Result
	Whole    bool // all hits, newest first and without scores, however many documents must be read for them; no Offset, no Limit
}

// Result is one page of what was found.
type Result struct {
	Total          int
	TotalIsMinimum bool // there may be more than Total
	Hits           []Hit
	Facets         map[string][]Count // by falling count; months (2006-01) latest first
	Dropped        Dropped            // if it was asked for
	Incomplete     bool               // the index has not caught up with the record yet, so hits may be missing
	Capped         bool               // a prefix or ending stood for too many words, so hits may be missing
}

// Dropped says how many clippings meet the filters of a request, whatever its plan, that can be found by headline, outlet
// and authors alone, because the record has their texts no more.
type Dropped struct {
	Count int
	Last  time.Time // the latest of their dates; zero if there are none
}

// Hit is a clipping that was found.
type Hit struct {
	ID    int64
	Score float64 // 0 where the plan scores nothing; comparable within one result only
}

// Count is how many of the clippings found have a value.
type Count struct {
	Value string
	Count int
}

// The facets of a Result. The count of a value is what the same request finds when it is narrowed to that value: where a
// verdict is asked for, projects count what has it there; where projects are, verdicts count what was reached in them, and a
// clipping that is relevant in one and irrelevant in another counts for both.
const (
	FacetProject = "project"
	FacetOutlet  = "outlet"
	FacetMonth   = "month"
	FacetVerdict = "verdict"
	FacetPaywall = "paywall"
)
