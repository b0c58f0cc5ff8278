package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pressclip/internal/text"
)

// sought is a term to be placed.
type sought struct {
	hash    uint64
	code    uint16
	exact   bool
	capital bool // an exact form that begins with one
	surface bool // it has the first code of its positions: a surface, or an exact form of the same letters
}

func seek(term string) sought {
	s := sought{hash: hashTerm(term), code: codeOf(term)}
	if s.exact = strings.HasPrefix(term, text.MarkExact); s.exact {
		s.capital = isCapital(term[1:])
	}
	s.surface = strings.HasPrefix(term, text.MarkSurface) || s.exact && isASCII(term)
	return s
}

// fits says whether the code of a place may be that of the term.
func (s sought) fits(p codedPlace) bool {
	return (!s.exact || s.capital == p.capital) && (!s.surface || p.first && !(s.exact && p.folded))
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func isCapital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// key is what a listed term is listed under.
func (s sought) key(seed byte) uint32 { return uint32(mix(s.hash+uint64(seed)*seedFactor) >> 32) }

// hashTerm is FNV-1a.
func hashTerm(term string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(term); i++ {
		h = (h ^ uint64(term[i])) * 1099511628211
	}
	return h
}

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>29
}

// codeOf is that of a term's letters; never 0.
func codeOf(term string) uint16 {
	switch {
	case term == "":
	case term[:1] == text.MarkExact:
		term = strings.ToLower(term[1:])
	case term[:1] == text.MarkSurface, term[:1] == text.MarkPart:
		term = term[1:]
	}
	return uint16(mix(hashTerm(term))>>40)%codeMask + 1
}

// regular says whether an exact form is one of the two that its surface lets expect, all lower case or with a capital,
// and which surface that is. An article that holds the surface is not told apart by the terms it is found under; its
// sequence says whether it holds the form.
func regular(term string) (surface string, ok bool) {
	if !strings.HasPrefix(term, text.MarkExact) {
		return "", false
	}
	lower := strings.ToLower(term[1:])
	return text.MarkSurface + lower, term[1:] == lower || term[1:] == capitalised(lower)
}

func capitalised(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// codedPlace is a place of a code.
type codedPlace struct {
	pos     int
	first   bool // of its position
	capital bool // of the exact form there
	folded  bool
}
