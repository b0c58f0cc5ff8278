package main

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// minTexts is the fewest texts that a word of the lists was seen in.
const minTexts = 3

// counts says of how many texts a form is, and how it stands there.
type counts struct {
	texts      map[string]int // texts that have a form, as written inside a sentence
	determined map[string]int // times a capitalised form stands behind an article or an adjective
	times      map[string]int // times a capitalised form stands anywhere inside a sentence
	named      map[string]int // times it stands behind a word that names stand behind
	one        map[string]int // times it stands behind "ein" or "das", where only a base form can
	oneShe     map[string]int // the same for "eine"
	listed     map[string]bool
	seen       map[string]bool // in the text at hand
}

func newCounts() *counts {
	return &counts{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}, nil}
}

var token = regexp.MustCompile(`[\p{L}]+|[.!?:;„“"»«\n–(]`)

func (c *counts) add(text string) {
	c.seen = map[string]bool{}
	before := "." // what stands before; a sign where a sentence may begin
	text = norm.NFC.String(strings.ReplaceAll(text, "\u00ad", ""))
	for _, word := range token.FindAllString(text, -1) {
		if first, _ := utf8.DecodeRuneInString(before); unicode.IsLetter(first) {
			c.word(before, word)
		}
		before = word
	}
}

func (c *counts) word(before, word string) {
	first, _ := utf8.DecodeRuneInString(word)
	// Words with Ã are of texts that were decoded wrongly.
	if !unicode.IsLetter(first) || strings.ToUpper(word) == word || strings.ContainsAny(word, "ÃÂ") {
		return
	}
	if !c.seen[word] {
		c.seen[word] = true
		c.texts[word]++
	}
	if !unicode.IsUpper(first) {
		return
	}
	c.times[word]++
	switch before {
	case "ein", "das", "kein", "mein", "sein", "ihr":
		c.one[word]++
	case "eine", "jede":
		c.oneShe[word]++
	}
	if r, _ := utf8.DecodeRuneInString(before); unicode.IsUpper(r) || before == "in" || before == "nach" || before == "bei" {
		c.named[word]++
	}
	if determines(before) {
		c.determined[word]++
	}
}

// determines says whether a word looks like an article or an adjective, which stand before nouns and seldom before names.
func determines(before string) bool {
	switch before {
	case "im", "am", "zum", "zur", "vom", "beim", "ins", "ans", "das", "des", "ein", "kein":
		return true
	case "ohne", "wie", "gegen", "neben", "zwischen", "über", "unter", "hinter", "unten", "oder", "aber", "heute", "gehen", "alle", "sagte", "habe", "wurde", "hatte", "haben", "seine", "für":
		return false
	}
	if strings.ToLower(before) != before {
		return false
	}
	for _, end := range []string{"e", "er", "en", "em", "es"} {
		if strings.HasSuffix(before, end) {
			return true
		}
	}
	return false
}

// lower counts the texts that have a form in lower case, upper those that have it capitalised.
func (c *counts) lower(form string) int { return c.texts[form] }

func (c *counts) upper(form string) int { return c.texts[capital(form)] }

func capital(form string) string {
	r, size := utf8.DecodeRuneInString(form)
	return string(unicode.ToUpper(r)) + form[size:]
}
