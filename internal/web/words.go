package web

import (
	"net/http"
	"strings"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// words speaks to one reader: in their language, from the moment of their request, whose zone is the configured one.
type words struct {
	language string
	now      time.Time
}

// stamp is a moment as a page shows it.
type stamp struct {
	Words string
	ISO   string
	Full  string
}

func (s *site) wordsFor(r *http.Request) words {
	language := s.opts.Language
	if header := r.Header.Get("Accept-Language"); header != "" {
		language = locale.Negotiate(header, language)
	}
	return words{language: locale.Known(language), now: s.opts.Now().In(s.opts.Location)}
}

func (w words) text(key string, args ...any) string { return locale.Text(w.language, key, args...) }

func (w words) count(key string, n int, args ...any) string {
	return locale.Count(w.language, key, n, args...)
}

func (w words) number(n int) string { return locale.Number(w.language, n) }

// when words a moment that may be long past: with the day, unless it was within the week.
func (w words) when(t time.Time) stamp { return w.stamp(locale.When(w.language, t, w.now), t) }

// clock words a moment whose day stands in a heading already.
func (w words) clock(t time.Time) stamp { return w.stamp(locale.Clock(t, w.now), t) }

// date words a day. Outlets that publish without a time of day are dated at midnight, which nobody wants to read.
func (w words) date(t time.Time) stamp { return w.stamp(locale.Date(w.language, t, w.now), t) }

// untimed says that a moment is a day without a time: midnight sharp is how outlets write that.
func (w words) untimed(t time.Time) bool {
	t = t.In(w.now.Location())
	return !t.IsZero() && t.Hour() == 0 && t.Minute() == 0
}

// relative words how far away a moment is.
func (w words) relative(t time.Time) stamp { return w.stamp(locale.Relative(w.language, t, w.now), t) }

func (w words) stamp(said string, t time.Time) stamp {
	full := locale.DateTime(w.language, t, w.now)
	if w.untimed(t) {
		full = locale.Date(w.language, t, w.now)
	}
	return stamp{Words: said, ISO: t.In(w.now.Location()).Format(time.RFC3339), Full: full}
}

// quoted puts a query in quotation marks, unless it has its own: two pairs around the same words help nobody.
func (w words) quoted(query string) string {
	if strings.ContainsAny(query, `"„“”»«`) {
		return query
	}
	return w.text("web.search.quoted", query)
}

func (w words) fault(f press.Fault) string {
	return locale.Fault(w.language, string(f.Code), f.Status, f.Until, w.now)
}

func (w words) verdict(v press.Verdict) string { return w.text("web.verdict." + string(v)) }

// names joins people's names; a list longer than three is cut, as a newspaper would.
func (w words) names(names []string) string {
	if len(names) > 3 {
		return w.text("web.and_others", strings.Join(names[:2], ", "))
	}
	return locale.List(w.language, names)
}

// stretch words the days from and to, either of which may be open.
func (w words) stretch(from, to string) string {
	day := func(s string) string {
		if t, err := time.ParseInLocation(time.DateOnly, s, w.now.Location()); err == nil {
			return w.date(t).Words
		}
		return s
	}
	switch {
	case wholeMonth(from, to):
		return locale.Month(w.language, from[:7])
	case to == "":
		return w.text("web.search.since", day(from))
	case from == "":
		return w.text("web.search.until", day(to))
	}
	return w.text("web.search.between", day(from), day(to))
}

// wholeMonth says whether two days are the first and the last of one month.
func wholeMonth(from, to string) bool {
	first, err := time.Parse(time.DateOnly, from)
	return err == nil && first.Day() == 1 && first.AddDate(0, 1, -1).Format(time.DateOnly) == to
}
