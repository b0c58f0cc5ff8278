package extract

import "strings"

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

// agency settles which agency the text is from: the one among the authors, else the one that a line of the byline or
// the signature under the text names, else the one in brackets at the beginning or the end of the text.
func (p *page) agency() {
	for _, c := range p.choices {
		if c.Field == "authors" {
			if a := agencyOf(c.Value); a != "" && p.setAgency(a, c.From) {
				return
			}
		}
	}
	r := &p.regions[p.container]
	for i := max(0, r.first-10); i < len(p.blocks) && i < r.last+4; i++ {
		if b := &p.blocks[i]; b.words < 10 && (isCredits(b.text) || agencyOf(strings.Trim(b.text, "()[]. ")) != "") {
			for _, part := range strings.FieldsFunc(b.text, func(r rune) bool { return strings.ContainsRune("/,|()[]. :", r) }) {
				if a := agencyOf(part); a != "" && p.setAgency(a, "visible") {
					return
				}
			}
		}
	}
	for _, part := range [...]string{clip(p.article.Text, 300), p.article.Text[max(0, len(p.article.Text)-80):]} {
		for rest := part; ; {
			_, after, ok := strings.Cut(rest, "(")
			if !ok {
				break
			}
			inner, tail, ok := strings.Cut(after, ")")
			if !ok {
				break
			}
			for _, piece := range strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune("/,| ", r) }) {
				if a := agencyOf(piece); a != "" && p.setAgency(a, "text") {
					return
				}
			}
			rest = tail
		}
	}
}

func (p *page) setAgency(name, from string) bool {
	p.article.Agency = name
	p.choose("agency", name, from, .8, true)
	return true
}
