package text

import "strings"

// minStem is the fewest bytes that an ending leaves.
const minStem = 3

// stems returns what a folded word is inflected from. A form that two words share has both stems: Gründen comes from
// Grund and from gründen.
//
// Inflection is cut off, derivation is not: Mieter keeps its -er and Regierung its -ung, so that Miete and regieren do
// not find them. The Snowball stemmer cuts both, which is why it is not used here.
func stems(word string) []string {
	l := german()
	if both, ok := l.both[word]; ok {
		return both
	}
	return []string{l.stem(word)}
}

func (l *lexicon) stem(word string) string {
	if stem, ok := l.words[word]; ok {
		return stem
	}
	if len(word) < minStem {
		return word
	}
	if base, ok := l.person(word); ok {
		return l.strip(base)
	}
	if before, base, ok := l.tails.find(word, isCompoundPart); ok {
		if base == "" {
			return l.strip(word)
		}
		return before + base
	}
	if stem, ok := l.verb(word); ok {
		return stem
	}
	if base, ok := l.adjective(word); ok {
		return l.participle(base)
	}
	return l.participle(l.strip(word))
}

// participle brings the stem of an inflected participle to that of its verb: geplante, geplant, planen.
func (l *lexicon) participle(base string) string {
	if strings.HasSuffix(base, "t") {
		if stem, ok := l.verb(base); ok {
			return stem
		}
	}
	return base
}

// personEndings are those of words for women, with the -in.
var personEndings = []string{
	"erin", "orin", "eurin", "aerin", "istin", "entin", "antin", "ektin", "atin", "login", "gogin", "rgin",
}

// person takes -in and -innen off a word for a woman or women.
func (l *lexicon) person(word string) (base string, ok bool) {
	one, many := strings.CutSuffix(word, "nen")
	base, ok = strings.CutSuffix(one, "in")
	if !ok || len(base) < minStem || l.notWomen[word] {
		return "", false
	}
	if !many {
		for _, ending := range personEndings {
			many = many || len(word) > len(ending)+1 && strings.HasSuffix(word, ending)
		}
	}
	if !many && !l.women.has(word) {
		return "", false
	}
	if before, man, ok := l.men.find(base, isCompoundPart); ok {
		base = before + man
	}
	return base, true
}

// prefixes stand before verbs.
var prefixes = func() map[string]bool {
	all := map[string]bool{}
	for _, p := range strings.Fields(`ab an auf aus be bei durch ein ent er fest fort frei heraus herunter hervor hin hinaus
		hinein hinter hinzu los miss mit nach nieder statt teil ueber um unter ver vor voran voraus vorbei weg weiter wieder
		zer zu zurecht zurueck zusammen bereit bekannt dar entgegen gegenueber heran herbei herein herum hoch teilge wahr`) {
		all[p] = true
	}
	return all
}()

// verb finds the stem of a verb's past, participle or third person.
func (l *lexicon) verb(word string) (string, bool) {
	before, base, ok := l.verbs.find(word, func(before string) bool { return prefixes[before] })
	if !ok || base == "" {
		return "", false
	}
	return before + base, true
}

// adjectiveEndings are those of inflection, longest first.
var adjectiveEndings = []string{"em", "en", "er", "es", "e"}

// adjective takes inflection and degree off what is known as an adjective or looks like one.
func (l *lexicon) adjective(word string) (base string, ok bool) {
	if base, ok := l.adjectiveBase(word); ok {
		return base, true
	}
	for _, ending := range adjectiveEndings {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok || ending == "er" && l.notAdjs.has(word) {
			continue
		}
		// The degree first: gefährlichst looks like a participle.
		if base, ok := l.degree(rest); ok {
			return base, true
		}
		if base, ok := l.adjectiveBase(rest); ok {
			return base, true
		}
	}
	return l.degree(word)
}

// degree takes -er, -st and -est off.
func (l *lexicon) degree(word string) (base string, ok bool) {
	for _, ending := range []string{"est", "st", "er"} {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok || ending == "er" && l.notAdjs.has(word) {
			continue
		}
		if base, ok := l.adjectiveBase(rest); ok {
			return base, true
		}
	}
	return "", false
}

// adjectiveBase says whether an uninflected word is an adjective, and which.
func (l *lexicon) adjectiveBase(word string) (base string, ok bool) {
	if base, ok := l.adjs[word]; ok {
		return base, true
	}
	if rest, un := strings.CutPrefix(word, "un"); un {
		if base, ok := l.adjs[rest]; ok {
			return "un" + base, true
		}
	}
	return word, looksAdjective(word)
}

// looksAdjective goes by endings that nouns in -er do not have before it, apart from those of the lexicon.
func looksAdjective(word string) bool {
	if len(word) < 5 {
		return false
	}
	for _, ending := range []string{"lich", "sam", "bar", "los", "voll", "iert", "abel", "ibel", "oes", "iv", "end", "wert", "arm", "ell"} {
		if strings.HasSuffix(word, ending) {
			// Of folded ä, ö, ü the e belongs to them: Gründer is no participle.
			return len(word) >= len(ending)+3 && !(ending == "end" && strings.ContainsAny(word[len(word)-4:len(word)-3], "aou"))
		}
	}
	rest, ok := strings.CutSuffix(word, "isch")
	if ok {
		return len(rest) >= 3
	}
	if rest, ok = strings.CutSuffix(word, "haft"); ok {
		return !strings.HasSuffix(rest, "sc") && len(rest) >= 3
	}
	if rest, ok = strings.CutSuffix(word, "ig"); ok {
		return len(rest) >= 3 && !strings.HasSuffix(rest, "e") && !strings.HasSuffix(rest, "a")
	}
	if rest, ok = strings.CutSuffix(word, "al"); ok {
		return len(rest) >= 4
	}
	// Participles: geplant, but not Gestalt.
	return strings.HasPrefix(word, "ge") && strings.HasSuffix(word, "t") && len(word) >= 6 && !strings.HasSuffix(word, "talt")
}

// strip takes the endings off that need no knowledge of the word: -e, -en, -es, -s and their like, but never -er.
func (l *lexicon) strip(word string) string {
	switch {
	case strings.HasSuffix(word, "nisse"), strings.HasSuffix(word, "nissen"), strings.HasSuffix(word, "nisses"):
		return word[:strings.LastIndex(word, "nisse")+len("nis")]
	case strings.HasSuffix(word, "s"):
		return l.stripS(word)
	case strings.HasSuffix(word, "ern"):
		if l.baseErn.has(word) {
			return word
		}
		return cut(word, "n")
	case strings.HasSuffix(word, "eln"):
		return cut(word, "n")
	case strings.HasSuffix(word, "en"):
		if short := cut(word, "en"); short != word {
			return cut(short, "en")
		}
		// Seen and Ehen, but not Wien.
		if strings.HasSuffix(word, "een") || strings.HasSuffix(word, "hen") {
			return cut(word, "n")
		}
		return word
	case strings.HasSuffix(word, "e"):
		return cut(cut(word, "e"), "en")
	}
	return word
}

func (l *lexicon) stripS(word string) string {
	if l.baseS.has(word) || len(word) < 2 {
		return word
	}
	switch {
	case strings.HasSuffix(word, "ens"):
		return cut(word, "ens")
	case strings.HasSuffix(word, "es"):
		return cut(cut(word, "es"), "en")
	case strings.ContainsRune("bdfghklmnprtwyao", rune(word[len(word)-2])):
		return cut(word, "s")
	}
	return word
}

// cut takes an ending off if a stem is left.
func cut(word, ending string) string {
	rest, ok := strings.CutSuffix(word, ending)
	if !ok || len(rest) < minStem || !strings.ContainsAny(rest, "aeiouy") {
		return word
	}
	return rest
}
