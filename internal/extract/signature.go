package extract

import (
	"strings"
	"unicode"
)

// withoutSignature takes away what stands behind the text about the text: who the authors are, what the editors
// remark, where reports may be sent.
func (p *page) withoutSignature(kept []int) []int {
	all := 0
	for _, i := range kept {
		all += p.blocks[i].words
	}
	cut, behind := len(kept), 0
	for n := len(kept) - 1; n > 1 && n >= len(kept)-6; n-- {
		b := &p.blocks[kept[n]]
		if behind += b.words; behind*3 > all {
			break
		}
		if p.isAboutAuthor(b.text) || isRemark(b.text) || isAppeal(b.text) {
			cut = n
		}
	}
	for cut > 1 && cut < len(kept) && strings.HasSuffix(p.blocks[kept[cut-1]].text, ":") && p.blocks[kept[cut-1]].words < 5 {
		cut--
	}
	return kept[:cut]
}

// isAppeal says whether a last paragraph asks for money or support.
func isAppeal(s string) bool {
	low := strings.ToLower(s)
	return strings.Count(s, " ") < 250 && addressesReader(low) && containsAny(low, appealParts) > 1
}

var appealParts = []string{"unterstütz", "spende", "journalismus", "frei zugänglich", "finanzier", "machen sie mit", "mach mit", "unabhängig", "mitglied", "abonn", "genossenschaft", "paywall", "monatlich", "beitrag leisten", "leser:innen", "leserinnen und leser", "community"}

// isAboutAuthor says whether a paragraph introduces one of the authors: it names one and says what that person is
// or does.
func (p *page) isAboutAuthor(s string) bool {
	if strings.Count(s, " ") > 90 {
		return false
	}
	begin := clip(s, 120)
	for _, name := range p.article.Authors {
		if !strings.Contains(name, " ") {
			continue
		}
		i := strings.Index(begin, name)
		if i < 0 || i > 60 {
			continue
		}
		rest := " " + strings.ToLower(clip(s[i+len(name):], 160)) + " "
		for _, verb := range [...]string{" ist ", " war ", " arbeitet ", " schreibt ", " berichtet ", " lebt ", " leitet ", " lehrt ", " studiert", " forscht ", ", geb", ", jahrgang", " (*", " gehört ", " kam ", " is ", " writes "} {
			if strings.Contains(rest, verb) {
				return true
			}
		}
	}
	return strings.HasPrefix(s, "...") && strings.Contains(clip(s, 12), " ist ")
}

// isRemark says whether a last paragraph is the editors' remark on the text.
func isRemark(s string) bool {
	if strings.Count(s, " ") > 60 {
		return false
	}
	low := strings.ToLower(s)
	for _, part := range [...]string{"meinung der redaktion", "abgerufen am", "zitiervorschlag", "fehlerhinweis", "in unserem liveblog", "erstveröffentlich", "foto [m]", "aus dem archiv", "dieser text wurde", "dieser artikel wurde",
		"dieser artikel ist zuerst", "dieser beitrag ist zuerst", "erschien zuerst", "sachdienliche hinweise an die redaktion", "hinweise an die redaktion", "in einer früheren version", "in einer früheren fassung", "vertraulich und sicher", "via signal", "über signal", "per threema", "schreiben sie an", "e-mail an"} {
		if strings.Contains(low, part) {
			return true
		}
	}
	return false
}

// isCreditLine says whether a line credits a picture.
func isCreditLine(s string) bool {
	low := strings.ToLower(strings.TrimLeft(s, "([ |"))
	for _, start := range [...]string{"©", "quelle:", "foto:", "fotos:", "bild:", "bilder:", "grafik:", "video:", "(c)", "copyright", "credit:", "picture alliance", "imago", "getty", "foto ", "bildrechte"} {
		if strings.HasPrefix(low, start) {
			return true
		}
	}
	return false
}

// hasCredit says whether a line ends by crediting a picture, or is the label of a video with its length.
func hasCredit(s string) bool {
	if i := strings.LastIndex(s, "©"); i >= 0 {
		return true
	}
	tail := s[max(0, len(s)-90):]
	if strings.ContainsAny(tail, "„\"") {
		return isDuration(strings.TrimSuffix(tail, " min"))
	}
	for _, mark := range [...]string{"Foto: ", "Fotos: ", "(Foto ", "Bild: ", "Quelle: ", "Grafik: ", "Bildquelle", "Foto/", "Getty Images", "picture alliance", "picture-alliance", "IMAGO/", "imago/", "(Archivbild", "(Symbolbild", "(Archivfoto", "(Symbolfoto"} {
		if strings.Contains(tail, mark) {
			return true
		}
	}
	return isDuration(strings.TrimSuffix(tail, " min"))
}

// isDuration says whether a line ends like "0:21".
func isDuration(s string) bool {
	i := strings.LastIndexByte(s, ' ')
	last := s[i+1:]
	if len(last) < 4 || len(last) > 5 || last[len(last)-3] != ':' || i < 0 || s[max(0, i-1):i] != "|" && !strings.Contains(s, "min") {
		return false
	}
	return strings.IndexFunc(last, func(r rune) bool { return r != ':' && !unicode.IsDigit(r) }) < 0
}
