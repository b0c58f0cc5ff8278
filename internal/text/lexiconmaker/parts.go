package main

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"pressclip/internal/text"
)

// shortName is the most bytes of a name that is no part: longer ones, such as Europa, are.
const shortName = 5

//go:embed nouns.txt
var nounsText string

// commonTexts is how many texts are taken to have a noun of nouns.txt.
const commonTexts = 15

// words is a text without its comments.
func words(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// writeParts writes the stems of nouns with the number of texts that have one of their forms.
func writeParts(w io.Writer, c *counts) {
	parts := map[string]string{}
	texts := map[string]int{}
	for form, n := range c.texts {
		lower := strings.ToLower(form)
		if n < minTexts && !c.listed[lower] || lower == form || 2*n < c.texts[lower] || len(form) <= shortName && c.isName(form) {
			continue
		}
		for _, stem := range stems(form) {
			texts[stem] += n
		}
	}
	for noun := range strings.FieldsSeq(words(nounsText)) {
		for _, stem := range stems(capital(noun)) {
			texts[stem] = max(texts[stem], commonTexts)
		}
	}
	for stem, n := range texts {
		if len(stem) >= 3 {
			parts[stem] = fmt.Sprint(n)
		}
	}
	for _, stem := range sorted(parts) {
		fmt.Fprintln(w, stem, parts[stem])
	}
}

// stems are those of a form as a word by itself.
func stems(form string) []string {
	words := text.Words(form, "de")
	if len(words) != 1 || len(words[0].Parts) != 1 {
		return nil
	}
	return words[0].Parts[0].Stems
}
