package extract

import (
	"slices"
	"strings"
)

// agencies maps the spellings of news agencies, folded, to the short names under which they are known.
var agencies = map[string]string{
	"dpa": "dpa", "deutschepresseagentur": "dpa", "dpainfocom": "dpa", "deutschepresseagenturdpa": "dpa", "dpatmn": "dpa", "dpaafx": "dpa-AFX", "dpaafxde": "dpa-AFX", "dparegio": "dpa",
	"afp": "AFP", "agencefrancepresse": "AFP", "afpdeutschland": "AFP", "reuters": "Reuters", "thomsonreuters": "Reuters", "rtr": "Reuters",
	"epd": "epd", "evangelischerpressedienst": "epd", "kna": "KNA", "katholischenachrichtenagentur": "KNA", "ap": "AP", "associatedpress": "AP", "theassociatedpress": "AP",
	"apa": "APA", "austriapresseagentur": "APA", "apaots": "APA", "sid": "SID", "sportinformationsdienst": "SID", "dapd": "dapd", "dts": "dts", "dtsnachrichtenagentur": "dts",
	"sda": "Keystone-SDA", "keystonesda": "Keystone-SDA", "ats": "Keystone-SDA", "keystonesdaats": "Keystone-SDA", "ansa": "ANSA", "itartass": "TASS", "tass": "TASS", "xinhua": "Xinhua", "efe": "EFE", "ddp": "ddp", "ots": "ots", "newsaktuell": "ots",
	"bloomberg": "Bloomberg", "upi": "UPI", "pti": "PTI", "anadolu": "Anadolu", "idea": "idea", "spoton": "spot on news", "spotonnews": "spot on news", "bangshowbiz": "Bang Showbiz", "ctk": "ČTK", "pap": "PAP",
}

// agencyOf is the short name of the agency that a text names, if it names nothing else, else "".
func agencyOf(s string) string {
	if len(s) > 60 || s == "" {
		return ""
	}
	if name := agencies[fold(s)]; name != "" {
		return name
	}
	if first, _, ok := strings.Cut(s, " "); ok && strings.Count(s, " ") == 1 { // such as "dpa Sport"
		switch name := agencies[fold(first)]; name {
		case "dpa", "AFP", "epd", "KNA", "APA", "SID":
			return name
		}
	}
	return ""
}

// agency settles which agency the text is from: the one among the authors, else the one that a line above or below
// the text names, else the one in brackets at the beginning or the end of the text.
func (p *page) agency() {
	for _, c := range p.choices {
		if c.Field == "authors" {
			if a := agencyOf(c.Value); a != "" {
				p.setAgency(a, c.From)
				return
			}
		}
	}
	if a := p.agencyLine(); a != "" {
		p.setAgency(a, "visible")
	} else if a := agencyInBrackets(clip(p.article.Text, 300)); a != "" {
		p.setAgency(a, "text")
	} else if a := agencyInBrackets(p.article.Text[max(0, len(p.article.Text)-80):]); a != "" {
		p.setAgency(a, "text")
	}
}

// agencyLine finds an agency in a short line around the text. Lines that credit a picture do not count.
func (p *page) agencyLine() string {
	r := &p.regions[p.container]
	for i := max(1, r.first-10); i < len(p.blocks) && i < r.last+4; i++ {
		b, before := &p.blocks[i], &p.blocks[i-1]
		if b.words > 9 || !isCredits(b.text) && agencyOf(strings.Trim(b.text, "()[]. ")) == "" || p.regions[b.region].around&hintCaption != 0 {
			continue
		}
		if isCreditLine(b.text) && before.words > 4 && !slices.Contains(p.kept, i-1) && p.regions[before.region].parent == p.regions[b.region].parent {
			continue
		}
		for _, part := range strings.FieldsFunc(b.text, func(r rune) bool { return strings.ContainsRune("/,|()[]. :", r) }) {
			if a := agencyOf(part); a != "" {
				return a
			}
		}
	}
	return ""
}

func agencyInBrackets(s string) string {
	for {
		_, after, ok := strings.Cut(s, "(")
		if !ok {
			return ""
		}
		inner, rest, ok := strings.Cut(after, ")")
		if !ok {
			return ""
		}
		for _, part := range strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune("/,| ", r) }) {
			if a := agencyOf(part); a != "" {
				return a
			}
		}
		s = rest
	}
}

// setAgency also makes the agency the author where only a meta element names the outlet itself, or nothing anyone.
func (p *page) setAgency(name, from string) {
	p.article.Agency = name
	if len(p.article.Authors) == 0 || p.authorsFrom == "meta" && len(p.foreign(p.article.Authors)) == 0 {
		p.article.Authors = []string{name}
		for i := range p.choices {
			if p.choices[i].Field == "authors" {
				p.choices[i].Chosen = false
			}
		}
		p.choose("authors", name, from, .5, true)
	}
	p.choose("agency", name, from, .8, true)
}
