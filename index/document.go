package index

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"

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
	fieldChain    = "#chain"    // of rules for the article's words
	fieldLead     = "#lead"     // leadBeginsText where that holds; such a lead has no terms of its own
	fieldOutlet   = "#outlet"
	fieldProject  = "#project"
	fieldVerdict  = "#verdict"  // of the clipping as a whole
	fieldReviewed = "#reviewed" // project and verdict of every review
	fieldTag      = "#tagged"   // that a clipping has in a project; not in every index, see stamp
	fieldPaywall  = "#paywall"  // of the article; not in every index, see stamp
	fieldMonth    = "#month"    // of the clipping's date, as 2006-01
	fieldText     = "#text"     // textDropped where the record has the text no more
	fieldSum      = "#sum"      // stored: what was indexed, in short; see sum
	fieldWording  = "#words"    // stored: see wording
)

const (
	valueOptions  = bleve.IndexField | bleve.SkipFreqNorm
	uniqueOptions = bleve.IndexField // with a frequency of 1, Bleve keeps a term of one document in its dictionary alone
)

const leadBeginsText = "text"

const textDropped = "dropped"

// separator stands between project and verdict; it cannot be typed into a name.
const separator = "\x1f"

// field is a field with its terms, which documents are found under and nothing else: where the terms stand is said by
// the wording, in a tenth of the room.
type field struct {
	name  string
	terms bleve.TokenFrequencies
	each  *bleve.TokenFreq // what Bleve is to know of every term: nothing
}

func newField(name string, size int) *field {
	return &field{name, make(bleve.TokenFrequencies, size), &bleve.TokenFreq{}}
}

// Name and the other methods are what Bleve asks of a field.
func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return nil }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() bleve.FieldIndexingOptions              { return valueOptions }
func (f *field) AnalyzedLength() int                              { return len(f.terms) }
func (f *field) AnalyzedTokenFrequencies() bleve.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                        { return 0 }
func (f *field) Size() int                                        { return 0 }

func (f *field) add(term string) { f.terms[term] = f.each }

// newTextField holds a field's terms, and those of its pairs. An exact form that its surface lets expect is left out;
// see regular.
func newTextField(f query.Field, w *writing) *field {
	held := newField(f.String(), 2*len(w.terms))
	for _, term := range w.terms {
		if surface, ok := regular(term); !ok || !w.holds(surface) {
			held.add(term)
		}
	}
	if paired(f) {
		eachPair(w.all, held.add)
	}
	return held
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
	wording, fields := newWording(words)
	for f, w := range fields {
		if f == int(query.FieldLead) && wording.leadBeginsText() {
			d.AddField(document.NewTextFieldCustom(fieldLead, nil, []byte(leadBeginsText), valueOptions, nil))
		} else if len(w.terms) > 0 {
			d.AddField(newTextField(query.Field(f), w))
		}
	}
	d.AddField(document.NewTextFieldCustom(fieldWording, nil, wording, bleve.StoreField, nil))
	addValues(d, c, in)
	d.AddField(document.NewTextFieldCustom(fieldSum, nil, sum(c, in), bleve.StoreField, nil))
	return d, nil
}

func addValues(d *document.Document, c *press.Clipping, in *time.Location) {
	add := func(field, value string) {
		d.AddField(document.NewTextFieldCustom(field, nil, []byte(value), valueOptions, nil))
	}
	d.AddField(document.NewTextFieldCustom(fieldClipping, nil, clippingTerm(c.ID), uniqueOptions, nil))
	add(fieldChain, text.Chain(c.Article.Language))
	add(fieldOutlet, c.Outlet.Name)
	add(fieldVerdict, string(c.Verdict()))
	add(fieldPaywall, string(c.Article.Paywall()))
	add(fieldMonth, monthOf(c.Date(), in))
	if !c.DroppedAt.IsZero() {
		add(fieldText, textDropped)
	}
	for _, r := range c.Reviews {
		add(fieldProject, r.Project)
		add(fieldReviewed, reviewed(r.Project, r.Verdict))
		for _, tag := range r.Tags {
			add(fieldTag, r.Project+separator+tag)
		}
	}
}

func clippingTerm(id int64) []byte { return strconv.AppendInt(nil, id, 10) }

// sum is short for everything of a clipping that its document is made from. Two clippings with the same sum have the
// same document.
func sum(c *press.Clipping, in *time.Location) []byte {
	h := sha256.New()
	a := c.Article
	put(h, docID(c.Date(), c.ID), monthOf(c.Date(), in), c.Outlet.Name, a.Title, a.Lead, a.Text, a.Agency, a.Language)
	put(h, a.Authors...)
	put(h, string(a.Paywall()))
	for _, r := range c.Reviews {
		put(h, r.Project, string(r.Verdict))
		put(h, r.Tags...)
	}
	if !c.DroppedAt.IsZero() { // else as before there was such a thing
		put(h, fieldText, textDropped)
	}
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
