package text

import "strings"

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
	return word[:i+1] + "e" + word[i+n:]
}
