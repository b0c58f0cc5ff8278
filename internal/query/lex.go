package query

import (
	"slices"
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
	text  string
	pos   int
	signs func(token) // is told of chunks without letters; may be nil
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
	for i, r := range l.text[l.pos:] {
		if !isSpace(r) {
			l.pos += i
			return
		}
	}
	l.pos = len(l.text)
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
		return token{}, l.unclosed(CodeUnclosedPhrase, start, start+size)
	}
	l.pos = start + size + end + utf8.RuneLen(l.runeAt(start+size+end))
	t := token{sign: signLeaf, pos: start, text: l.text[start:l.pos], leaf: &leaf{kindPhrase, strings.TrimFunc(inside[:end], isSpace)}}
	var err error
	t.words, err = phraseWords(t.leaf.text, start+size)
	if err == nil && t.words == 0 {
		err = fault(CodeEmptyQuotes, start, t.text).without(start, l.pos)
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
		return token{}, l.unclosed(CodeUnclosedExact, start, from)
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
	return token{}, l.unclosed(CodeUnclosedExact, start, from)
}

func exactToken(written, inside string, pos int) (token, error) {
	t := token{sign: signLeaf, pos: pos, text: written, leaf: &leaf{kindExact, strings.TrimFunc(inside, isSpace)}}
	t.words = text.Count(inside)
	if t.words == 0 {
		return t, fault(CodeEmptyQuotes, pos, written).without(pos, pos+len(written))
	}
	return t, exactSigns(written, inside, pos)
}

// exactSigns finds fault with signs that would mean something outside of an exact form.
func exactSigns(written, inside string, pos int) error {
	for chunk := range phraseChunks(inside) {
		lf, _, err := wordLeaf(chunk, 0)
		if lf != nil && (lf.kind == kindWord || lf.kind == kindPhrase) || lf == nil && err == nil {
			continue
		}
		outside := strings.Join(slices.Collect(phraseChunks(strings.Map(withoutQuotes, inside))), " ")
		if strings.Contains(outside, " ") {
			outside = `"` + outside + `"`
		}
		return fault(CodeExactSign, pos, written).instead(outside)
	}
	return nil
}

func withoutQuotes(r rune) rune {
	if isPhraseQuote(r) {
		return ' '
	}
	return r
}

// counterparts are the closing quotes of those that do not close themselves.
var counterparts = map[string]string{"„": "“", "“": "”", "»": "«", "«": "»", "‚": "‘", "‘": "’", "›": "‹", "‹": "›"}

// unclosed proposes to close what began at start before the next operator, field or parenthesis. The words begin at
// from.
func (l *lexer) unclosed(code string, start, from int) error {
	e := fault(code, start, l.text[start:])
	end := from
	for chunk := range phraseChunks(l.text[from:]) {
		_, operator := operatorName(chunk)
		_, near := nearName(chunk)
		if _, _, field := fieldName(chunk); operator || near || field {
			break
		}
		end += strings.Index(l.text[end:], chunk)
		if paren := strings.IndexAny(chunk, "()"); paren >= 0 {
			end += paren
			break
		}
		end += len(chunk)
	}
	words, opening := strings.TrimFunc(l.text[from:end], isSpace), l.text[start:from]
	closing := strings.TrimPrefix(opening, "=")
	if other, ok := counterparts[closing]; ok {
		closing = other
	}
	if trim(words) == "" {
		e.Args = append(e.Args, opening+"Quartier"+closing)
		return e.without(start, from)
	}
	return e.replace(start, end, opening+words+closing)
}

// chunk reads up to the next space, parenthesis or phrase quote: an operator, a field, or a word. It returns false
// for a chunk without letters.
func (l *lexer) chunk() (token, bool, error) {
	start := l.pos
	end := start + lettersOf(l.text[start:])
	plain := end > start && (end == len(l.text) || l.text[end] == ' ' || l.text[end] == ')') // as most are
	if !plain {
		end = l.chunkEnd()
	}
	t := token{pos: start, text: l.text[start:end]}
	if f, name, ok := fieldName(t.text); ok {
		l.pos += len(name) + 1
		t.sign, t.field, t.text = signField, f, name+":"
		return t, true, nil
	}
	l.pos += len(t.text)
	if s, ok := operatorName(t.text); ok {
		t.sign = s
		return t, true, nil
	}
	if number, ok := nearName(t.text); ok {
		t.sign = signNear
		var err error
		t.distance, err = distance(number, t)
		return t, true, err
	}
	if plain {
		t.sign, t.leaf, t.words = signLeaf, &leaf{kindWord, t.text}, 1
		return t, true, nil
	}
	if strings.HasPrefix(t.text, "~") && trim(t.text) == "" {
		return t, false, l.loneTilde(t)
	}
	lf, words, err := wordLeaf(t.text, start)
	if lf == nil && err == nil && l.signs != nil {
		l.signs(t)
	}
	if lf == nil || err != nil {
		return t, false, err
	}
	t.sign, t.leaf, t.words = signLeaf, lf, words
	return t, true, nil
}

// loneTilde proposes to move the ~ to the words that follow it.
func (l *lexer) loneTilde(t token) error {
	l.space()
	from, quote := l.pos, ""
	if isPhraseQuote(l.runeAt(from)) {
		from += utf8.RuneLen(l.runeAt(from))
		quote = `"`
	}
	end := len(l.text)
	if n := strings.IndexFunc(l.text[from:], func(r rune) bool { return isPhraseQuote(r) || quote == "" && isSpace(r) }); n >= 0 {
		end = from + n
	}
	words := l.text[from:end]
	if quote != "" && end < len(l.text) {
		end += utf8.RuneLen(l.runeAt(end))
	}
	e := fault(CodeCompoundWord, t.pos, t.text, "~Quartier")
	if trim(words) == "" || strings.HasPrefix(words, "(") {
		return e.without(t.pos, t.pos+len(t.text))
	}
	return e.replace(t.pos, end, quote+tilded(words)+quote)
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

// isMinus takes in the dash that telephones make of a minus.
func isMinus(r rune) bool { return r == '-' || r == '−' || r == '–' }

func isLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r))
}
