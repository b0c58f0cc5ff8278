package text

import (
	_ "embed"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// lexicon is what lexicon.txt says, folded.
type lexicon struct {
	tails    ends                // forms of nouns, also of longer words → base
	words    map[string]string   // whole words → stem
	both     map[string][]string // whole words that are forms of several → stems
	verbs    ends                // forms of verbs, also behind prefixes → stem
	adjs     map[string]string   // adjectives, umlauted ones too → base
	women    ends                // words for women that no ending shows
	men      ends                // Ärzt → arzt
	notWomen map[string]bool
	baseS    ends
	baseErn  ends
	notAdjs  ends
}

// ends maps forms, also as the ends of words. Most words are turned away by their last three bytes.
type ends struct {
	forms map[string]string
	last  map[[3]byte]bool
	most  int // bytes of the longest form
}

// Version changes with the lexicon, so that whoever keeps terms knows that words may have other terms now.
func Version() string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(lexiconText))) }

var german = sync.OnceValue(func() *lexicon { return readLexicon(lexiconText) })

func (e *ends) put(form, base string) {
	if e.forms == nil {
		e.forms, e.last = map[string]string{}, map[[3]byte]bool{}
	}
	if _, ok := e.forms[form]; ok || len(form) < 3 {
		return
	}
	e.forms[form] = base
	e.last[lastBytes(form)] = true
	e.most = max(e.most, len(form))
}

func lastBytes(s string) [3]byte { return [3]byte([]byte(s[len(s)-3:])) }

// find returns what stands before the longest form at the end of a word, and the base of that form; may judges what
// stands before it.
func (e *ends) find(word string, may func(before string) bool) (before, base string, ok bool) {
	if len(word) < 3 || !e.last[lastBytes(word)] {
		return "", "", false
	}
	for i := max(0, len(word)-e.most); i <= len(word)-3; i++ {
		if base, ok := e.forms[word[i:]]; ok && (i == 0 || may(word[:i])) {
			return word[:i], base, true
		}
	}
	return "", "", false
}

// isCompoundPart says whether the beginning of a compound looks like a word itself: three letters with a vowel at least.
func isCompoundPart(before string) bool {
	return len(before) >= 3 && strings.ContainsAny(before, "aeiouy")
}

func (e *ends) has(word string) bool {
	_, _, ok := e.find(word, isCompoundPart)
	return ok
}

func readLexicon(s string) *lexicon {
	l := &lexicon{
		words: map[string]string{}, both: map[string][]string{}, adjs: map[string]string{},
		notWomen: map[string]bool{},
	}
	sections := map[string][][]string{}
	section := ""
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		default:
			sections[section] = append(sections[section], strings.Fields(line))
		}
	}
	l.readNouns(sections)
	l.readAdjectives(sections)
	l.readVerbs(sections)
	return l
}
