package text

import "strings"

// umlauts are the vowels that change, folded. The last of them in a word changes.
var umlauts = strings.NewReplacer("a", "ae", "o", "oe", "u", "ue")

// umlaut changes the last vowel of a folded word that can change: haus, haeus.
func umlaut(word string) string {
	i := strings.LastIndexAny(word, "aou")
	// In words such as garten and vater the vowel of the ending is e, which never changes.
	if i < 0 {
		return word
	}
	if i > 0 && word[i] == 'u' && word[i-1] == 'a' {
		i--
	}
	n := 1
	if word[i] == 'a' && strings.HasPrefix(word[i:], "aa") {
		n = 2
	}
	return word[:i] + umlauts.Replace(word[i:i+1]) + word[i+n:]
}

// folded lists the words of the lines of a section, folded.
func folded(lines [][]string) []string {
	var words []string
	for _, line := range lines {
		for _, w := range line {
			words = append(words, Fold(w))
		}
	}
	return words
}

func (l *lexicon) readNouns(sections map[string][][]string) {
	for _, w := range folded(sections["base-s"]) {
		l.baseS.put(w, w)
	}
	for _, w := range folded(sections["names"]) {
		l.words[w] = w
		l.words[w+"s"] = w
	}
	for _, w := range folded(sections["small"]) {
		l.words[w] = w + "." // no other stem has a full stop
	}
	for _, w := range folded(sections["base-ern"]) {
		l.baseErn.put(w, w)
	}
	for _, w := range folded(sections["whole"]) {
		l.tails.put(w, "")
		l.tails.put(w+"n", "")
	}
	// In this order, for the first to name a form keeps it.
	for _, plural := range [][3]string{{"plural-er", "er", "ern"}, {"plural-e", "e", "en"}, {"plural-none", "", "n"}} {
		for _, w := range folded(sections[plural[0]]) {
			for _, ending := range plural[1:] {
				l.tails.put(umlaut(w)+ending, l.strip(w))
			}
		}
	}
	for _, line := range sections["nouns"] {
		for _, form := range line[1:] {
			l.tails.put(Fold(form), l.strip(Fold(line[0])))
		}
	}
	for _, line := range sections["both"] {
		words := folded([][]string{line})
		l.both[words[0]] = words[1:]
	}
	for _, w := range folded(sections["women"]) {
		l.women.put(w, w)
	}
	for _, w := range folded(sections["not-women"]) {
		l.notWomen[w] = true
	}
	for _, w := range folded(sections["feminine"]) {
		l.men.put(umlaut(l.strip(w)), l.strip(w))
	}
}

func (l *lexicon) readAdjectives(sections map[string][][]string) {
	for _, line := range sections["adjectives"] {
		for _, w := range line {
			base := Fold(strings.TrimSuffix(w, "+"))
			l.adjs[base] = base
			if strings.HasSuffix(w, "+") {
				l.adjs[umlaut(base)] = base
			}
		}
	}
	for _, w := range folded(sections["not-adjectives"]) {
		l.notAdjs.put(w, w)
	}
	for _, section := range []string{"degrees", "forms"} {
		for _, line := range sections[section] {
			for _, form := range line[1:] {
				l.words[Fold(form)] = l.strip(Fold(line[0]))
			}
		}
	}
}

func (l *lexicon) readVerbs(sections map[string][][]string) {
	for _, w := range folded(sections["not-verbs"]) {
		l.verbs.put(w, "")
	}
	for _, w := range folded(sections["verbs"]) {
		base := l.strip(w)
		link := ""
		if needsE(base) {
			link = "e"
		}
		for _, form := range []string{base + link + "t", base + link + "te", base + link + "ten", base + link + "tet", "ge" + base + link + "t"} {
			l.verbs.put(form, base)
		}
	}
	for _, line := range sections["strong"] {
		for _, form := range line[1:] {
			l.verbs.put(Fold(form), l.strip(Fold(line[0])))
		}
	}
}

// needsE says whether a verb has an e before t: arbeitet, rechnet.
func needsE(base string) bool {
	n := len(base)
	switch base[n-1] {
	case 't', 'd':
		return true
	case 'n', 'm':
		return !strings.ContainsRune("aeiouyrlhnm", rune(base[n-2]))
	}
	return false
}
