package extract

import (
	"regexp"
	"strings"
)

// initials are how German papers sign short texts: two to four small letters, in brackets at the end of the last
// paragraph or on a line of their own, several of them with a stroke or comma between.
var (
	initials      = `[a-zäöü]{2,4}(?: ?[,/] ?[a-zäöü]{2,4}){0,2}`
	initialsEnd   = regexp.MustCompile(`[.!?“"] ?\((` + initials + `)\)$`)
	initialsAlone = regexp.MustCompile(`^\(?(` + initials + `)\)?(?:; .*)?$`)
)

var noInitials = wordSet("red pdf rss top mehr oben foto usw etc min uhr von und mit ots pm")

// signedInitials are the initials that sign the text, none if it is not signed so.
func (p *page) signedInitials() []string {
	if len(p.kept) == 0 {
		return nil
	}
	last := p.kept[len(p.kept)-1]
	if m := initialsEnd.FindStringSubmatch(p.blocks[last].text); m != nil {
		return eachInitials(m[1])
	}
	for i := last + 1; i < len(p.blocks) && i <= last+2; i++ {
		if b := &p.blocks[i]; b.linkChars == 0 && b.words < 8 {
			if m := initialsAlone.FindStringSubmatch(b.text); m != nil {
				return eachInitials(m[1])
			}
		}
	}
	return nil
}

func eachInitials(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '/' || r == ',' || r == ' ' }) {
		if noInitials[part] || agencyOf(part) != "" {
			return nil
		}
		out = append(out, part)
	}
	return out
}
