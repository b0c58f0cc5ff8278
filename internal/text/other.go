package text

import "strings"

// otherStems are the terms of a form in a language that is neither German nor English: its folded form, and where it has an
// umlaut also the form without, for outside German ü is as often left out (Türkiye, Turkiye) as it is written ue.
func otherStems(form, surface string) []string {
	bare := foldWith(form, bareLetters)
	if bare == surface {
		return []string{surface}
	}
	return []string{surface, bare}
}

// bareLetters spell umlauts without their dots.
var bareLetters = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "Ä", "a", "Ö", "o", "Ü", "u")
