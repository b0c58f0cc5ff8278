package text

import "strings"

// umlauts are the vowels that change, folded.
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
