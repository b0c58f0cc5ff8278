package query

import (
	"strings"
	"unicode/utf8"
)

// Hint says that a query which parses may mean something else than its writer thinks. The words for people are in
// internal/locale under "query.hint.CODE"; they take Args and lead up to the proposal.
type Hint struct {
	Code     string
	Pos, Len int    // bytes of the piece it is about
	Args     []any  // the piece
	Proposal string // a query that says what may be meant, and parses; may be empty
}

// The codes of Hint.
const (
	HintOperator = "operator" // an operator in small letters is looked for as a word
	HintSign     = "sign"     // |, || or ! joins or denies nothing
	HintField    = "field"    // what looks like a field is none
	HintAddress  = "address"  // an address is looked for as words
)

const maxHints = 3

// foreignFields are what people write for the names of fields.
var foreignFields = map[string]Field{
	"titel": FieldTitle, "überschrift": FieldTitle, "headline": FieldTitle, "title": FieldTitle,
	"medium": FieldOutlet, "zeitung": FieldOutlet, "quelle": FieldOutlet, "source": FieldOutlet, "site": FieldOutlet, "outlet": FieldOutlet,
	"autor": FieldAuthor, "autorin": FieldAuthor, "von": FieldAuthor, "author": FieldAuthor,
	"vorspann": FieldLead, "teaser": FieldLead, "lead": FieldLead,
}

// Hints looks at a text that Parse takes for what is not read as people may think; at most a few.
func Hints(s string) []Hint {
	tokens := scanTokens(s)
	var hints []Hint
	for i, t := range tokens {
		if len(hints) == maxHints {
			break
		}
		code, with := misread(tokens, i)
		if code == "" {
			continue
		}
		h := Hint{Code: code, Pos: t.pos, Len: len(t.text), Args: []any{shorten(t.text)}}
		if with != "" {
			h.Proposal = s[:t.pos] + with + s[t.pos+len(t.text):]
			if _, err := Parse(h.Proposal); err != nil {
				continue
			}
		}
		hints = append(hints, h)
	}
	return hints
}

// scanTokens are the tokens of a text with the chunks that have no letters; none, if the text is no query.
func scanTokens(s string) []token {
	if _, err := Parse(s); err != nil {
		return nil
	}
	var tokens []token
	l := lexer{text: s, signs: func(t token) { tokens = append(tokens, t) }}
	for {
		t, err := l.next()
		if err != nil || t.sign == signEnd {
			return tokens
		}
		tokens = append(tokens, t)
	}
}

// misread says how a token may be misunderstood, and what to write instead.
func misread(tokens []token, i int) (code, with string) {
	t := tokens[i]
	inner := i > 0 && i+1 < len(tokens) && tokens[i+1].sign != signClose
	upper := strings.ToUpper(t.text)
	sign, operator := operatorName(upper)
	_, near := nearName(upper)
	switch {
	case t.sign == signEnd && inner && strings.Trim(t.text, "|") == "":
		return HintSign, "OR"
	case t.sign != signLeaf || t.leaf.kind != kindWord:
		return "", ""
	case operator && t.text == strings.ToLower(t.text) && (inner || sign == signNot && i+1 < len(tokens)):
		return HintOperator, upper
	case near && inner && strings.Contains(t.text, "/"):
		return HintOperator, upper
	case strings.HasPrefix(t.text, "!"):
		return HintSign, "-" + t.text[1:]
	case strings.Contains(t.text, "://"), strings.HasPrefix(t.text, "www."):
		return HintAddress, ""
	}
	name, rest, _ := strings.Cut(t.text, ":")
	if f, known := foreignFields[strings.ToLower(name)]; known && name != t.text && (rest == "" || isLetter(firstRune(rest))) {
		return HintField, f.String() + ":" + rest
	}
	return "", ""
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
