package config

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"time"

	"pressclip/internal/press"
)

// watchlistFile is the part of a configuration that watches and sends.
type watchlistFile struct {
	Outlets  []press.Outlet  `yaml:"outlets"`
	Projects []press.Project `yaml:"projects"`
	Digests  []press.Digest  `yaml:"digests"`
}

// WriteWatchlist writes outlets, projects and digests as a configuration file has them. What it writes reads back the
// same, except for identifiers and origins.
func WriteWatchlist(to io.Writer, list press.Watchlist) error {
	w := writer{text: plainText}
	file := watchlistFile{list.Outlets, list.Projects, list.Digests}
	w.fields(reflect.ValueOf(file), "", 0, false)
	_, err := io.WriteString(to, w.out.String())
	return err
}

// ReadWatchlist reads outlets, projects and digests, and nothing else, by the rules of a configuration file; but
// no variable of the environment is known to it, so that nobody can ask for one from outside. Digests without a language
// get the given one. name is how errors call the file; they are of type Errors.
func ReadWatchlist(name string, data []byte, language string, loc *time.Location) (press.Watchlist, error) {
	r := newReader(name, noEnvironment)
	var file watchlistFile
	if root := r.parse(data); root != nil {
		r.value(root, reflect.ValueOf(&file).Elem(), "")
	}
	if !r.halted {
		k := checker{reader: r, loc: loc}
		k.watchlist(&file.Outlets, &file.Projects, &file.Digests, language)
	}
	if err := r.result(language); err != nil {
		return press.Watchlist{}, err
	}
	return press.Watchlist{Outlets: file.Outlets, Projects: file.Projects, Digests: file.Digests}, nil
}

// Check holds outlets, projects and digests that come from no file against the rules of one, and puts in what they leave
// open, as reading a file does. The error is of type Errors; each has a Key ("projects[2].keywords[0]") and no line.
func Check(list *press.Watchlist, language string, loc *time.Location) error {
	k := checker{reader: newReader("", noEnvironment), loc: loc}
	k.watchlist(&list.Outlets, &list.Projects, &list.Digests, language)
	return k.result(language)
}

// ReadOne reads an outlet, a project or a digest from JSON that has the keys of a configuration file, by form alone: Check
// finds the rest. Nothing in it stands for a variable of the environment. The error is of type Errors; each has a Key
// ("feeds[0]") and no file.
func ReadOne[T press.Outlet | press.Project | press.Digest](object map[string]any) (one T, err error) {
	var text bytes.Buffer
	to := json.NewEncoder(&text)
	to.SetEscapeHTML(false) // JSON is YAML, except for pairs of escapes, which are gone by now
	if err := to.Encode(literals(object)); err != nil {
		return one, err
	}
	r := newReader("", noEnvironment)
	if root := r.parse(text.Bytes()); root != nil {
		r.value(root, reflect.ValueOf(&one).Elem(), "")
	}
	return one, r.result("")
}

// literals is a value of JSON in which nothing looks like a variable.
func literals(value any) any {
	switch v := value.(type) {
	case string:
		return literal(v)
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = literals(v[i])
		}
		return all
	case map[string]any:
		all := make(map[string]any, len(v))
		for key := range v {
			all[key] = literals(v[key])
		}
		return all
	}
	return value
}
