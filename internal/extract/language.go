package extract

import "strings"

// language settles the language of the text. What the page declares counts, unless the text plainly is in another
// language: templates are often left at their default.
func (p *page) language() {
	declared := primary(p.lang)
	if declared == "" {
		declared = primary(p.ld.first("inLanguage"))
	}
	if declared == "" {
		declared = primary(p.meta("og:locale", "content-language", "dc.language", "language"))
	}
	seen := Spoken(p.article.Text)
	switch {
	case seen != "" && seen != declared && (declared == "" || declared == "en" || declared == "de"):
		p.article.Language = seen
		p.choose("language", seen, "text", .8, true)
		p.choose("language", declared, "meta", .6, false)
	default:
		p.article.Language = declared
		p.choose("language", declared, "meta", .9, true)
	}
}

// primary is the language of a tag such as de-DE or de_AT.
func primary(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if i := strings.IndexAny(tag, "-_"); i > 0 {
		tag = tag[:i]
	}
	switch {
	case tag == "deutsch" || tag == "german" || tag == "ger" || tag == "deu":
		return "de"
	case len(tag) != 2 || !isLetter(tag[0]) || !isLetter(tag[1]):
		return ""
	}
	return tag
}

var commonWords = map[string]string{
	"der": "de", "die": "de", "und": "de", "nicht": "de", "das": "de", "ist": "de", "mit": "de", "sich": "de", "für": "de", "auf": "de", "ein": "de", "eine": "de", "auch": "de", "von": "de", "dem": "de", "zu": "de",
	"the": "en", "and": "en", "of": "en", "to": "en", "is": "en", "that": "en", "for": "en", "was": "en", "with": "en", "on": "en", "are": "en", "this": "en", "by": "en", "from": "en",
	"le": "fr", "les": "fr", "des": "fr", "et": "fr", "est": "fr", "une": "fr", "dans": "fr", "qui": "fr", "pour": "fr", "du": "fr", "au": "fr", "sur": "fr",
}

// Spoken guesses German, English or French by the commonest words; "" where they do not tell.
func Spoken(text string) string {
	count := map[string]int{}
	words := 0
	for w := range strings.FieldsSeq(clip(text, 6000)) {
		words++
		if lang, ok := commonWords[strings.ToLower(strings.Trim(w, ".,;:!?\"„“”»«()"))]; ok {
			count[lang]++
		}
	}
	best, second := "", 0
	for lang, n := range count {
		if best == "" || n > count[best] || n == count[best] && lang < best {
			best = lang
		}
	}
	for lang, n := range count {
		if lang != best {
			second = max(second, n)
		}
	}
	if words < 30 || count[best]*12 < words || second*2 > count[best] {
		return ""
	}
	return best
}
