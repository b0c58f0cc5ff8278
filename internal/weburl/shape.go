package weburl

import (
	"path"
	"strings"
)

// Shape is the pattern of an address's path, such that the articles of one outlet have few shapes in common and its other
// pages have others: "/berlin/article242242744/feuer-in-lichterfelde-gefahr-gebannt.html" has the shape
// "/berlin/w#/slug.html". The first of several segments stays as it is, since sites sort their pages by it; "w" is a word,
// "w-w" two or three, "slug" more; "#" a long number, "yyyy" a year, "nn" a short number. Names of parameters follow
// after "?". It is empty for what is no web address.
func Shape(raw string) string {
	s, err := Canonical(raw)
	if err != nil {
		return ""
	}
	_, s, _ = strings.Cut(s, "://")
	s, _ = Whole(s)
	s = s[strings.IndexByte(s, '/'):]
	dir, params, _ := strings.Cut(s, "?")
	parts := strings.Split(dir[1:], "/")
	for i, p := range parts {
		if i == 0 && len(parts) > 1 && parts[1] != "" && !digits(p) {
			continue
		}
		parts[i] = segmentShape(p)
	}
	s = "/" + strings.Join(parts, "/")
	if params != "" {
		s += "?" + parameterNames(params)
	}
	return s
}

func segmentShape(s string) string {
	if s == "" {
		return ""
	}
	ext := path.Ext(s)
	if len(ext) > 6 || len(ext) < 2 || digits(ext[1:2]) {
		ext = ""
	}
	s = strings.TrimSuffix(s, ext)
	if digits(s) {
		return numberShape(s) + ext
	}
	shape := "w"
	switch n := letterWords(s); {
	case n > 3:
		shape = "slug"
	case n > 1:
		shape = "w-w"
	}
	if longestNumber(s) >= 5 {
		shape += "#"
	}
	return shape + ext
}

func numberShape(s string) string {
	switch {
	case len(s) <= 2:
		return "nn"
	case len(s) == 4 && (s[:2] == "19" || s[:2] == "20"):
		return "yyyy"
	}
	return "#"
}

func parameterNames(params string) string {
	var names []string
	for p := range strings.SplitSeq(params, "&") {
		name, _, _ := strings.Cut(p, "=")
		names = append(names, name)
	}
	return strings.Join(names, "&")
}

// letterWords counts the words with letters between hyphens, underscores and commas.
func letterWords(s string) int {
	n := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("-_,+.", r) }) {
		if !digits(w) {
			n++
		}
	}
	return n
}

func longestNumber(s string) int {
	longest, run := 0, 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
