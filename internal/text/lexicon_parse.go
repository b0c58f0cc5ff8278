package text

import "strings"

func readLexicon(s string) *lexicon {
	l := &lexicon{
		forms: newList(formsText), parts: newList(partsText),
		words: map[string]string{}, both: map[string][]string{}, adjs: map[string]string{}, notWomen: map[string]bool{},
		nouns: map[string]bool{}, nounsE: map[string]bool{},
		verbs: map[string]bool{}, verbForms: map[string]string{},
		strong: map[string]string{}, done: map[string]string{},
	}
	sections := readSections(s)
	l.readNouns(sections)
	l.readPeople(sections)
	l.readAdjectives(sections)
	l.readVerbs(sections)
	l.readSplitting(sections)
	return l
}

func readSections(s string) map[string][][]string {
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
	return sections
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
	l.baseS.putAll(sections["base-s"])
	for _, section := range []string{"names", "nouns-en"} {
		for _, w := range folded(sections[section]) {
			l.nouns[w] = true
		}
	}
	for _, w := range folded(sections["nouns-e"]) {
		l.nounsE[w] = true
	}
	for _, w := range folded(sections["small"]) {
		l.words[w] = w + "." // no other stem has a full stop
	}
	l.baseErn.putAll(sections["base-ern"])
	for _, w := range folded(sections["whole"]) {
		l.tails.put(w, "")
		l.tails.put(w+"n", "")
	}
	l.readPlurals(sections)
	for _, line := range sections["both"] {
		words := folded([][]string{line})
		l.both[words[0]] = words[1:]
	}
}

func (l *lexicon) readPlurals(sections map[string][][]string) {
	// In this order, for the first to name a form keeps it.
	for _, plural := range [][3]string{{"plural-er", "er", "ern"}, {"plural-e", "e", "en"}, {"plural-none", "", "n"}} {
		for _, w := range folded(sections[plural[0]]) {
			for _, ending := range plural[1:] {
				l.tails.put(umlaut(w)+ending, w)
			}
		}
	}
	for _, line := range sections["nouns"] {
		base := Fold(line[0])
		for _, form := range line[1:] {
			l.irregular.put(Fold(form), base)
		}
	}
}

func (l *lexicon) readPeople(sections map[string][][]string) {
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
			if short, ok := strings.CutSuffix(base, "e"); ok {
				l.adjs[short] = base // böse, böser
			}
			if strings.HasSuffix(w, "+") {
				l.adjs[umlaut(base)] = base
			}
		}
	}
	for _, w := range folded(sections["not-adjectives"]) {
		l.notAdjs.put(w, w)
	}
	for _, line := range sections["degrees"] {
		for _, form := range line[1:] {
			l.words[Fold(form)] = l.strip(Fold(line[0]))
		}
	}
}

func (l *lexicon) readVerbs(sections map[string][][]string) {
	l.prefixes, l.nounsToo = set(sections["prefixes"]), set(sections["nouns-too"])
	l.prefixLengths = map[[2]byte]uint32{}
	for prefix := range l.prefixes {
		l.prefixLengths[[2]byte{prefix[0], prefix[1]}] |= 1 << len(prefix)
	}
	for _, line := range sections["forms"] {
		for _, form := range line[1:] {
			l.verbForms[Fold(form)] = l.strip(Fold(line[0]))
		}
	}
	for _, line := range sections["strong"] {
		words := folded([][]string{line})
		l.readStrong(l.strip(words[0]), words[1], words[2], words[3])
	}
}

// readStrong makes the forms of a strong verb: fährt, fährst; fuhr, fuhrst, fuhren, führe; gefahren, and erfahren.
func (l *lexicon) readStrong(stem, third, past, participle string) {
	l.verbs[stem] = true
	if _, ok := l.done[participle]; !ok {
		l.done[participle] = stem
	}
	put := func(forms ...string) {
		for _, form := range forms {
			if _, ok := l.strong[form]; !ok {
				l.strong[form] = stem
			}
		}
	}
	if short, ok := strings.CutSuffix(third, "t"); ok {
		put(third, short+"st", third+"st")
	}
	if short, ok := strings.CutSuffix(past, "te"); ok {
		put(past, past+"n", past+"st", short+"tet")
		return
	}
	put(past, past+"st", past+"t")
	for _, end := range []string{"e", "en", "n", "est", "et"} {
		put(past + end)
		if !l.isVerb(umlaut(past)) { // führen is no fuhr
			put(umlaut(past) + end)
		}
	}
}
