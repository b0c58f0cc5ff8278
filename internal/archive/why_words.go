package archive

import (
	"cmp"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// FateWords is a Fate for people.
type FateWords struct {
	Said   string // what became of the article, and why
	Advice string // what can be done; empty where that is nothing
}

// In words the fate in a language; now is the moment of reading, in the reader's zone.
func (f Fate) In(language string, now time.Time) FateWords {
	s := fateSpeech{f, language, now}
	return FateWords{Said: s.said(), Advice: s.advice()}
}

// fateSpeech is a fate on its way into words.
type fateSpeech struct {
	Fate
	language string
	now      time.Time
}

func (s fateSpeech) text(key string, args ...any) string {
	return locale.Text(s.language, key, args...)
}

func (s fateSpeech) when(t time.Time) string { return locale.When(s.language, t, s.now) }

func (s fateSpeech) fault(f *press.Fault) string {
	if f == nil {
		return ""
	}
	return locale.Fault(s.language, string(f.Code), f.Status, f.Until, s.now)
}

func (s fateSpeech) said() string {
	key := "why." + string(s.Why)
	switch s.Why {
	case WhyUnwatched:
		return s.text(key, s.host())
	case WhyUnlisted:
		return s.text(key, s.Outlet.Name) + " " + s.visit()
	case WhyErased:
		return s.text(key, locale.Date(s.language, s.ErasedAt, s.now))
	case WhyPending:
		return s.text(key, s.outlet(), s.when(s.Page.FirstSeen)) + " " + s.visit()
	case WhyFailed:
		return s.text(key, s.fault(s.Page.Fault), s.when(s.Page.NextTry))
	case WhyDropped:
		return s.text(key, s.fault(s.Page.Fault))
	case WhyUnmatched:
		if len(s.Watchers) == 0 {
			return s.text(key+".nobody", s.when(s.Page.ReadAt), s.Page.Title, s.outlet())
		}
		return s.text(key, s.when(s.Page.ReadAt), s.Page.Title, locale.List(s.language, s.Watchers))
	}
	return s.filed(key)
}

// host is what tells the reader where the article is from.
func (s fateSpeech) host() string { return cmp.Or(weburl.Host(s.URL), s.URL) }

// outlet is a name for the outlet, also where it is no longer watched.
func (s fateSpeech) outlet() string {
	if s.Outlet == nil {
		return s.host()
	}
	return s.Outlet.Name
}

// visit says when the outlet was last visited and, if that failed, why.
func (s fateSpeech) visit() string {
	switch {
	case s.Visit == nil:
		return s.text("why.never_visited")
	case s.Visit.OK || len(s.Visit.Faults) == 0:
		return s.text("why.visited", s.when(s.Visit.Ended))
	}
	return s.text("why.visit_failed", s.when(s.Visit.Ended), s.fault(&s.Visit.Faults[0]))
}

func (s fateSpeech) filed(key string) string {
	var projects []string
	for _, r := range s.Clipping.Reviews {
		projects = append(projects, r.Project)
	}
	said := s.text(key, s.Clipping.Article.Title, locale.List(s.language, projects), locale.Date(s.language, s.Clipping.FirstSeen, s.now))
	if s.Clipping.Partial {
		said += " " + s.text("why.partial", s.fault(s.Page.Fault))
	}
	return said
}

// advice fills the advice for this reason, if there is one.
func (s fateSpeech) advice() string {
	key := "why." + string(s.Why) + ".advice"
	if s.Why == WhyUnmatched && len(s.Watchers) == 0 {
		key = "why.unmatched.nobody.advice"
	}
	if !locale.Has(key) {
		return ""
	}
	address := s.URL
	if site, err := weburl.Resolve(s.URL, "/"); err == nil && (s.Why == WhyUnwatched || s.Why == WhyUnlisted) {
		address = site
	}
	return s.text(key, address, s.outlet())
}
