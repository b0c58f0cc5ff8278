package index

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	bleve "github.com/blevesearch/bleve_index_api"

	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// The fields beside those of the query language hold whole values. None has norms or doc values: filters and facets
// work on posting lists.
const (
	fieldClipping = "#clipping" // the clipping's number, to find its document when its date has changed
	fieldOutlet   = "#outlet"
	fieldProject  = "#project"
	fieldVerdict  = "#verdict"  // of the clipping as a whole
	fieldReviewed = "#reviewed" // project and verdict of every review
	fieldTag      = "#tag"
	fieldMonth    = "#month" // of the clipping's date, as 2006-01
	fieldSum      = "#sum"   // stored: what was indexed, in short; see sum
)

const (
	textOptions   = bleve.IndexField | bleve.IncludeTermVectors
	valueOptions  = bleve.IndexField | bleve.SkipFreqNorm
	uniqueOptions = bleve.IndexField // with a frequency of 1, Bleve keeps a term of one document in its dictionary alone
)

// separator stands between project and verdict; it cannot be typed into a name.
const separator = "\x1f"

// analysed hands terms to Bleve as they are. Byte offsets are left out: marking passages is the matcher's, and without
// them an article takes a fifth less room.
type analysed []text.Term

func (terms analysed) Analyze([]byte) analysis.TokenStream {
	tokens := make([]analysis.Token, len(terms))
	stream := make(analysis.TokenStream, len(terms))
	for i, term := range terms {
		tokens[i] = analysis.Token{Term: []byte(term.Text), Position: term.Pos}
		stream[i] = &tokens[i]
	}
	return stream
}

// newDocument is what the index holds of a clipping. It fails rather than panic on a clipping that cannot be analysed.
func newDocument(c *press.Clipping, in *time.Location) (d *document.Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			d, err = nil, fmt.Errorf("index clipping %d: %v", c.ID, r)
		}
	}()
	d = document.NewDocument(docID(c.Date(), c.ID))
	words := match.Analyse(c.Article, c.Outlet.Name)
	for f := range query.FieldCount {
		if terms := words.Terms(f); len(terms) > 0 {
			d.AddField(document.NewTextFieldCustom(f.String(), nil, nil, textOptions, analysed(terms)))
		}
	}
	addValues(d, c, in)
	d.AddField(document.NewTextFieldCustom(fieldSum, nil, sum(c, in), bleve.StoreField, nil))
	return d, nil
}

func addValues(d *document.Document, c *press.Clipping, in *time.Location) {
	add := func(field, value string) {
		d.AddField(document.NewTextFieldCustom(field, nil, []byte(value), valueOptions, nil))
	}
	d.AddField(document.NewTextFieldCustom(fieldClipping, nil, clippingTerm(c.ID), uniqueOptions, nil))
	add(fieldOutlet, c.Outlet.Name)
	add(fieldVerdict, string(c.Verdict()))
	add(fieldMonth, monthOf(c.Date(), in))
	for _, r := range c.Reviews {
		add(fieldProject, r.Project)
		add(fieldReviewed, r.Project+separator+string(r.Verdict))
	}
	for _, tag := range tags(c) {
		add(fieldTag, tag)
	}
}

func clippingTerm(id int64) []byte { return strconv.AppendInt(nil, id, 10) }

func tags(c *press.Clipping) []string {
	var all []string
	for _, r := range c.Reviews {
		all = append(all, r.Tags...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sum is short for everything of a clipping that its document is made from. Two clippings with the same sum have the
// same document.
func sum(c *press.Clipping, in *time.Location) []byte {
	h := sha256.New()
	a := c.Article
	put(h, docID(c.Date(), c.ID), monthOf(c.Date(), in), c.Outlet.Name, a.Title, a.Lead, a.Text, a.Agency, a.Language)
	put(h, a.Authors...)
	for _, r := range c.Reviews {
		put(h, r.Project, string(r.Verdict))
	}
	put(h, tags(c)...)
	return h.Sum(nil)[:sumLength]
}

const sumLength = 12

func put(h hash.Hash, values ...string) {
	fmt.Fprintf(h, "%d:", len(values))
	for _, v := range values {
		fmt.Fprintf(h, "%d:", len(v))
		_, _ = strings.NewReader(v).WriteTo(h)
	}
}
