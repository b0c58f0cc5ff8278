// Package query is the query language: text to tree, tree to text, and tree to the plan that matcher and index answer.
// It never looks at an article and knows no index.
package query

import "fmt"

// Limits of a query. They are far above what people write and keep hostile input cheap.
const (
	MaxLength   = 32 << 10 // bytes
	MaxWords    = 1000     // all words of phrases included
	MaxDepth    = 64       // parentheses and negations within each other
	MaxDistance = 100      // of NEAR
	MaxChain    = 8        // operators NEAR within each other
)

// Query is a parsed query. It does not change; any number of goroutines may use it.
type Query struct {
	root node // nil for the empty query
}

// Error says what keeps a text from being a query. The words for people are in internal/locale under "query.CODE";
// they take Args.
type Error struct {
	Code string
	Pos  int // bytes from the beginning of the text
	// Args are the piece of the text that is at fault and, where there is a proposal, what to write instead.
	Args []any
}

// Error says it in English, for logs.
func (e *Error) Error() string {
	s := fmt.Sprintf("query: %s at byte %d", e.Code, e.Pos)
	if len(e.Args) > 0 {
		s += fmt.Sprintf(": %q", e.Args[0])
	}
	return s
}

// Column is where the error is as people count: characters from 1.
func (e *Error) Column(text string) int {
	n := 1
	for i := range text {
		if i >= e.Pos {
			break
		}
		n++
	}
	return n
}

// The codes of Error.
const (
	CodeTooLong        = "too_long"        // the text is longer than MaxLength
	CodeTooManyWords   = "too_many_words"  // it has more than MaxWords
	CodeTooDeep        = "too_deep"        // it is nested deeper than MaxDepth
	CodeNotText        = "not_text"        // it is no UTF-8
	CodeEmptyKeyword   = "empty_keyword"   // a keyword says nothing and would match everything; see ParseKeyword
	CodeUnclosedPhrase = "unclosed_phrase" // a phrase has no end
	CodeUnclosedExact  = "unclosed_exact"  // an exact form has no end
	CodeUnclosedGroup  = "unclosed_group"  // a parenthesis has no end
	CodeUnopenedGroup  = "unopened_group"  // a parenthesis has no beginning
	CodeEmptyGroup     = "empty_group"     // nothing stands in parentheses
	CodeEmptyQuotes    = "empty_quotes"    // no word stands in quotes
	CodeMissingLeft    = "missing_left"    // nothing stands before an operator
	CodeMissingRight   = "missing_right"   // nothing stands behind an operator, a minus or a field
	CodeNearNumber     = "near_number"     // NEAR has no number
	CodeNearFar        = "near_far"        // the number is 0 or above MaxDistance
	CodeNearGroup      = "near_group"      // beside NEAR stands what has no position, such as a negation
	CodeNearChain      = "near_chain"      // more than MaxChain operators NEAR in a row
	CodeNearField      = "near_field"      // beside NEAR stands a field of its own
	CodeFieldNot       = "field_not"       // a negation stands between a field and its word
	CodePrefixShort    = "prefix_short"    // fewer than 3 letters before *
	CodeEndingShort    = "ending_short"    // fewer than 4 letters behind *
	CodeStarInside     = "star_inside"     // * in the middle of a word
	CodeStarWords      = "star_words"      // * at what is several words
	CodeCompoundWord   = "compound_word"   // ~ stands before what is not a single word
	CodeCompoundStar   = "compound_star"   // a word has both ~ and *
)
