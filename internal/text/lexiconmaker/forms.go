package main

import (
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"pressclip/internal/text"
)

// What a form is, one letter each.
const (
	verb      = "v" // stem of a verb
	adjective = "a" // uninflected
	noun      = "n" // a noun that ends in -en or -er by itself
	nounE     = "e" // a noun that ends in -e by itself
	nounS     = "s" // a word that ends in -s by itself
	name      = "p"
	nounToo   = "x" // stem of a verb that is another word as a noun
	common    = "c" // ends as names do and is none
)

// writeForms writes each form with the letters of what it is, in the order of their bytes.
func writeForms(w io.Writer, c *counts) {
	kinds := map[string]string{}
	put := func(form, kind string) {
		form = text.Fold(form)
		if len(form) >= 3 && !strings.Contains(kinds[form], kind) {
			kinds[form] += kind
		}
	}
	for infinitive := range strings.FieldsSeq(words(verbsText)) {
		put(verbStem(infinitive), verb)
	}
	for form := range c.texts {
		stem := strings.ToLower(form)
		switch {
		case form == stem:
			c.verbOf(form, put)
			c.adjectiveOf(form, put)
		case c.texts[form] >= minTexts:
			c.nounOf(stem, put)
		}
	}
	c.nounsToo(kinds, put)
	for _, form := range sorted(kinds) {
		fmt.Fprintln(w, form, kinds[form])
	}
}

var nameEnd = regexp.MustCompile(`(burg|berg|bach|brücke|furt|thal|stein|horst|hagen|born|mann|heim|dorf|feld|stadt|wald|see|tal|hof|land|hafen)$`)

func sorted(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

//go:embed verbs.txt
var verbsText string

// verbStem takes -en or -n off an infinitive; "" for other words.
func verbStem(infinitive string) string {
	stem, ok := strings.CutSuffix(infinitive, "n")
	short, e := strings.CutSuffix(stem, "e")
	switch {
	case ok && e:
		return short
	case ok && (strings.HasSuffix(stem, "el") || strings.HasSuffix(stem, "er")):
		return stem
	}
	return ""
}

// verbOf takes a form in -en or -n for an infinitive when forms in -t stand beside it.
func (c *counts) verbOf(form string, put func(form, kind string)) {
	stem := verbStem(form)
	if stem == "" || c.lower(form) < minTexts {
		return
	}
	// Gelegen is of liegen, and gelegt of legen.
	if inner, ok := strings.CutPrefix(stem, "ge"); ok && c.lower(inner+"en") >= minTexts && c.lower(stem+"e") == 0 {
		return
	}
	if len(stem) < 3 || c.lower(stem+"em") > 0 && c.lower(stem+"es") > 0 && c.lower("ge"+stem+"t") == 0 {
		return
	}
	evidence := 0
	for _, other := range []string{"%t", "%te", "%ten", "%et", "%ete", "%eten", "ge%t", "ge%et", "zu%en"} {
		if c.lower(strings.Replace(other, "%", stem, 1)) > 0 {
			evidence++
		}
	}
	if evidence >= 2 || evidence == 1 && c.lower(stem+"e") > 0 {
		put(stem, verb)
	}
}

// adjectiveOf takes a form in -en for one of an adjective when others that only adjectives have stand beside it.
func (c *counts) adjectiveOf(form string, put func(form, kind string)) {
	base, ok := strings.CutSuffix(form, "en")
	if !ok || len(base) < 3 || c.lower(form) < minTexts {
		return
	}
	for _, degree := range []string{"er", "est", "st"} {
		if positive, ok := strings.CutSuffix(base, degree); ok && c.lower(positive+"e") > 0 && c.lower(positive+"en") > 0 {
			return
		}
	}
	has := func(ending string) int { return min(c.lower(base+ending), 1) }
	sure := has("es") + has("em")
	if has("e") > 0 && (sure == 2 || sure == 1 && has("er") > 0 || has("er") > 0 && !c.isVerb(base) && c.upper(base+"er") == 0) {
		put(base, adjective)
	}
}

func (c *counts) isVerb(stem string) bool {
	return c.lower(stem+"t") > 0 && c.lower(stem+"te") > 0 || c.lower("ge"+stem+"t") > 0
}

// nounOf looks at a capitalised form, given in lower case.
func (c *counts) nounOf(form string, put func(form, kind string)) {
	cap := capital(form)
	if c.lower(form) > 2*c.upper(form) {
		return
	}
	if c.isName(cap) {
		put(form, name)
	}
	if nameEnd.MatchString(form) && c.times[cap] >= 3 && 3*c.determined[cap] >= c.times[cap] {
		put(form, common)
	}
	switch {
	case strings.HasSuffix(form, "en"):
		base := strings.TrimSuffix(form, "en")
		if c.one[cap] >= 2 && c.upper(base) == 0 && c.upper(base+"e") == 0 || c.upper(form+"s") > 0 && c.one[cap] > 0 {
			put(form, noun)
		}
	case strings.HasSuffix(form, "er"):
		if c.upper(form+"s") > 0 || c.upper(form+"in") > 0 || c.upper(form+"innen") > 0 {
			put(form, noun)
		}
	case strings.HasSuffix(form, "e"):
		if c.isFeminine(strings.TrimSuffix(form, "e")) {
			put(form, nounE)
		}
	case strings.HasSuffix(form, "s"):
		if !c.isInflectedS(form) {
			put(form, nounS)
		}
	}
}

// isFeminine says whether a noun in -e is that of a thing: not a plural, not an adjective, not a man with a word in -in.
func (c *counts) isFeminine(base string) bool {
	form := base + "e"
	return c.oneShe[capital(form)] > 0 && c.upper(base+"in") == 0 && c.lower(base+"em") == 0 && c.lower(base+"es") == 0 &&
		c.upper(base+"es") == 0 && c.upper(base+"er")*2 < c.upper(form) &&
		c.upper(base)*2 < c.upper(form) && c.upper(plain.Replace(base))*2 < c.upper(form)
}

// nounsToo marks the stems of verbs that are nouns by themselves and have no plural in -en: Besuch, but not Zahl.
func (c *counts) nounsToo(kinds map[string]string, put func(form, kind string)) {
	for form, texts := range c.texts {
		stem := strings.ToLower(form)
		if form == stem || texts < minTexts || c.lower(stem) >= texts || c.lower(stem+"en") == 0 || strings.HasSuffix(stem, "e") {
			continue
		}
		known := kinds[text.Fold(stem)]
		isVerb := strings.Contains(known, verb) || strongEnd.MatchString(stem)
		isAdjective := strings.Contains(known, adjective) || c.lower(stem+"es")+c.lower(stem+"em") > 0
		if isVerb && !isAdjective && (c.upper(stem+"e") > 0 || 4*c.upper(stem+"en") < texts) {
			put(stem, nounToo)
		}
	}
}

// strongEnd are the ends of verbs that no form in -t gives away.
var strongEnd = regexp.MustCompile(`[^g]..(fang|fall|trag|lauf|ruf|schlag|halt|rat|lass)$`)

// isName goes by what stands before: articles and adjectives hardly ever.
func (c *counts) isName(form string) bool {
	return c.times[form] >= 5 && 100*c.determined[form] < 7*c.times[form] && 100*c.named[form] > 35*c.times[form]
}

var plain = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u")

// isInflectedS says whether the -s of a form seems to be an ending: a word without it is known, or ends as one.
func (c *counts) isInflectedS(form string) bool {
	for _, end := range []string{"ss", "nis", "mus", "ens", "sses", "ies"} {
		if strings.HasSuffix(form, end) {
			return true
		}
	}
	for _, ending := range []string{"s", "es"} {
		base, ok := strings.CutSuffix(form, ending)
		if !ok {
			continue
		}
		if c.upper(base)*8 >= c.upper(form) {
			return true
		}
		for i := 1; i <= len(base)-5; i++ {
			if c.upper(base[i:]) >= minTexts {
				return true
			}
		}
	}
	return false
}
