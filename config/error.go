package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/locale"
	"pressclip/internal/query"
)

// Error is one mistake in a configuration and where it stands.
type Error struct {
	File   string
	Line   int    // from 1; 0 if the file as a whole is meant
	Column int    // characters, from 1
	Key    string // what is wrong: "outlets[2].schedule"; may be empty
	Code   string // key of the words in internal/locale
	Args   []any  // what the words take; those with a method In(language) are worded themselves

	language string
	cause    error
}

// In is the mistake in one line and in a language: "file:line:column: sentence". An empty language means that of the
// configuration, as far as it could be read.
func (e *Error) In(language string) string {
	switch {
	case e.File == "":
		return e.Sentence(language)
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, e.Sentence(language))
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Sentence(language))
}

// Sentence says what is wrong, in a language as In takes it, but not where.
func (e *Error) Sentence(language string) string {
	if language == "" {
		language = e.language
	}
	args := make([]any, len(e.Args))
	for i, arg := range e.Args {
		args[i] = arg
		if worded, ok := arg.(interface{ In(string) string }); ok {
			args[i] = worded.In(language)
		}
	}
	return locale.Text(language, e.Code, args...)
}

// Error is the mistake in the language of the configuration.
func (e *Error) Error() string { return e.In("") }

// Unwrap is what the operating system said, if it was about the file.
func (e *Error) Unwrap() error { return e.cause }

// Errors are all mistakes of one configuration, in the order of the file. There is at least one.
type Errors []*Error

// In is one line for each mistake.
func (e Errors) In(language string) string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.In(language)
	}
	return strings.Join(lines, "\n")
}

// Error is one line for each mistake, in the language of the configuration.
func (e Errors) Error() string { return e.In("") }

// Unwrap gives errors.As and errors.Is every single mistake.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

func (e Errors) sort() {
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// phrase is an argument that is itself a key of the catalogue.
type phrase string

func (p phrase) In(language string) string { return locale.Text(language, string(p)) }

// alternatives are values of which one is to be chosen.
type alternatives []string

func (a alternatives) In(language string) string {
	return strings.Join(a, ", ")
}

// unparsed words why a keyword is no query.
type unparsed struct{ *query.Error }

func (u unparsed) In(language string) string {
	return locale.Text(language, "query."+u.Code, u.Args...)
}
