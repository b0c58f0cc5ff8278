package web

import (
	"errors"
	"strings"

	"pressclip/config"
	"pressclip/internal/press"
)

// mistake is what is wrong with a field, or, where that is empty, with the whole.
type mistake struct {
	field string // as a configuration file has it: "licence.until"
	code  string // of config, or of this page
	words func(language string) string
}

// mistakes are those of the draft alone; what is wrong elsewhere is not its fault. What it leaves open is filled in.
func (s *site) mistakes(d draft, all press.Watchlist, isNew bool) (list []mistake) {
	place, back := d.into(&all, isNew)
	var wrong config.Errors
	errors.As(config.Check(&all, s.opts.Language, s.opts.Location), &wrong)
	for _, e := range wrong {
		if key, own := strings.CutPrefix(e.Key, place+"."); own {
			name, _, _ := strings.Cut(key, "[")
			list = append(list, mistake{name, e.Code, e.Sentence})
		}
	}
	back()
	return list
}

// ownWords are the mistakes that the page says otherwise than a file of YAML would.
var ownWords = map[string]bool{
	"config.missing": true, "config.licence": true, "config.outlet_url": true, "config.no_keywords": true, "config.no_projects": true,
	"config.name_twice": true,
}

// mistake says what is wrong.
func (w words) mistake(m mistake) string {
	if ownWords[m.code] {
		return w.text("desk.mistake." + strings.TrimPrefix(m.code, "config."))
	}
	return m.words(w.language)
}

// blame puts mistakes to their fields.
func (v *changeView) blame(mistakes []mistake, said words) {
	for _, m := range mistakes {
		v.accuse(strings.ReplaceAll(m.field, ".", "_"), said.mistake(m))
	}
}

func (v *changeView) accuse(name, sentence string) {
	for i := range v.Fields {
		if f := &v.Fields[i]; f.Name == name {
			f.Wrong = strings.TrimSpace(f.Wrong + " " + sentence)
			return
		}
	}
	v.Wrong = append(v.Wrong, sentence)
}
