package query

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressclip/internal/text"
)

// The fewest letters of wildcards.
const (
	minPrefix = 3
	minEnding = 4
)

// wordLeaf reads a chunk that is no operator: a word, or a word with wildcards. It returns nil for a chunk without
// letters. pos is for errors.
func wordLeaf(chunk string, pos int) (*leaf, int, error) {
	if onlyLetters(chunk) {
		return plainLeaf(chunk), 1, nil // as most are; the rest need not be looked for
	}
	if signed := trimKeeping(chunk, "*~"); strings.HasPrefix(signed, "~") {
		return compoundLeaf(chunk, signed, pos)
	}
	word := trimKeeping(chunk, "*")
	inside := strings.Trim(word, "*")
	base := trim(inside)
	words := text.Count(base)
	starred := strings.Contains(word, "*")
	switch {
	case words == 0 && starred:
		return nil, 0, fault(CodePrefixShort, pos, chunk, exampleStar).without(pos, pos+len(chunk))
	case words == 0:
		return nil, 0, nil
	case !starred, word == inside && genderStars(base, words):
		return plainLeaf(base), words, nil
	case strings.Contains(base, "*"):
		return nil, 0, fault(CodeStarInside, pos, chunk).instead(starBefore(base))
	case words > 1, len(text.Words(base, "")[0].Surfaces) == 0:
		return nil, 0, fault(CodeStarWords, pos, chunk).instead(starApart(word))
	}
	lf := &leaf{kind: starKind(word), text: base}
	return lf, 1, starLength(lf, chunk, pos)
}

func onlyLetters(s string) bool { return s != "" && lettersOf(s) == len(s) }

// lettersOf is how many bytes of letters a text begins with.
func lettersOf(s string) int {
	for i, r := range s {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			continue
		}
		if !unicode.IsLetter(r) || r == 'ʼ' {
			return i
		}
	}
	return len(s)
}

// compoundLeaf reads ~wort.
func compoundLeaf(chunk, signed string, pos int) (*leaf, int, error) {
	base := trim(signed)
	words := text.Words(base, "")
	gender := genderStars(base, len(words))
	switch {
	case len(words) > 0 && strings.Contains(signed, "*") && (!gender || strings.HasSuffix(signed, "*")):
		return nil, 0, fault(CodeCompoundStar, pos, chunk).instead(tilded(strings.ReplaceAll(base, "*", "")))
	case len(words) != 1:
		return nil, 0, fault(CodeCompoundWord, pos, chunk).instead(tilded(base))
	}
	return &leaf{kindCompound, base}, 1, nil
}

// tilded is the proposal for a ~ that stands before what is not a single word: one for each word.
func tilded(s string) string {
	var all []string
	for chunk := range phraseChunks(s) {
		for _, w := range text.Words(chunk, "") {
			word := "~"
			for _, part := range w.Parts {
				word += strings.TrimPrefix(part.Exact, text.MarkExact)
			}
			all = append(all, word)
		}
	}
	if len(all) == 0 {
		return "~Quartier"
	}
	return strings.Join(all, " ")
}

func starKind(word string) kind {
	switch {
	case !strings.HasPrefix(word, "*"):
		return kindPrefix
	case strings.HasSuffix(word, "*"):
		return kindMiddle
	}
	return kindEnding
}

func starLength(lf *leaf, chunk string, pos int) error {
	switch n := letters(lf.text); {
	case lf.kind == kindPrefix && n < minPrefix:
		return fault(CodePrefixShort, pos, chunk).instead(lf.text)
	case lf.kind != kindPrefix && n < minEnding:
		return fault(CodeEndingShort, pos, chunk).instead("~" + lf.text)
	}
	return nil
}

func letters(s string) int {
	n := 0
	for _, r := range norm.NFC.String(text.Spelled(s)) {
		if isLetter(r) {
			n++
		}
	}
	return n
}

// exampleStar is shown where somebody wrote nothing but a star.
const exampleStar = "Ankunft*"

// starBefore is the proposal for a star within a word: what stands before it, as a beginning if it is long enough.
func starBefore(base string) string {
	head, _, _ := strings.Cut(base, "*")
	if letters(head) < minPrefix || text.Count(head) != 1 {
		return strings.ReplaceAll(base, "*", " ")
	}
	return head + "*"
}

// starApart is the proposal for a star at what is several words: the words, parted, each with the star it has.
func starApart(word string) string {
	words := strings.FieldsFunc(word, func(r rune) bool { return !isLetter(r) && r != '*' && !isExactQuote(r) })
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return trim(w) == "" }), " ")
}

// genderStars says whether all stars within a word are those of gender forms: without them it falls apart.
func genderStars(base string, words int) bool {
	stars := strings.Count(base, "*")
	return stars > 0 && text.Count(strings.ReplaceAll(base, "*", " ")) == words+stars
}

// plainLeaf is a word; where it could be read as something else without the signs around it, it is a phrase.
func plainLeaf(base string) *leaf {
	_, operator := operatorName(base)
	_, near := nearName(base)
	_, _, field := fieldName(base)
	if operator || near || field {
		return &leaf{kindPhrase, base}
	}
	return &leaf{kindWord, base}
}

// trim cuts off what belongs to no word. The parenthesis of Bewohner(innen) becomes a star.
func trim(chunk string) string { return trimKeeping(chunk, "") }

func trimKeeping(chunk, keep string) string {
	if strings.Contains(chunk, "(in") {
		chunk = strings.NewReplacer("(innen)", "*innen", "(in)", "*in").Replace(chunk)
	}
	return strings.TrimFunc(chunk, func(r rune) bool { return !isLetter(r) && !strings.ContainsRune(keep, r) })
}

// phraseWords counts the words of a phrase and finds fault with its signs.
func phraseWords(phrase string, pos int) (int, error) {
	count, at := 0, 0
	for chunk := range phraseChunks(phrase) {
		if onlyLetters(chunk) {
			count++
			continue
		}
		at += strings.Index(phrase[at:], chunk)
		if !strings.ContainsAny(chunk, "*~") {
			count += text.Count(chunk)
			continue
		}
		_, n, err := wordLeaf(chunk, pos+at)
		if err != nil {
			return 0, err
		}
		count += n
		at += len(chunk)
	}
	return count, nil
}

func phraseChunks(phrase string) iter.Seq[string] { return strings.FieldsFuncSeq(phrase, isSpace) }

// shorten keeps what an error shows short.
func shorten(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
