package text

import "slices"

// chains are the sets of rules by which words are treated, by name; the first is that of texts whose language is not
// known.
var chains = []string{"de"}

// Chains returns the names of all chains. A query is lowered once for each: words of an article are compared with
// those of a query by the rules of the article's language. The caller owns the slice.
func Chains() []string { return slices.Clone(chains) }

// Chain is the name of the chain for a text in a language (BCP 47, such as "de-AT"); German where the language is
// unknown, for that is the language of the press watched here.
func Chain(language string) string { return chains[0] }
