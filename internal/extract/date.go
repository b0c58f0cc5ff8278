package extract

import (
	"strings"
	"time"
)

// moment is one candidate for a date.
type moment struct {
	at         time.Time
	clock      bool // it has a time of day
	from       string
	confidence float64
}

// dates settles when the article was published and when it was changed. Rules where places disagree: structured data
// wins over meta elements, these over what is visible; a mere day gives way to a time on the same day from anywhere;
// a change before the publication is no change.
func (p *page) dates() {
	published := p.moments("datePublished", []string{"article:published_time", "og:article:published_time", "article:published", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date.created", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "parsely-pub-date", "sailthru.date", "publish-date", "publishdate", "pubdate", "published", "date.published", "publication_date", "itemprop:datepublished", "itemprop:datecreated", "created", "last-modified-date", "bt:pubdate", "vf:publishdate"}, "datecreated")
	published = append(p.selectedMoments(), published...)
	published = append(published, p.visibleMoments()...)
	if m, ok := pick(published); ok {
		p.article.Published = m.at
		p.explainMoments("published", published, m)
	} else if late := p.moments("uploadDate", []string{"og:updated_time", "article:modified_time", "last-modified"}, "datemodified"); len(late) > 0 {
		p.article.Published = late[0].at
		p.explainMoments("published", late, late[0])
	}
	modified := p.moments("dateModified", []string{"article:modified_time", "og:updated_time", "article:modified", "datemodified", "last-modified", "dcterms.modified", "dc.date.modified", "itemprop:datemodified", "cxenseparse:modifiedtime"}, "datemodified")
	modified = append(modified, p.lineMoments(true)...)
	if m, ok := pick(modified); ok && m.at.After(p.article.Published) {
		p.article.Modified = m.at
		p.explainMoments("modified", modified, m)
	}
}

// pick takes the first candidate, or a more precise one for the same day.
func pick(list []moment) (moment, bool) {
	if len(list) == 0 {
		return moment{}, false
	}
	best := list[0]
	if best.clock {
		return best, true
	}
	day := berlinDay(best.at)
	for _, m := range list[1:] {
		if m.clock && berlinDay(m.at) == day {
			return m, true
		}
	}
	return best, true
}

func (p *page) explainMoments(field string, list []moment, chosen moment) {
	done := false
	for _, m := range list {
		taken := !done && m == chosen
		done = done || taken
		p.choose(field, m.at.Format(time.RFC3339), m.from, m.confidence, taken)
	}
}

func (p *page) selectedMoments() []moment {
	var out []moment
	for _, s := range p.selected(p.sel.Published) {
		if t, clock, ok := parseTime(s); ok {
			out = append(out, moment{t, clock, "selector", 1})
		}
	}
	return out
}

// moments collects the machine-readable candidates.
func (p *page) moments(linked string, metas []string, prop string) []moment {
	var out []moment
	add := func(value, from string, confidence float64) {
		if t, clock, ok := parseTime(value); ok {
			out = append(out, moment{t, clock, from, confidence})
		}
	}
	for _, n := range p.ld.articles {
		add(plainString(n[linked]), "json-ld", .95)
	}
	for _, name := range metas {
		for _, v := range p.metas[name] {
			add(v, "meta", .8)
		}
	}
	for _, s := range p.times {
		if s.prop == strings.ToLower(linked) || s.prop == prop {
			add(s.value, "microdata", .75)
		}
	}
	for _, n := range p.ld.pages {
		add(plainString(n[linked]), "json-ld page", .6)
	}
	return out
}

// visibleMoments are dates near the headline: first those of <time> elements, then those in short lines.
func (p *page) visibleMoments() []moment {
	var out []moment
	if t, clock, ok := findDate(p.docTitle); ok {
		out = append(out, moment{t, clock, "title", .5})
	}
	start, end, _ := p.span()
	for _, s := range p.times {
		if s.block < start || s.block > min(len(p.blocks), end+8) || s.prop == "datemodified" || isChange(s.text) {
			continue
		}
		for _, v := range [...]string{s.value, s.text} {
			if t, clock, ok := parseTime(v); ok {
				out = append(out, moment{t, clock, "visible", .6})
				break
			}
		}
	}
	out = append(out, p.lineMoments(false)...)
	if len(out) == 0 {
		out = p.lineMoments(true)
	}
	return out
}

// lineMoments are dates in short lines near the headline: those of changes, or all others.
func (p *page) lineMoments(changes bool) []moment {
	start, end, _ := p.span()
	var out []moment
	for i := start; i < min(len(p.blocks), end+8); i++ {
		b := &p.blocks[i]
		if b.words > 16 || p.regions[b.region].linked {
			continue
		}
		for _, part := range dateParts(b.text) {
			if t, clock, ok := findDate(part); ok && isChange(part) == changes {
				out = append(out, moment{t, clock, "line", .4})
			}
		}
	}
	return out
}

// dateParts takes a line apart that holds several dates; a bar between date and time is no end.
func dateParts(s string) []string {
	parts := lineParts(s)
	dated := 0
	for _, part := range parts {
		if _, _, ok := findDate(part); ok {
			dated++
		}
	}
	if dated < 2 {
		return []string{s}
	}
	return parts
}

// isChange says whether a line is about a change rather than the publication.
func isChange(s string) bool {
	low := strings.ToLower(s)
	for _, w := range [...]string{"aktualisiert", "update", "geändert", "letzte änderung"} {
		if strings.Contains(low, w) {
			return !strings.Contains(low, "veröffentlicht") && !strings.Contains(low, "erstellt")
		}
	}
	return false
}

// isDateLine says whether a line holds a date or a time and next to nothing else.
func isDateLine(s string) bool {
	if len(s) > 90 {
		return false
	}
	if _, _, ok := findDate(s); !ok {
		return false
	}
	words := 0
	for w := range strings.FieldsSeq(strings.ToLower(s)) {
		w = strings.Trim(w, ".,:|()–—-")
		if w == "" || w[0] >= '0' && w[0] <= '9' || dateWords[w] || monthOf(w) > 0 {
			continue
		}
		words++
	}
	return words <= 1
}

var dateWords = wordSet(`uhr stand vom am um und veröffentlicht aktualisiert erstellt erschienen zuletzt letzte aktualisierung publiziert update updated published
	montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so mez mesz cest cet min lesezeit minuten geändert datum der den seit bis online`)
