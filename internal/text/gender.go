package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// genderWord reads a gender form at the beginning of runs: Bewohner*innen, Bewohner:in, Bewohner_innen,
// Bewohner/-innen, Bewohner/in, Bewohner(innen), BewohnerInnen, these inside a compound (Bürger*innenrat), and jede*r.
// It returns how many runs it took, 0 if there is none.
func genderWord(runs []run) (word, int) {
	if base, ending, rest, ok := binnenI(runs[0].text); ok {
		return genderForms(runs[:1], runs[0].text, base, ending, rest), 1
	}
	if len(runs) < 2 || !mayBeGenderEnding(runs[1].text) || !genderBase(runs[0].text) {
		return word{}, 0
	}
	ending, rest, ok := genderEnding(runs[1].text)
	ok = ok && genderSign(runs, rest)
	if short := shortEnding(runs[0].text, runs[1].text); short && shortSign(runs) {
		ending, rest, ok = runs[1].text, "", true
	}
	if !ok {
		return word{}, 0
	}
	written := runs[0].text + runs[0].gap + runs[1].text
	if runs[0].gap == "(" {
		written += ")"
	}
	return genderForms(runs[:2], written, runs[0].text, ending, rest), 2
}

// mayBeGenderEnding says cheaply whether what stands behind a sign may be the ending of a gender form.
func mayBeGenderEnding(s string) bool {
	switch s {
	case "In", "Innen", "r", "n", "s", "m", "e":
		return true
	}
	return strings.HasPrefix(s, "in")
}

func genderForms(runs []run, written, base, ending, rest string) word {
	full := womanBase(base, ending) + ending + rest
	forms := []string{base + rest, full}
	if ending == "in" && rest == "" {
		forms = append(forms, full+"nen")
	}
	return word{written: written, forms: forms, start: runs[0].start, end: runs[len(runs)-1].end}
}

// womanBase takes the dative and the plural off before -innen: Bewohnern/-innen, Kollegen*innen.
func womanBase(base, ending string) string {
	switch {
	case ending != "in" && ending != "innen":
		return base
	case strings.HasSuffix(base, "ern"):
		return strings.TrimSuffix(base, "n")
	}
	return strings.TrimSuffix(base, "en")
}

func genderBase(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return utf8.RuneCountInString(s) >= 3 && unicode.IsLower(r)
}

// genderEnding cuts "innenrat" into innen and rat. Some write a capital behind the sign as well.
func genderEnding(s string) (ending, rest string, ok bool) {
	if s == "in" || s == "innen" || s == "In" || s == "Innen" {
		return strings.ToLower(s), "", true
	}
	rest, ok = strings.CutPrefix(s, "innen")
	return "innen", rest, ok && utf8.RuneCountInString(rest) >= 3
}

// shortEnding says whether a word and what stands behind a sign are such as jede*r, eine:n and Beamte_r, or ein*e and kein*e.
func shortEnding(base, s string) bool {
	switch s {
	case "r", "n", "s", "m":
		return strings.HasSuffix(base, "e")
	case "e":
		return strings.HasSuffix(strings.ToLower(base), "ein")
	}
	return false
}

func shortSign(runs []run) bool {
	switch runs[0].gap {
	case "*", ":", "_", "·", "•", "/", "/-":
		return true
	case "(":
		return strings.HasPrefix(runs[1].gap, ")")
	}
	return false
}

func genderSign(runs []run, rest string) bool {
	switch runs[0].gap {
	case "*", ":", "_", "·", "•":
		return true
	case "/-":
		return rest == ""
	case "/", "-":
		// A slash also parts words ("in und/in der"), which a capital or a long word rules out well enough.
		r, _ := utf8.DecodeRuneInString(runs[0].text)
		return rest == "" && (unicode.IsUpper(r) || len(runs[0].text) > 4)
	case "(":
		return rest == "" && strings.HasPrefix(runs[1].gap, ")")
	}
	return false
}

// binnenI cuts BürgerInnenrat into Bürger, innen and rat. The singular is taken only behind endings of people, so
// that LinkedIn stays a name.
func binnenI(s string) (base, ending, rest string, ok bool) {
	i := strings.LastIndex(s, "In")
	if i < 3 || !genderBase(s[:i]) {
		return "", "", "", false
	}
	base, tail := s[:i], s[i+len("In"):]
	if tail == "" {
		return base, "in", "", personEnding(base)
	}
	rest, ok = strings.CutPrefix(tail, "nen")
	if rest != "" && (utf8.RuneCountInString(rest) < 3 || strings.ToLower(rest) != rest) {
		ok = false
	}
	return base, "innen", rest, ok
}

func personEnding(base string) bool {
	for _, end := range []string{"er", "or", "eur", "är", "nt", "st", "at", "kt", "og", "eg", "nd", "rzt"} {
		if strings.HasSuffix(base, end) {
			return true
		}
	}
	return false
}
