package text

import (
	_ "embed"
	"fmt"
	"hash/crc32"
	"math/bits"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// formsText says of forms seen in texts what they are, in letters (see is).
//
//go:embed forms.txt
var formsText string

// partsText says of stems how many texts have them as words of their own.
//
//go:embed parts.txt
var partsText string

// lexicon is what lexicon.txt says, folded, and the lists made from texts.
type lexicon struct {
	forms, parts list

	words     map[string]string   // whole words → stem
	both      map[string][]string // whole words that are forms of several → stems
	tails     ends                // forms of nouns, also of longer words → nominative
	irregular ends                // the same, behind words only
	nouns     map[string]bool     // nouns whose -en is no ending
	nounsE    map[string]bool     // nouns whose -e is no ending
	women     ends                // words for women that no ending shows
	men       ends                // Ärzt → arzt
	notWomen  map[string]bool
	baseS     ends
	baseErn   ends
	adjs      map[string]string // adjectives, umlauted ones too → base
	notAdjs   ends
	verbs     map[string]bool   // stems
	verbForms map[string]string // whole forms of verbs → stem
	strong    map[string]string // finite forms of strong verbs → stem
	done      map[string]string // participles of strong verbs → stem
	nounsToo  map[string]bool   // stems of verbs that are other words as nouns
	prefixes  map[string]bool
	// lengths of the prefixes that begin with these bytes, a bit for each
	prefixLengths map[[2]byte]uint32
	split         splitting
}

// What the list of forms knows.
const (
	isVerb      = 'v' // the stem of a verb
	isAdjective = 'a' // an adjective without ending
	isNoun      = 'n' // a noun whose -en or -er is no ending
	isNounE     = 'e' // a noun whose -e is no ending
	isNounS     = 's' // a word whose -s is no ending
	isName      = 'p'
	isNounToo   = 'x' // the stem of a verb that is another word as a noun
	isCommon    = 'c' // a word that ends as names do and is none

	nounEndings = string(isNoun) + string(isNounE) + string(isNounS)
)

func (l *lexicon) is(form string, kind rune) bool {
	return strings.ContainsRune(l.forms.find(form), kind)
}

// Version changes with the lexicon, so that whoever keeps terms knows that words may have other terms now.
func Version() string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(lexiconText+formsText+partsText+englishText)))
}

var german = sync.OnceValue(func() *lexicon { return readLexicon(lexiconText) })

// ends maps forms, also as the ends of words. Most words are turned away by their last three bytes.
type ends struct {
	forms   map[string]string
	lengths map[uint32]uint64 // of forms that end in three bytes, a bit for each; none is longer than 63 bytes
	whole   map[string]bool   // forms that end no longer word
}

func (e *ends) put(form, base string) {
	if e.forms == nil {
		e.forms, e.lengths = map[string]string{}, map[uint32]uint64{}
	}
	if _, ok := e.forms[form]; ok || len(form) < 3 || len(form) > 63 {
		return
	}
	e.forms[form] = base
	e.lengths[lastBytes(form)] |= 1 << len(form)
}

// putAll takes words that are their own bases. A star before one says that longer words do not end in it.
func (e *ends) putAll(lines [][]string) {
	for _, w := range folded(lines) {
		e.put(w, w)
	}
	for _, line := range lines {
		for _, w := range line {
			if strings.HasPrefix(w, "*") {
				e.alone(Fold(w))
			}
		}
	}
}

func (e *ends) alone(form string) {
	if e.whole == nil {
		e.whole = map[string]bool{}
	}
	e.whole[form] = true
}

// lastBytes are the last three bytes.
func lastBytes(s string) uint32 {
	s = s[len(s)-3:]
	return uint32(s[0])<<16 | uint32(s[1])<<8 | uint32(s[2])
}

// find returns what stands before the longest form at the end of a word, and the base of that form. What stands before
// must look like the beginning of a compound.
func (e *ends) find(word string) (before, base string, ok bool) { return e.findBehind(word, begins) }

// findBehind is find for which what stands before is judged otherwise.
func (e *ends) findBehind(word string, begins func(before string) bool) (before, base string, ok bool) {
	if len(word) < 3 {
		return "", "", false
	}
	for some := e.lengths[lastBytes(word)]; some != 0; {
		n := bits.Len64(some) - 1 // the longest first
		some &^= 1 << n
		if n > len(word) {
			continue
		}
		before, form := word[:len(word)-n], word[len(word)-n:]
		if base, ok := e.forms[form]; ok && (before == "" || begins(before) && !e.whole[form]) {
			return before, base, true
		}
	}
	return "", "", false
}

func (e *ends) has(word string) bool {
	_, _, ok := e.find(word)
	return ok
}

// begins says whether the beginning of a word looks like a word itself: three letters with a vowel, or a prefix of two.
func begins(before string) bool {
	switch before {
	case "an", "ab", "un", "be", "er", "zu", "um", "im", "ur", "ei":
		return true
	}
	return len(before) >= 3 && strings.ContainsAny(before, "aeiouy")
}
