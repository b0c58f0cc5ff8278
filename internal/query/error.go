package query

import "fmt"

// Error says what keeps a text from being a query. The words for people are in internal/locale under "query.CODE";
// they take Args.
type Error struct {
	Code string
	Pos  int // bytes from the beginning of the text
	Len  int // bytes of the piece that is at fault
	// Args are that piece, shortened, and, where it is to be replaced, what to write instead; for limits, the limit.
	Args []any
	mend *edit // nil: nothing can be proposed but the mere words
}

// edit replaces the bytes from..to of a text.
type edit struct {
	from, to int
	with     string // nothing: they are left out
}

func fault(code string, pos int, piece string, args ...any) *Error {
	return &Error{Code: code, Pos: pos, Len: len(piece), Args: append([]any{shorten(piece)}, args...)}
}

// instead proposes to replace the piece at fault, and says so.
func (e *Error) instead(with string) *Error { return e.replace(e.Pos, e.Pos+e.Len, with) }

// replace proposes to replace the bytes from..to, and says with what.
func (e *Error) replace(from, to int, with string) *Error {
	e.mend = &edit{from, to, with}
	e.Args = append(e.Args[:1], shorten(with))
	return e
}

// without proposes to leave out the bytes from..to.
func (e *Error) without(from, to int) *Error {
	e.mend = &edit{from: from, to: to}
	return e
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
	CodeExactSign      = "exact_sign"      // * or ~ stands in an exact form
	CodeNoWords        = "no_words"        // there are signs but no word
	CodeCompoundStar   = "compound_star"   // a word has both ~ and *
)
