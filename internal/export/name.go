package export

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// name is an author: a person with a family name, or whatever else is printed there, as it stands.
type name struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
}

// nameOf takes an author as printed apart. The family name is the last word with the small words before it ("von der
// Leyen"); what is one word, or has a word that offices have in theirs, is nobody's name.
func nameOf(printed string) name {
	printed = line(printed)
	words := strings.Fields(printed)
	if len(words) < 2 || strings.ContainsAny(printed, "/&@,;:0123456789") || office(words) {
		return name{Literal: printed}
	}
	at := len(words) - 1
	for at > 1 && small(words[at-1]) {
		at--
	}
	return name{Family: strings.Join(words[at:], " "), Given: strings.Join(words[:at], " ")}
}

func small(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(r)
}

func office(words []string) bool {
	for _, w := range words {
		switch w = strings.ToLower(strings.Trim(w, ".,()")); {
		case strings.HasSuffix(w, "redaktion"), strings.HasSuffix(w, "agentur"), strings.HasSuffix(w, "agenturen"), strings.HasSuffix(w, "zeitung"),
			strings.HasSuffix(w, "nachrichten"), strings.Contains(w, ".") && !strings.HasSuffix(w, "."):
			return true
		}
		switch w {
		case "newsdesk", "online", "team", "presse", "desk", "newsroom", "verlag", "gmbh", "radio", "tv", "fernsehen", "rundfunk", "polizei", "stadt":
			return true
		}
	}
	return false
}

// inverted is the name as lists of references write it, family name first.
func (n name) inverted() string {
	if n.Literal != "" {
		return n.Literal
	}
	return n.Family + ", " + n.Given
}
