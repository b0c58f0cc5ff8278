package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// byName is the text that names the author in a byline element: an inner itemprop=name or the links, where there are
// any, else all of it.
func byName(n *html.Node) string {
	if c := attr(n, "content"); c != "" {
		return squeeze(c)
	}
	if inner := findProp(n, "name", 6); inner != nil {
		if c := attr(inner, "content"); c != "" {
			return squeeze(c)
		}
		return squeeze(nodeText(inner, 400))
	}
	return strings.ReplaceAll(strings.TrimSpace(squeezeLines(nodeText(n, 600))), "\n", ", ")
}

func findProp(n *html.Node, prop string, depth int) *html.Node {
	if depth == 0 {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			if strings.EqualFold(attr(c, "itemprop"), prop) && c.DataAtom != atom.Img {
				return c
			}
			if f := findProp(c, prop, depth-1); f != nil {
				return f
			}
		}
	}
	return nil
}

func squeezeLines(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = squeeze(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

var bylineStarts = [...]string{
	"ein artikel von ", "ein beitrag von ", "eine analyse von ", "ein kommentar von ", "ein gastbeitrag von ", "eine kolumne von ", "ein interview von ", "eine reportage von ", "ein essay von ", "ein bericht von ",
	"analyse von ", "kommentar von ", "gastbeitrag von ", "kolumne von ", "interview von ", "reportage von ", "bericht von ", "artikel von ", "das gespräch führte ", "das gespräch führten ", "das interview führte ", "das interview führten ", "die fragen stellte ", "die fragen stellten ", "interview geführt von ", "beitrag von ", "essay von ", "meinung von ", "rezension von ", "text von ", "text ", "geschrieben von ", "verfasst von ", "veröffentlicht von ", "protokoll von ",
	"interview: ", "text: ", "autor: ", "autorin: ", "autoren: ", "autor:in: ", "autor*in: ", "von: ", "by: ", "redaktion: ", "autorin/autor ", "autor/in ", "autor*in ", "autor ", "autorin ", "autoren ", "interview ", "written by ", "von ", "by ", "aus ", "mit ",
}

// splitNames takes a byline apart into names and takes off what does not belong to a name.
func splitNames(s string) []string {
	s = strings.Trim(squeeze(s), " ,;|•·–—-")
	if at := strings.IndexByte(s, '@'); at >= 0 {
		s = withoutAddresses(s)
	}
	s = strings.TrimSuffix(bylineBody(s), ".")
	if i := strings.Index(s, " am "); i > 0 && hasDigits(s[i:], 1) {
		s = s[:i]
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	if open := strings.IndexByte(s, '('); open > 0 {
		if end := strings.IndexByte(s[open:], ')'); end > 0 {
			s = strings.TrimSpace(s[:open]) + ", " + strings.TrimSpace(s[open+end+1:])
		} else {
			s = s[:open]
		}
	}
	for _, sep := range [...]string{" und ", " and ", " sowie ", " & ", " | ", " / ", "/", ";", " • ", " · ", " – ", " - ", "\n", " mit ", " für "} {
		s = strings.ReplaceAll(s, sep, ",")
	}
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.Trim(bylineBody(part), " ,;:|•·–—-*\"")
		if i := strings.Index(part, ", "); i > 0 {
			part = part[:i]
		}
		part = withoutPlace(part)
		if part != "" && !isRole(part) {
			out = append(out, part)
		}
	}
	return out
}

// bylineBody takes off words such as "Von" or "Ein Kommentar von" before a name.
func bylineBody(s string) string {
	s = strings.TrimSpace(s)
	for range 3 {
		low := strings.ToLower(s)
		cut := false
		for _, start := range bylineStarts {
			if strings.HasPrefix(low, start) && len(low) == len(s) {
				s, cut = strings.TrimSpace(s[len(start):]), true
				break
			}
		}
		if !cut {
			break
		}
	}
	return s
}

// withoutPlace takes off where somebody writes from: "Name, Berlin" is split before, "Name aus Berlin" is cut here.
func withoutPlace(s string) string {
	for _, mark := range [...]string{" aus ", " in ", " zur ", " via ", " bei "} {
		if i := strings.Index(s, mark); i > 4 {
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}

func withoutAddresses(s string) string {
	var out []string
	for _, w := range strings.Fields(s) {
		if !strings.ContainsRune(w, '@') {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// isRole says whether a part of a byline names a profession, a place of work or a time instead of a person.
func isRole(s string) bool {
	low := strings.ToLower(s)
	for _, w := range [...]string{"redakteur", "reporter", "korrespondent", "volontär", "autorenprofil", "chefredak", "ressortleit", "mitarbeiter", "freier journalist", "freie journalist", "kolumnist", "chefreporter", "head of", "editor", "profil", "uhr", "lesezeit", "min.", "minuten", "folgen", "alle artikel", "zum autor", "zur autor"} {
		if strings.Contains(low, w) && agencyOf(s) == "" {
			return true
		}
	}
	return false
}

// isByline says whether a whole line only says who wrote it, or when.
func (p *page) isByline(s string) bool {
	if len(s) > 140 {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 14 {
		return false
	}
	if agencyOf(strings.Trim(s, "()[]. ")) != "" || isDateLine(s) || len(words) < 6 && strings.Contains(strings.ToLower(s), "lesezeit") {
		return true
	}
	low := strings.ToLower(s)
	if isInterviewer(low) {
		return true
	}
	if (strings.HasPrefix(low, "von ") || strings.HasPrefix(low, "by ")) && !endsSentence(s) || strings.HasPrefix(low, "autor: ") || strings.HasPrefix(low, "autorin: ") || strings.HasPrefix(low, "text: ") {
		for _, name := range splitNames(s) {
			if p.isPerson(name) || agencyOf(name) != "" {
				return true
			}
		}
	}
	return isCredits(s)
}

// isInterviewer says whether a line, lower case, says who led the conversation.
func isInterviewer(low string) bool {
	for _, start := range [...]string{"das gespräch führte", "das interview führte", "die fragen stellte", "interview geführt von", "interview: "} {
		if strings.HasPrefix(low, start) {
			return true
		}
	}
	return false
}

// isCredits recognises signatures such as "dpa/abc" or "(mit dpa)".
func isCredits(s string) bool {
	t := strings.Trim(s, "()[]. ")
	if t == "" || len(t) > 60 || utf8.RuneCountInString(t) < 3 {
		return false
	}
	found := false
	for _, part := range strings.FieldsFunc(t, func(r rune) bool { return r == '/' || r == ',' || r == '|' || unicode.IsSpace(r) }) {
		switch {
		case agencyOf(part) != "":
			found = true
		case strings.EqualFold(part, "mit") || strings.EqualFold(part, "und") || strings.EqualFold(part, "quelle:") || strings.EqualFold(part, "von") || strings.EqualFold(part, "material"):
		case utf8.RuneCountInString(part) > 4:
			return false
		}
	}
	return found
}

// bareNames are lines between headline and text that hold a name and, set apart, at most a date, a profession or the
// like: the name of a person, an office or an agency.
func (p *page) bareNames() []string {
	if len(p.kept) == 0 {
		return nil
	}
	head := p.headBlock(p.kept)
	if head < 0 {
		head = p.titleBlock()
	}
	if head < 0 {
		return nil
	}
	var out []string
	for i := head + 1; i < p.kept[min(2, len(p.kept)-1)] && i < head+25; i++ {
		b := &p.blocks[i]
		if b.words > 12 || isHeading(b.tag) || p.regions[b.region].linked || p.regions[b.region].around&hintClutter&^(hintAuthor|hintDate|hintCard) != 0 {
			continue
		}
		out = append(out, p.nameAmong(lineParts(b.text))...)
	}
	return out
}

// titleBlock is the first block that is the headline, whatever its element, else -1.
func (p *page) titleBlock() int {
	title := fold(p.article.Title)
	for i := range p.blocks {
		if b := &p.blocks[i]; len(title) > 8 && len(b.text) < 2*len(p.article.Title)+20 && fold(b.text) == title {
			return i
		}
	}
	return -1
}

// nameAmong is the name in a line, if all other parts of the line are what stands beside names.
func (p *page) nameAmong(parts []string) []string {
	var names []string
	for _, part := range parts {
		switch {
		case p.isPerson(part) && strings.Count(part, " ") < 4, agencyOf(strings.Trim(part, "()")) != "", isOffice(part) && strings.Count(part, " ") < 3:
			names = append(names, part)
		case isDateLine(part):
			if last := part[strings.LastIndexByte(part, ' ')+1:]; agencyOf(last) != "" {
				names = append(names, last)
			}
		default:
			if name, dated := beforeDate(part); dated && p.isPerson(name) && strings.Count(name, " ") < 4 {
				names = append(names, name)
			} else if !isRole(part) {
				return nil
			}
		}
	}
	return names
}

// beforeDate is what stands before a date with which a line ends.
func beforeDate(s string) (before string, dated bool) {
	i := strings.IndexFunc(s, unicode.IsDigit)
	if i <= 0 || !isDateLine(s[i:]) {
		return "", false
	}
	return strings.TrimRight(s[:i], " ,;|(–-"), true
}

// lineParts takes a line apart where dots and bars stand between its parts.
func lineParts(s string) []string {
	var parts []string
	for part := range strings.SplitSeq(lineMarks.Replace(s), "\n") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

var lineMarks = strings.NewReplacer("|", "\n", "·", "\n", "•", "\n", " – ", "\n", " — ", "\n", " // ", "\n")

// isAuthorLink says whether an address leads to the page of an author.
func isAuthorLink(href string) bool {
	for _, step := range [...]string{"/autor/", "/autoren/", "/autorin/", "/author/", "/authors/", "/autor-", "/profil/", "/journalist", "/redakteur", "/redaktion/", "/team/"} {
		if strings.Contains(href, step) {
			return true
		}
	}
	return false
}

func startsByline(s string) bool {
	low := strings.ToLower(s)
	for _, start := range bylineStarts[:len(bylineStarts)-2] {
		if strings.HasPrefix(low, start) {
			return true
		}
	}
	return false
}

// lineAuthors reads bylines out of lines near the headline that no element's name gives away: "Von Erika Beispiel".
func (p *page) lineAuthors() []string {
	start, begin, end := p.span()
	var out []string
	for i := start; i < len(p.blocks) && i < end; i++ {
		if i > begin && i < end-12 || len(out) > 0 && i > begin {
			continue
		}
		b := &p.blocks[i]
		if b.linkChars > 0 && p.regions[b.region].linked {
			continue
		}
		if rest, ok := strings.CutPrefix(b.text, "Quelle: "); ok && agencyOf(rest) != "" && i <= begin {
			out = append(out, rest)
		}
		if b.words <= 16 && !isHeading(b.tag) && (!endsSentence(b.text) || isInterviewer(strings.ToLower(b.text))) {
			for _, part := range lineParts(b.text) {
				if startsByline(part) {
					out = append(out, part)
				}
			}
		}
	}
	var people []string
	for _, line := range out {
		for _, name := range splitNames(line) {
			if p.isPerson(name) || agencyOf(name) != "" {
				people = append(people, name)
			}
		}
	}
	return people
}
