// Package match holds articles against queries: which standing queries an article satisfies, where, and what to show
// of it. It never reads an index or the archive.
package match

import (
	"strings"
	"sync"

	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// valueGap is the distance of positions between two values of one field, so that no phrase runs from one author into
// the next. It is as wide as the widest NEAR.
const valueGap = query.MaxDistance

// authorsGlue stands between two authors where all authors are one value.
const authorsGlue = "\n\n"

// Doc is an analysed article. Matcher and index answer from the same one. Any number of goroutines may read it.
type Doc struct {
	Fields [query.FieldCount][]text.Term // in the order of positions

	once  sync.Once
	table *table
}

// Analyse analyses an article of the outlet of this name. This is the only analysis there is. The positions of an
// author are those in the value of the field author, which is all authors, parted by two newlines.
func Analyse(a press.Article, outlet string) *Doc {
	d := &Doc{}
	d.Fields[query.FieldTitle] = text.Terms(a.Title, a.Language)
	d.Fields[query.FieldText] = text.Terms(a.Text, a.Language)
	d.Fields[query.FieldLead] = text.Terms(a.Lead, a.Language)
	d.Fields[query.FieldAuthor] = authorTerms(a)
	d.Fields[query.FieldOutlet] = text.Terms(outlet, a.Language)
	return d
}

func authorTerms(a press.Article) []text.Term {
	var all []text.Term
	pos, offset := 0, 0
	for _, author := range a.Authors {
		terms := text.Terms(author, a.Language)
		for i := range terms {
			terms[i].Pos += pos
			terms[i].Start += offset
			terms[i].End += offset
		}
		all = append(all, terms...)
		if len(all) > 0 {
			pos = all[len(all)-1].Pos + valueGap
		}
		offset += len(author) + len(authorsGlue)
	}
	return all
}

// Value is the value of a field that passages point into.
func Value(a press.Article, outlet string, field query.Field) string {
	switch field {
	case query.FieldTitle:
		return a.Title
	case query.FieldText:
		return a.Text
	case query.FieldLead:
		return a.Lead
	case query.FieldAuthor:
		return strings.Join(a.Authors, authorsGlue)
	case query.FieldOutlet:
		return outlet
	}
	return ""
}
