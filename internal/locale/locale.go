// Package locale words what people read, in German and in English: sentences, plurals, numbers and dates for the page,
// the mails and the command line. It never decides what is said, never reads a clock and knows no noun of the project.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// The languages that everything is worded in. German is the language of whatever is not known.
const (
	German  = "de"
	English = "en"
)

//go:embed strings/*.json
var files embed.FS

// phrase is one text of the catalogue with the number of arguments it can take.
type phrase struct {
	text string
	args int
}

// catalogue holds the phrases of one language by key.
type catalogue map[string]phrase

// catalogues reads the embedded files once. They are part of the program, so a broken one is a broken build: it panics,
// and the tests of this package say where.
var catalogues = sync.OnceValue(func() map[string]catalogue {
	all := map[string]catalogue{}
	for _, language := range Languages() {
		c, err := load(files, language)
		if err != nil {
			panic("locale: " + err.Error())
		}
		all[language] = c
	}
	return all
})

// Languages lists the languages there are, the first one first.
func Languages() []string { return []string{German, English} }

// Known returns the language of the catalogue that serves a tag such as "en-GB": German, if none does.
func Known(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if slices.Contains(Languages(), base) {
		return base
	}
	return German
}

// Text words key in a language. The arguments fill the verbs of the text in fmt's manner; those it does not use are
// left out. A key that is not in the catalogue comes back as it is, so that nothing is ever blank.
func Text(language, key string, args ...any) string {
	p, ok := catalogues()[Known(language)][key]
	if !ok {
		return key
	}
	return p.fill(args)
}

// Has says whether the catalogue knows key.
func Has(key string) bool {
	_, ok := catalogues()[German][key]
	return ok
}

// Keys lists all keys of an area ("web"), sorted.
func Keys(area string) []string {
	var keys []string
	for key := range maps.Keys(catalogues()[German]) {
		if strings.HasPrefix(key, area+".") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Count words key for n things: "key.one" for exactly one, else "key.other". The number, written as the language
// writes it, is the first argument (%s); args follow.
func Count(language, key string, n int, args ...any) string {
	form := ".other"
	if n == 1 || n == -1 {
		form = ".one"
	}
	return Text(language, key+form, append([]any{Number(language, n)}, args...)...)
}

func (p phrase) fill(args []any) string {
	if p.args == 0 {
		return p.text
	}
	return fmt.Sprintf(p.text, args[:min(p.args, len(args))]...)
}

// load reads all files of one language.
func load(fsys fs.FS, language string) (catalogue, error) {
	names, err := fs.Glob(fsys, "strings/*."+language+".json")
	if err != nil {
		return nil, err
	}
	all := catalogue{}
	for _, name := range names {
		if err := all.add(fsys, name, language); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return all, nil
}

// add takes in one file, whose keys all begin with the area that gives the file its name.
func (c catalogue) add(fsys fs.FS, name, language string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	var texts map[string]string
	if err := json.Unmarshal(data, &texts); err != nil {
		return err
	}
	area := strings.TrimSuffix(path.Base(name), "."+language+".json")
	for key, text := range texts {
		if !strings.HasPrefix(key, area+".") {
			return fmt.Errorf("key %q does not begin with %q", key, area+".")
		}
		verbs, err := verbsOf(text)
		if err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
		c[key] = phrase{text: text, args: arguments(verbs)}
	}
	return nil
}
