package text

import "strings"

var spelled = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

// Spelled has letters that are set as one sign stand for themselves: nobody looks for a word with such a sign in it. Articles
// and queries are spelled so before anything is found.
func Spelled(s string) string {
	if !strings.Contains(s, "\xef\xac") { // what all of these begin with
		return s
	}
	return spelled.Replace(s)
}
