package query

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"pressclip/internal/text"
)

// sign is what a token is.
type sign int

const (
	signEnd sign = iota
	signOpen
	signClose
	signAnd
	signOr
	signNot
	signNear
	signField
	signLeaf
)

type token struct {
	sign     sign
	pos      int
	text     string // as written, for errors
	distance int    // of signNear
	field    Field  // of signField
	leaf     *leaf  // of signLeaf
	words    int    // of leaf
}

type lexer struct {
	text string
	pos  int
}

// next reads one token. Chunks without a letter or digit are passed over, as they are in articles.
func (l *lexer) next() (token, error) {
	for {
		l.space()
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		at := token{pos: l.pos, text: l.text[l.pos : l.pos+size]}
		switch {
		case size == 0:
			return at, nil
		case r == '(':
			l.pos += size
			at.sign = signOpen
			return at, nil
		case r == ')':
			l.pos += size
			at.sign = signClose
			return at, nil
		case isPhraseQuote(r):
			return l.phrase(size)
		case r == '=' && l.quoteAt(l.pos+size):
			return l.equals(size)
		case isExactQuote(r):
			return l.exact(size)
		case isMinus(r) && l.negates(l.pos+size):
			l.pos += size
			at.sign = signNot
			return at, nil
		}
		if t, ok, err := l.chunk(); ok || err != nil {
			return t, err
		}
	}
}

func (l *lexer) space() {
	l.pos += len(l.text[l.pos:]) - len(strings.TrimLeftFunc(l.text[l.pos:], isSpace))
}

func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

func (l *lexer) runeAt(i int) rune {
	r, _ := utf8.DecodeRuneInString(l.text[i:])
	return r
}

func (l *lexer) quoteAt(i int) bool {
	return isPhraseQuote(l.runeAt(i)) || isExactQuote(l.runeAt(i))
}

// negates says whether a minus before position i denies what stands there; a lone dash does not.
func (l *lexer) negates(i int) bool {
	r := l.runeAt(i)
	return isLetter(r) || isPhraseQuote(r) || isExactQuote(r) || strings.ContainsRune("(*=~", r)
}

// phrase reads to the next phrase quote of any kind.
func (l *lexer) phrase(size int) (token, error) {
	start := l.pos
	inside := l.text[start+size:]
	end := strings.IndexFunc(inside, isPhraseQuote)
	if end < 0 {
		return token{}, &Error{Code: CodeUnclosedPhrase, Pos: start, Args: []any{l.text[start:], closed(l.text[start:start+size], inside)}}
	}
	l.pos = start + size + end + utf8.RuneLen(l.runeAt(start+size+end))
	t := token{sign: signLeaf, pos: start, text: l.text[start:l.pos], leaf: &leaf{kindPhrase, strings.TrimFunc(inside[:end], isSpace)}}
	var err error
	t.words, err = phraseWords(t.leaf.text, start+size)
	if err == nil && t.words == 0 {
		err = &Error{Code: CodeEmptyQuotes, Pos: start, Args: []any{t.text}}
	}
	return t, err
}

// equals reads ="Wort".
func (l *lexer) equals(size int) (token, error) {
	start := l.pos
	l.pos += size
	quote := l.runeAt(l.pos)
	if isExactQuote(quote) {
		t, err := l.exact(utf8.RuneLen(quote))
		t.pos = start
		return t, err
	}
	from := l.pos + utf8.RuneLen(quote)
	end := strings.IndexFunc(l.text[from:], isPhraseQuote)
	if end < 0 {
		return token{}, &Error{Code: CodeUnclosedExact, Pos: start, Args: []any{l.text[start:], closed("='", l.text[from:])}}
	}
	inside := l.text[from : from+end]
	l.pos = from + end + utf8.RuneLen(l.runeAt(from+end))
	return exactToken(l.text[start:l.pos], inside, start)
}

// exact reads 'Wort'. A quote between two letters is an apostrophe and ends nothing.
func (l *lexer) exact(size int) (token, error) {
	start := l.pos
	from := start + size
	for i := from; i < len(l.text); {
		r, n := utf8.DecodeRuneInString(l.text[i:])
		before, _ := utf8.DecodeLastRuneInString(l.text[from:i])
		if isExactQuote(r) && !(isLetter(before) && isLetter(l.runeAt(i+n))) {
			l.pos = i + n
			return exactToken(l.text[start:l.pos], l.text[from:i], start)
		}
		i += n
	}
	return token{}, &Error{Code: CodeUnclosedExact, Pos: start, Args: []any{l.text[start:], closed("'", l.text[from:])}}
}

func exactToken(written, inside string, pos int) (token, error) {
	t := token{sign: signLeaf, pos: pos, text: written, leaf: &leaf{kindExact, strings.TrimFunc(inside, isSpace)}}
	t.words = len(text.Words(inside, ""))
	if t.words == 0 {
		return t, &Error{Code: CodeEmptyQuotes, Pos: pos, Args: []any{written}}
	}
	return t, nil
}

// closed is the proposal for an unclosed quote: its first word, closed.
func closed(quote, inside string) string {
	word := inside
	if fields := strings.Fields(inside); len(fields) > 0 {
		word = fields[0]
	}
	return quote + strings.TrimFunc(word, func(r rune) bool { return !isLetter(r) }) + strings.TrimPrefix(quote, "=")
}

// chunk reads up to the next space, parenthesis or phrase quote: an operator, a field, or a word. It returns false
// for a chunk without letters.
func (l *lexer) chunk() (token, bool, error) {
	start := l.pos
	t := token{pos: start, text: l.text[start:l.chunkEnd()]}
	if f, name, ok := fieldName(t.text); ok {
		l.pos += len(name) + 1
		t.sign, t.field, t.text = signField, f, name+":"
		return t, true, nil
	}
	l.pos += len(t.text)
	if s, ok := operators[t.text]; ok {
		t.sign = s
		return t, true, nil
	}
	if number, ok := nearName(t.text); ok {
		t.sign = signNear
		var err error
		t.distance, err = distance(number, t)
		return t, true, err
	}
	if r := l.runeAt(start); r == '~' && trim(t.text) == "" {
		return t, false, l.loneTilde(t)
	}
	lf, words, err := wordLeaf(t.text, start)
	if lf == nil || err != nil {
		return t, false, err
	}
	t.sign, t.leaf, t.words = signLeaf, lf, words
	return t, true, nil
}

// loneTilde proposes to move the ~ to the words that follow it.
func (l *lexer) loneTilde(t token) error {
	l.space()
	behind := l.text[l.pos:]
	quoted := isPhraseQuote(l.runeAt(l.pos))
	behind = strings.TrimLeftFunc(behind, func(r rune) bool { return !isLetter(r) })
	if end := strings.IndexFunc(behind, func(r rune) bool { return isPhraseQuote(r) || !quoted && isSpace(r) }); end >= 0 {
		behind = behind[:end]
	}
	proposal := tilded(shorten(behind))
	if quoted {
		proposal = `"` + proposal + `"`
	}
	return &Error{Code: CodeCompoundWord, Pos: t.pos, Args: []any{t.text, proposal}}
}

func (l *lexer) chunkEnd() int {
	for i, r := range l.text[l.pos:] {
		at := l.pos + i
		switch {
		case r == '(' && i > 0 && genderParenthesis(l.text[at:]) && isLetter(lastRune(l.text[:at])):
		case r == ')' && (strings.HasSuffix(l.text[l.pos:at], "(in") || strings.HasSuffix(l.text[l.pos:at], "(innen")):
		case isSpace(r), r == '(', r == ')', isPhraseQuote(r), i > 0 && (r == '‚' || r == '›' || r == '‹'):
			return at
		}
	}
	return len(l.text)
}

func genderParenthesis(s string) bool {
	return strings.HasPrefix(s, "(in)") || strings.HasPrefix(s, "(innen)")
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

var operators = map[string]sign{
	"AND": signAnd, "UND": signAnd, "OR": signOr, "ODER": signOr, "NOT": signNot, "NICHT": signNot,
}

var fieldNames = map[string]Field{
	"title": FieldTitle, "outlet": FieldOutlet, "author": FieldAuthor, "lead": FieldLead,
}

func fieldName(chunk string) (Field, string, bool) {
	name, _, ok := strings.Cut(chunk, ":")
	f, known := fieldNames[name]
	return f, name, ok && known
}

// nearName recognises NEAR and NAHE and returns what stands behind the slash.
func nearName(chunk string) (number string, ok bool) {
	for _, name := range []string{"NEAR", "NAHE"} {
		rest, found := strings.CutPrefix(chunk, name)
		if !found {
			continue
		}
		if number, ok := strings.CutPrefix(rest, "/"); ok {
			return number, true
		}
		// NEAR alone, NEAR5 and NEAR:5 are meant as operators, NEARSHORING is a word.
		if strings.Trim(rest, ":=~0123456789") == "" {
			return "", true
		}
	}
	return "", false
}

func distance(number string, t token) (int, error) {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil && strings.Trim(number, "0123456789") == "" && number != "":
		return 0, &Error{Code: CodeNearFar, Pos: t.pos, Args: []any{t.text, MaxDistance}}
	case err != nil || number[0] == '+' || number[0] == '-':
		return 0, &Error{Code: CodeNearNumber, Pos: t.pos, Args: []any{t.text}}
	case n < 1 || n > MaxDistance:
		return 0, &Error{Code: CodeNearFar, Pos: t.pos, Args: []any{t.text, MaxDistance}}
	}
	return n, nil
}

func isPhraseQuote(r rune) bool {
	switch r {
	case '"', '„', '“', '”', '‟', '»', '«':
		return true
	}
	return false
}

func isExactQuote(r rune) bool {
	switch r {
	case '\'', '‚', '‘', '’', '‛', '›', '‹':
		return true
	}
	return false
}

func isMinus(r rune) bool { return r == '-' || r == '−' }

func isLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r))
}
