package text

import (
	"slices"
	"strings"
)

// The chains: sets of rules by which words are treated.
const (
	chainGerman  = "de"  // stems by inflection, parts of compounds
	chainEnglish = "en"  // stems by inflection
	chainOther   = "und" // no stems: folded forms
)

// chains are all of them; the first is that of texts whose language is not known.
var chains = []string{chainGerman, chainEnglish, chainOther}

// Chains returns the names of all chains. A query is lowered once for each: words of an article are compared with
// those of a query by the rules of the article's language. The caller owns the slice.
func Chains() []string { return slices.Clone(chains) }

// Chain is the name of the chain for a text in a language (BCP 47, such as "de-AT"); German where the language is
// unknown, for that is the language of the press watched here. A chain's name is a language of that chain.
func Chain(language string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(language)), "_", "-"), "-")
	switch base {
	case "", "de", "deu", "ger":
		return chainGerman
	case "en", "eng":
		return chainEnglish
	}
	return chainOther
}
