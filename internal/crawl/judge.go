package crawl

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
)

// enough is the weight of signs that makes a link an article.
const enough = 4

// looksLikeArticle weighs the signs that a link leads to an article, and what was learned about addresses like it.
func looksLikeArticle(l link, learned Shape) bool {
	u, err := url.Parse(l.url)
	if err != nil || never(u) {
		return false
	}
	weight := pathWeight(u) + textWeight(l.title) + learned.weight()
	if l.heading {
		weight++
	}
	if l.aside {
		weight -= 2
		if words(l.title) < 4 {
			weight -= 2
		}
	}
	return weight >= enough
}

// weight is how much a shape's past counts. A few readings do not outweigh the signs of an address.
func (s Shape) weight() int {
	total := s.Articles + s.Others
	switch {
	case total >= 3 && s.Articles*2 >= total:
		return 3
	case total >= 5 && s.Articles == 0:
		return -6
	case total >= 5 && s.Articles*10 <= total:
		return -4
	case s.Articles > 0:
		return 1
	}
	return 0
}

var (
	dayForm   = regexp.MustCompile(`/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])/`)
	dateForm  = regexp.MustCompile(`(?:^|[/_-])(?:19|20)\d\d[/_-]?(?:0?[1-9]|1[0-2])(?:[/_-]?(?:0?[1-9]|[12]\d|3[01]))?(?:[/_.-]|$)`)
	yearForm  = regexp.MustCompile(`/(?:19|20)\d\d/`)
	numberID  = regexp.MustCompile(`\d{5,}`)
	letterID  = regexp.MustCompile(`[,.][A-Za-z0-9]{6,9}$|[,._-][A-Za-z0-9]{20,}$`) // mixed: see isMixed
	shortID   = regexp.MustCompile(`(?:[a-z-]|id|art)-?\d{2,4}$`)
	fileForms = set(".html .htm .php .aspx .shtml .jsp .xhtml")
)

// pathWeight weighs the signs in an address: the words of its slug, numbers, dates, and folders of articles.
func pathWeight(u *url.URL) int {
	dir := strings.Trim(u.Path, "/")
	ext := strings.ToLower(path.Ext(dir))
	if fileForms[ext] {
		dir = dir[:len(dir)-len(ext)]
	}
	parts := strings.Split(dir, "/")
	last := parts[max(0, len(parts)-2):]
	weight := 0
	if slug := slugWords(last); slug > 1 {
		weight = min(slug-1, 3)
	}
	tail := last[len(last)-1]
	switch id := letterID.FindString(tail); {
	case numberID.MatchString(strings.Join(last, "/")) && !dateForm.MatchString("/"+tail), isMixed(id), u.RawQuery != "" && numberID.MatchString(u.RawQuery):
		weight += 2
	case shortID.MatchString(tail):
		weight++
	}
	switch {
	case dayForm.MatchString("/" + dir):
		weight += 3
	case dateForm.MatchString("/" + dir):
		weight += 2
	case yearForm.MatchString("/" + dir):
		weight++
	}
	if fileForms[ext] {
		weight++
	}
	for _, p := range strings.FieldsFunc(strings.ToLower(dir), func(r rune) bool { return r == '/' || r == ',' }) {
		if folders[p] {
			return weight + 1
		}
	}
	return weight
}

// slugWords counts the words of the longest slug among the last parts of a path.
func slugWords(parts []string) int {
	most := 0
	for _, p := range parts {
		n := 0
		for w := range strings.FieldsFuncSeq(p, func(r rune) bool { return strings.ContainsRune("-_,+. ", r) }) {
			if strings.IndexFunc(w, unicode.IsLetter) >= 0 && !strings.ContainsAny(w, "0123456789") {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// isMixed says that an identifier has what no word has: digits or capitals within letters.
func isMixed(id string) bool {
	if len(id) < 2 {
		return false
	}
	small, other := false, false
	for _, r := range id[2:] {
		small = small || unicode.IsLower(r)
		other = other || unicode.IsUpper(r) || unicode.IsDigit(r)
	}
	return small && other
}

// textWeight weighs a link's text: headlines have several words.
func textWeight(title string) int {
	switch n := words(title); {
	case n >= 4:
		return 2
	case n == 3:
		return 1
	}
	return 0
}

func words(s string) int {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if strings.IndexFunc(w, unicode.IsLetter) >= 0 {
			n++
		}
	}
	return n
}

// looksLikeSection says that an address is short and made of words: "/lokales", "/sport/fussball/".
func looksLikeSection(u *url.URL) bool {
	dir := strings.Trim(u.Path, "/")
	ext := strings.ToLower(path.Ext(dir))
	if fileForms[ext] {
		dir = dir[:len(dir)-len(ext)]
	} else if ext != "" {
		return false
	}
	parts := strings.Split(dir, "/")
	if dir == "" || len(parts) > 2 || never(u) || strings.ContainsAny(dir, "0123456789") {
		return false
	}
	for _, p := range parts {
		if folders[p] && len(parts) == 1 {
			return true
		}
		if strings.Count(p, "-") > 2 || len(p) > 40 || services[strings.ToLower(p)] {
			return false
		}
	}
	return true
}

// set makes a set of the words in s.
func set(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
