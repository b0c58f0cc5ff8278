package visit

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// paper is an outlet that changes whatever it can: the addresses of its articles, their GUIDs, headlines and texts, and
// their order in its feed. What it does is decided by its seed alone.
//
// Some changes leave nothing by which anybody could tell, and it never makes them:
//   - Address, headline and date all change. Without the date, or with one that may stand for a day, address and
//     headline are enough: a text alone may stand under many headlines.
//   - More than half of a text is new, and the address too: columns have the same headline over another text every day.
//   - Of an article that is withheld, the address changes, and headline or date.
//   - An article that shares its address, or its link in the feed, changes headline and GUID at once.
//   - Of the articles that share a link, some have a GUID and others none.
//   - A GUID passes to another article of the same headline, on the same day.
//   - A single new report of a ticker is listed alone, hours after another: it looks like the other one, corrected.
//   - All articles declare one address (a mistake of a template) and two have the same headline besides.
type paper struct {
	r        *rand.Rand
	prefix   string // of all its paths
	server   string
	now      time.Time
	articles []*written
	listing  []*written
	group    string // what shares an address: "", ticker, front, paywall or daily
	shared   string // the address
	declares string // what pages say of their address: "", right, wrong or foreign
	dates    string // exact, hours or none
	scheme   int    // of GUIDs
	only     int    // the one change that it ever makes to an article; -1: all
	moves    map[string]string
	log      []string
}

// written is one article of a paper, as it is now.
type written struct {
	n          int
	mark       string // stands in the text, whatever is done to it
	headline   string
	paragraphs []string
	path       string
	guid       string
	published  time.Time
	form       string // what the feed writes before or behind its address
	shares     bool   // its link leads to the shared address
	column     bool   // others have the same headline
	matches    bool
	withheld   bool // only its headline and its summary can be had
	moved      bool
	rewritten  bool
	known      bool // it was listed before
	new        struct{ headline, text, date bool }
	served     map[string]bool // paths at which it can be read
}

func newPaper(seed uint64, server string, now time.Time) *paper {
	p := &paper{
		r: rand.New(rand.NewPCG(seed, 8)), prefix: fmt.Sprintf("/p%d", seed), server: server, now: now, moves: map[string]string{},
	}
	p.group = p.one("", "", "", "ticker", "front", "paywall", "daily")
	p.shared = map[string]string{"front": "/", "paywall": p.prefix + "/abo/", "ticker": p.prefix + "/ticker-zur-wahl-4711.html", "daily": p.prefix + "/wetter-heute-im-ueberblick.html"}[p.group]
	p.declares = p.one("", "", "right", "right", "wrong", "foreign")
	p.dates = p.one("exact", "exact", "hours", "none")
	if p.group == "daily" {
		p.dates = "exact"
	}
	p.scheme = p.r.IntN(4)
	if p.only = int(seed/2) % changes; seed%2 == 0 {
		p.only = -1
	}
	for range 2 + p.r.IntN(2) {
		p.write()
	}
	if p.declares != "wrong" && p.r.IntN(2) == 0 {
		for range 2 {
			a := p.write()
			a.column, a.withheld, a.headline = true, false, "Kurz notiert "+p.prefix[1:]
		}
	}
	if p.group == "ticker" || p.group == "front" || p.group == "paywall" {
		for range 2 + p.r.IntN(2) {
			p.share()
		}
	}
	if p.group == "daily" {
		p.share()
	}
	if p.group == "ticker" { // the page with all reports is an article too
		a := p.write()
		a.path, a.withheld, a.served = p.shared, false, map[string]bool{p.shared: true}
		p.listing = slices.DeleteFunc(p.listing, func(b *written) bool { return a == b })
	}
	return p
}

func (p *paper) one(of ...string) string { return of[p.r.IntN(len(of))] }

func (p *paper) write() *written {
	n := len(p.articles) + 1
	a := &written{n: n, mark: fmt.Sprintf("Kennung%sx%d", p.prefix[1:], n), matches: p.r.IntN(6) > 0, withheld: p.r.IntN(8) == 0, served: map[string]bool{}}
	topic := fmt.Sprintf("%s %s %d", p.one("Streit", "Feier", "Umbau", "Abschied"), p.one("am Hafen", "im Rathaus", "auf dem Markt", "vor der Schule"), 100*n+p.r.IntN(100))
	a.headline = topic + " " + p.prefix[1:]
	word := "Wohnviertel"
	if a.matches {
		word = "Ankunftsquartier"
	}
	for i := range 6 {
		a.paragraphs = append(a.paragraphs, fmt.Sprintf("Im %s geht es heute um %s, sagt die Leiterin, und das ist Absatz %d von dem, was sie zu %s zu erzählen hat.", word, topic, i+1, a.mark))
	}
	a.path = fmt.Sprintf("%s/lokales/%s-%d.html", p.prefix, p.slug(), 4000+n)
	a.served[a.path] = true
	a.published = p.now.Add(-time.Duration(61+p.r.IntN(500)) * time.Second * 7)
	if p.dates == "hours" {
		a.published = a.published.Truncate(time.Hour)
	}
	p.name(a)
	p.articles = append(p.articles, a)
	p.listing = append([]*written{a}, p.listing...)
	return a
}

func (p *paper) slug() string {
	return p.one("was", "wie", "wo") + "-" + p.one("jetzt", "heute", "morgen") + "-" + p.one("passiert", "geplant", "beschlossen") + fmt.Sprint("-", p.r.IntN(1000))
}

func (p *paper) share() *written {
	a := p.write()
	a.shares, a.path, a.withheld = true, p.shared, false
	if p.group == "daily" { // the page has its text until the next day
		a.served = map[string]bool{p.shared: true}
		for _, b := range p.articles {
			if b.shares && b != a {
				b.served = map[string]bool{}
				p.listing = slices.DeleteFunc(p.listing, func(c *written) bool { return b == c })
			}
		}
	} else {
		a.served = map[string]bool{}
	}
	p.name(a)
	return a
}

// name gives an article its GUID under the scheme of these days.
func (p *paper) name(a *written) {
	switch {
	case p.scheme == 0 && p.group != "daily":
		a.guid = p.server + a.path
	case p.scheme == 1 && !a.shares && p.group != "daily":
		a.guid = ""
	case p.scheme == 2:
		a.guid = fmt.Sprint(700000 + 1000*p.r.IntN(100) + a.n)
	default:
		a.guid = fmt.Sprintf("tag:blatt,%d:%05d-%d", 2000+p.r.IntN(20), p.r.IntN(100000), a.n)
	}
}

func (p *paper) note(format string, args ...any) { p.log = append(p.log, fmt.Sprintf(format, args...)) }

// pass lets some hours go by, in which the paper does one thing or several.
func (p *paper) pass() time.Duration {
	d := time.Duration(1+p.r.IntN(29)) * time.Hour
	if p.group == "daily" {
		d = 25 * time.Hour
	}
	p.now = p.now.Add(d)
	p.note("-- %s later", d)
	before := map[*written]string{}
	for _, a := range p.articles {
		before[a] = a.guid
	}
	if p.group == "daily" || p.r.IntN(3) == 0 {
		if p.shared != "" {
			p.note("%d is new and shares", p.share().n)
		} else {
			p.note("%d is new", p.write().n)
		}
	}
	if (p.only < 0 || p.only == 1) && p.r.IntN(5) == 0 {
		p.scheme = p.r.IntN(4)
		p.note("all GUIDs under scheme %d", p.scheme)
		for _, a := range p.articles {
			if !a.shares || p.group != "daily" {
				p.name(a)
			}
		}
	}
	for _, a := range p.articles {
		headline := a.headline
		for range p.r.IntN(3) {
			p.change(a)
		}
		if a.shares && a.headline != headline && (a.guid != before[a] || p.scheme < 2) {
			a.headline = headline // nothing would be left of it
		}
	}
	p.r.Shuffle(len(p.listing), func(i, j int) { p.listing[i], p.listing[j] = p.listing[j], p.listing[i] })
	return d
}

// changes is how many kinds of change there are.
const changes = 8

// change does something to an article, unless nothing would be left to know it by.
func (p *paper) change(a *written) {
	alone := !a.shares && a.path != p.shared
	kind := p.only
	if kind < 0 {
		kind = p.r.IntN(changes)
	}
	switch kind {
	case 0:
		if alone && p.movable(a) {
			p.move(a)
		}
	case 1:
		if alone || p.group != "daily" && p.scheme != 0 {
			if old := a.headline; alone || p.scheme < 2 {
				p.name(a)
				p.note("%d has GUID %s, headline %s", a.n, a.guid, old)
			}
		}
	case 2:
		if !a.column && (alone && p.leaves(true, a.new.date) && !(a.withheld && a.moved) || a.shares && p.group != "daily" && p.scheme >= 2) {
			a.headline += p.one(" und mehr", ": das sagt die Stadt", " (Update)")
			a.new.headline = true
			p.note("%d has headline %s", a.n, a.headline)
		}
	case 3:
		if alone {
			if a.paragraphs[1] += " Korrektur."; p.r.IntN(2) == 0 {
				a.paragraphs = append(a.paragraphs, fmt.Sprintf("Nachtrag %d: Auch das gehört zu %s.", len(a.paragraphs), a.mark))
			}
			a.new.text = true
			p.note("%d has another text", a.n)
		}
	case 4:
		if alone && !a.column && !(a.withheld && a.moved) && p.leaves(a.new.headline, true) && p.dates == "exact" {
			a.published = a.published.Add(time.Duration(1+p.r.IntN(100)) * time.Minute)
			a.new.date = true
			p.note("%d has date %s", a.n, a.published)
		}
	case 5:
		if alone {
			p.toggle(a)
		}
	case 6:
		if alone && !a.column && !a.moved {
			a.rewritten = true
			for i := range a.paragraphs {
				a.paragraphs[i] = fmt.Sprintf("Neu geschrieben am %s: So geht es mit %s weiter, und das ist Absatz %d.", p.now.Format(time.DateTime), a.mark, i+1)
				if a.matches {
					a.paragraphs[i] += " Es bleibt beim Ankunftsquartier."
				}
			}
			p.note("%d is written anew", a.n)
		}
	default:
		if alone && p.movable(a) {
			a.moved = true
			a.form = p.one("", "?utm_source=rss&utm_medium=feed", "?amp=1", "/amp", "/print", "?print=1", "/", "?ref=rss", "?ausgabe=2", "/r", "https", "#mitte")
			p.note("%d is listed in the form %q", a.n, a.form)
		}
	}
}

// movable says that an article can still be known under another address.
func (p *paper) movable(a *written) bool {
	tells := p.dates == "exact" && !a.new.date
	if a.withheld && (!tells || a.new.headline) {
		return false
	}
	return !a.rewritten && (!a.new.headline || tells)
}

// leaves says that an article can still be known under another address when these have changed.
func (p *paper) leaves(headline, date bool) bool {
	return !headline || p.dates == "exact" && !date
}

func (p *paper) toggle(a *written) {
	if i := slices.Index(p.listing, a); i >= 0 {
		p.listing = slices.Delete(p.listing, i, i+1)
		p.note("%d is not listed", a.n)
		return
	}
	p.listing = append(p.listing, a)
	p.note("%d is listed again", a.n)
}

func (p *paper) move(a *written) {
	old := a.path
	a.moved = true
	a.path = fmt.Sprintf("%s/%s/%s-%d.html", p.prefix, p.one("lokales", "stadt"), p.slug(), 4000+a.n)
	a.served[a.path] = true
	switch p.r.IntN(3) {
	case 0:
		p.moves[old] = a.path
	case 1:
		delete(a.served, old)
	}
	if p.scheme == 0 {
		p.name(a)
	}
	p.note("%d moved to %s", a.n, a.path)
}

// link is what the feed writes for the address of an article.
func (p *paper) link(a *written) string {
	switch a.form {
	case "/r":
		return fmt.Sprintf("%s%s/r/%d", p.server, p.prefix, a.n)
	case "https":
		if a.known { // the test's server only speaks http; what is known is not asked for
			return "https" + strings.TrimPrefix(p.server, "http") + a.path
		}
		return p.server + a.path
	}
	return p.server + a.path + a.form
}

func (p *paper) feed() string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Blatt</title>`)
	for _, a := range p.listing {
		fmt.Fprintf(&b, "<item><link>%s</link><title>%s</title><description>%s</description>", html.EscapeString(p.link(a)), html.EscapeString(a.headline), html.EscapeString(a.paragraphs[0]))
		if a.guid != "" {
			fmt.Fprintf(&b, `<guid isPermaLink="false">%s</guid>`, html.EscapeString(a.guid))
		}
		if p.dates != "none" {
			fmt.Fprintf(&b, "<pubDate>%s</pubDate>", a.published.Format(time.RFC1123Z))
		}
		b.WriteString("</item>")
	}
	return b.String() + "</channel></rss>"
}

func (p *paper) page(a *written) string {
	head := map[string]string{
		"right": p.server + a.path, "wrong": p.server + p.prefix + "/index.php", "foreign": "https://fremd.example/a" + fmt.Sprint(a.n),
	}[p.declares]
	if head != "" {
		head = `<link rel="canonical" href="` + head + `">`
	}
	if p.dates != "none" {
		head += `<meta property="article:published_time" content="` + a.published.Format(time.RFC3339) + `">`
	}
	return fmt.Sprintf(`<!doctype html><html lang="de"><head><title>%[1]s</title>%[2]s</head><body><article><h1>%[1]s</h1><p>%[3]s</p></article></body></html>`,
		html.EscapeString(a.headline), head, strings.Join(a.paragraphs, "</p>\n<p>"))
}

func (p *paper) serve(rw http.ResponseWriter, path string) {
	if path == p.prefix+"/feed.xml" {
		rw.Header().Set("Content-Type", "application/rss+xml")
		_, _ = rw.Write([]byte(p.feed()))
		return
	}
	for _, form := range []string{"/amp", "/print", "/"} {
		path = strings.TrimSuffix(path, form)
	}
	for _, a := range p.articles {
		if path == fmt.Sprintf("%s/r/%d", p.prefix, a.n) {
			rw.Header().Set("Location", p.server+a.path)
			rw.WriteHeader(http.StatusMovedPermanently)
			return
		}
	}
	if to := p.moves[path]; to != "" {
		rw.Header().Set("Location", p.server+to)
		rw.WriteHeader(http.StatusMovedPermanently)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	for _, a := range p.articles {
		if a.served[path] && a.withheld {
			rw.WriteHeader(http.StatusForbidden)
			return
		}
		if a.served[path] {
			_, _ = rw.Write([]byte(p.page(a)))
			return
		}
	}
	if path == p.prefix+"/abo" {
		_, _ = rw.Write([]byte(`<html lang="de"><body><h1>Jetzt lesen</h1><p>Vier Wochen für einen Euro, danach jeden Monat zum vollen Preis, jederzeit kündbar.</p></body></html>`))
		return
	}
	rw.WriteHeader(http.StatusNotFound)
}
