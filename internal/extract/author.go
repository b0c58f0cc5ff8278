package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxAuthors = 12

// names are the authors that one place names: people, and whatever else is printed there.
type names struct {
	people []string
	others []string
}

// claim is what one place says about the authors.
type claim struct {
	from       string
	confidence float64
	names      names
}

// authors settles who wrote the article. People win over offices and agencies; among people structured data win over
// the byline, this over meta elements; among offices one that is not the outlet itself wins, and initials under the
// text win over the outlet's own name. What else stands behind the text counts only where nothing else names an author.
// An outlet's own name is an author only where the page gives it as one, in print or in its markup, and names nobody
// else; the names of publisher and site are never looked at.
func (p *page) authors() {
	head, tail := p.visibleAuthors()
	claims := []claim{
		{"selector", 1, p.sorted(p.selected(p.sel.Authors), false)},
		{"json-ld", .9, p.sorted(p.linkedAuthors(), false)},
		{"visible", .8, p.sorted(head, true)},
		{"meta", .6, p.sorted(p.metaAuthors(), false)},
		{"line", .5, p.sorted(p.lineAuthors(), true)},
		{"name", .4, p.sorted(p.bareNames(), true)},
		{"signature", .3, p.sorted(tail, true)},
	}
	chosen := p.choosePeople(claims)
	if chosen < 0 {
		chosen = p.chooseOffice(claims)
	}
	if chosen >= 0 {
		p.authorsFrom = claims[chosen].from
	}
	for i, c := range claims {
		for _, name := range slices.Concat(c.names.people, c.names.others) {
			p.choose("authors", name, c.from, c.confidence, i == chosen && slices.Contains(p.article.Authors, name))
		}
	}
}

func (p *page) choosePeople(claims []claim) int {
	for i, c := range claims {
		if c.from == "signature" && len(claims[0].names.others)+len(p.foreign(claims[1].names.others)) > 0 {
			break
		}
		if len(c.names.people) > 0 {
			p.article.Authors = c.names.people
			return i
		}
	}
	return -1
}

func (p *page) chooseOffice(claims []claim) int {
	for i, c := range claims {
		if list := p.foreign(c.names.others); len(list) > 0 {
			if c.confidence < .9 && c.from != "meta" {
				list = c.names.others // a line such as "Beispielblatt/dpa" is taken as it is printed
			}
			p.article.Authors = list
			return i
		}
	}
	if marks := p.signedInitials(); len(marks) > 0 {
		p.article.Authors = marks
		p.authorsFrom = "initials"
		for _, m := range marks {
			p.choose("authors", m, "initials", .2, true)
		}
		return -1
	}
	for i, c := range claims {
		if len(c.names.others) > 0 {
			p.article.Authors = c.names.others[:1]
			return i
		}
	}
	return -1
}

// foreign are the names that are not the outlet's own.
func (p *page) foreign(list []string) []string {
	var out []string
	for _, name := range list {
		if !p.isSite(name) || strings.Contains(strings.ToLower(name), "redaktion") {
			out = append(out, name)
		}
	}
	return out
}

// sorted cleans the raw names of one place and tells people from the rest.
// Where the place is only taken for a byline by its look, an office must be known as one.
func (p *page) sorted(raw []string, strict bool) names {
	var out names
	seen := map[string]bool{}
	for _, r := range raw {
		for _, name := range splitNames(r) {
			if agencyOf(name) != "" && agencies[fold(name)] == "" {
				name, _, _ = strings.Cut(name, " ")
			}
			name = withoutCapitals(name)
			f := fold(name)
			if f == "" || seen[f] || len(seen) >= maxAuthors {
				continue
			}
			seen[f] = true
			if p.isPerson(name) {
				out.people = append(out.people, name)
			} else if isPrintedOffice(name) && (!strict || agencyOf(name) != "" || p.isSite(name) || isOffice(name)) {
				out.others = append(out.others, name)
			}
		}
	}
	if len(out.others) > 1 { // "Agenturen" beside a name says no more
		out.others = slices.DeleteFunc(out.others, func(s string) bool { return strings.EqualFold(s, "agenturen") })
	}
	return out
}

// withoutCapitals gives a name that is set in capitals, such as in a byline, its small letters back.
func withoutCapitals(name string) string {
	if !strings.Contains(name, " ") || strings.ToUpper(name) != name || strings.ContainsAny(name, ".&/") {
		return name
	}
	var b strings.Builder
	inWord := false
	for _, r := range name {
		if inWord {
			r = unicode.ToLower(r)
		}
		inWord = unicode.IsLetter(r)
		b.WriteRune(r)
	}
	return b.String()
}

// linkedAuthors are the authors in the JSON-LD of the article.
func (p *page) linkedAuthors() []string {
	for _, n := range p.ld.articles {
		var out []string
		p.authorNames(n["author"], &out, 0)
		if len(out) == 0 {
			p.authorNames(n["creator"], &out, 0)
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

func (p *page) authorNames(v any, out *[]string, depth int) {
	if depth > 3 || len(*out) > maxAuthors {
		return
	}
	switch v := p.ld.resolve(v).(type) {
	case string:
		if !strings.Contains(v, "://") {
			*out = append(*out, squeeze(unescape(v)))
		}
	case []any:
		for _, x := range v {
			p.authorNames(x, out, depth+1)
		}
	case map[string]any:
		if list, ok := v["name"].([]any); ok {
			p.authorNames(list, out, depth+1)
			return
		}
		name := plainString(v["name"])
		if name == "" {
			name = squeeze(plainString(v["givenName"]) + " " + plainString(v["familyName"]))
		}
		if name != "" {
			*out = append(*out, name)
		}
	}
}

func (p *page) metaAuthors() []string {
	var out []string
	for _, key := range [...]string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "cxenseparse:author", "og:article:author", "itemprop:author", "twitter:data1"} {
		for _, v := range p.metas[key] {
			if !strings.Contains(v, "://") && !strings.HasPrefix(v, "www.") && (key != "twitter:data1" || strings.EqualFold(p.meta("twitter:label1"), "written by") || strings.EqualFold(p.meta("twitter:label1"), "verfasst von")) {
				out = append(out, v)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// visibleAuthors reads the elements that say of themselves that they name an author: those between headline and text,
// and those behind it.
func (p *page) visibleAuthors() (head, tail []string) {
	start, begin, end := p.span()
	var exact []string
	for _, b := range p.bylines {
		if b.block < start || b.block > end || p.elsewhere(b) {
			continue
		}
		s := byName(b.node)
		if s == "" || len(s) > 200 || strings.HasPrefix(s, "Quelle") {
			continue
		}
		switch {
		case b.block > begin:
			tail = append(tail, s)
		case b.exact:
			exact = append(exact, s)
		default:
			head = append(head, s)
		}
	}
	if n := p.sorted(exact, true); len(n.people) > 0 || len(head) == 0 {
		head = exact
	}
	return head, tail
}

// elsewhere says whether a byline belongs to something else on the page, such as a teaser or a comment.
func (p *page) elsewhere(b byline) bool {
	if b.block >= len(p.blocks) {
		return true
	}
	r := &p.regions[p.blocks[b.block].region]
	away := hintRelated | hintComments | hintPromo | hintMedia | hintHidden | hintCaption
	if len(p.kept) == 0 || b.block > p.kept[0] {
		away |= hintCard // above the text, the words teaser and card mean the head of this article
	}
	if top := &p.regions[p.container]; b.block < top.first || b.block >= top.last {
		away |= hintNav
	}
	return r.around&away != 0
}

// span is where bylines stand: from a little before the headline (start) to the first paragraphs (begin) and to a
// little behind the text (end), in numbers of blocks.
func (p *page) span() (start, begin, end int) {
	r := &p.regions[p.container]
	first, last := r.first, r.last
	if len(p.kept) > 0 {
		first, last = p.kept[0], p.kept[len(p.kept)-1]
	}
	start = max(0, first-25)
	if head := p.headBlock(p.kept); head >= 0 && head > first-80 {
		start = max(0, min(head, first)-6)
		first = max(first, head)
	}
	return start, first + 3, last + 12
}

// isPerson says whether a name looks like that of a human being: two to five words in capitals, none of them one
// that offices have.
func (p *page) isPerson(name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 6 || len(name) > 60 || strings.ContainsAny(name, "0123456789@/|:;!?&=") {
		return false
	}
	if p.isSite(name) || agencyOf(name) != "" {
		return false
	}
	capitals := 0
	for _, w := range words {
		w = strings.Trim(w, ".,()„“\"'")
		if officeWords[strings.ToLower(w)] || strings.HasSuffix(w, ".de") || strings.HasSuffix(w, ".com") {
			return false
		}
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(r):
			capitals++
		case nobleWords[strings.ToLower(w)] || w == "":
		default:
			return false
		}
	}
	return capitals >= 2
}

// isPrintedOffice says whether what is no person's name can stand for an author: short, and no sentence.
func isPrintedOffice(name string) bool {
	words := strings.Fields(name)
	return len(words) > 0 && len(words) <= 6 && len(name) < 60 && utf8.RuneCountInString(name) > 1 && !strings.ContainsAny(name, "!?=|") && !hasDigits(name, 3)
}

func hasDigits(s string, n int) bool {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			if n--; n <= 0 {
				return true
			}
		}
	}
	return false
}

var nobleWords = wordSet("von van de der den del della di da dos du la le zu zur zum vom und el al bin ibn ben ter ten dr prof")

// isOffice says whether a name has a word that offices have in theirs.
func isOffice(name string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		switch w = strings.Trim(w, ".,:;()"); {
		case strings.HasSuffix(w, "redaktion"), w == "newsdesk", w == "agenturen", w == "redaktionsteam", w == "newsroom", strings.HasSuffix(w, "agentur"):
			return true
		}
	}
	return false
}

var officeWords = wordSet(`redaktion redaktionsteam redakteur redakteurin online agentur presse zeitung zeitungen nachrichten news newsdesk team
	gmbh ag e.v verlag media medien magazin tv radio rundfunk fernsehen agenturen desk newsroom ressort lokalredaktion sportredaktion
	wirtschaftsredaktion kulturredaktion politikredaktion chefredaktion onlineredaktion leserreporter polizei feuerwehr stadt landkreis
	pressestelle pressemitteilung gastbeitrag anonym autor autorin autoren editorial staff office deutschland online-redaktion studio
	welle kurier bote anzeiger tagblatt tageblatt abendblatt morgenpost rundschau post allgemeine kompakt live ticker content
	publishing digital group gruppe institut universität verein stiftung universitaet unternehmen werbung anzeige sponsored
	volontär volontärin reporter reporterin korrespondent korrespondentin uhr januar februar märz april mai juni juli august september oktober
	november dezember montag dienstag mittwoch donnerstag freitag samstag sonntag lesezeit minuten min stand aktualisiert kommentare
	folgen teilen mehr artikel alle zur zum profil kontakt foto fotos bild video audio podcast quelle datenschutz newsletter`)

func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}
