package extract

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"testing"
)

var (
	linkedScript = regexp.MustCompile(`(?is)<script[^>]*ld\+json.*?</script>`)
	metaElement  = regexp.MustCompile(`(?is)<meta\b[^>]*>`)
	anyName      = regexp.MustCompile(`(?is)\s(class|id|role|data-testid|data-component|data-type|itemprop|rel|aria-label)=("[^"]*"|'[^']*')`)
	className    = regexp.MustCompile(`(?is)\s(class|id)=("[^"]*"|'[^']*')`)
	articleTag   = regexp.MustCompile(`(?i)(</?)article\b`)
	outerTag     = regexp.MustCompile(`(?i)(</?)(main|section|header|aside|figure|figcaption|nav|footer)\b`)
	timeTag      = regexp.MustCompile(`(?i)</?time\b[^>]*>`)
	bodyTag      = regexp.MustCompile(`(?i)<body\b[^>]*>`)
)

func withoutLinked(b []byte) []byte  { return linkedScript.ReplaceAll(b, nil) }
func withoutMeta(b []byte) []byte    { return metaElement.ReplaceAll(b, nil) }
func withoutNames(b []byte) []byte   { return anyName.ReplaceAll(b, nil) }
func withoutArticle(b []byte) []byte { return articleTag.ReplaceAll(b, []byte("${1}div")) }
func withoutOuter(b []byte) []byte   { return outerTag.ReplaceAll(b, []byte("${1}div")) }
func withoutTimes(b []byte) []byte   { return timeTag.ReplaceAll(b, nil) }

// renamed gives every class and id a name that says nothing, the same one wherever it occurs, as build tools do.
func renamed(b []byte) []byte {
	return className.ReplaceAllFunc(b, func(attribute []byte) []byte {
		key, value, _ := strings.Cut(strings.TrimSpace(string(attribute)), "=")
		var names []string
		for name := range strings.FieldsSeq(strings.Trim(value, `"'`)) {
			h := fnv.New32a()
			h.Write([]byte(name))
			names = append(names, fmt.Sprintf("c%x", h.Sum32()))
		}
		return []byte(" " + key + `="` + strings.Join(names, " ") + `"`)
	})
}

const (
	teaserBox = `<div><h3>Aus dem Umland</h3><ul><li><a href="/a-1.html">Neue Brücke in Oberhain wird teurer</a></li><li><a href="/a-2.html">Freibad öffnet schon im April</a></li><li><a href="/a-3.html">Wer in Hainfelden noch Hebammen findet</a></li></ul></div>`
	sideBox   = `<aside><h2>Unsere Themen</h2><div><a href="/b-1.html"><h3>Rat streitet über Parkplätze</h3><p>Die Gebühren sollen steigen, doch die Händler wehren sich dagegen und wollen klagen.</p></a></div><div><a href="/b-2.html"><h3>Neues Dach für die Schule</h3><p>Im Sommer beginnen die Arbeiten, die zwei Jahre dauern und acht Millionen kosten.</p></a></div></aside>`
	letterBox = `<div><b>Der Abend in Hainfelden: Abonnieren Sie unseren Newsletter und verpassen Sie nichts.</b><form><input type="email"><button>Anmelden</button></form></div>`
)

// crowded puts boxes of invented links and promotion before, into and behind the text.
func crowded(b []byte) []byte {
	s := bodyTag.ReplaceAllStringFunc(string(b), func(tag string) string { return tag + teaserBox + sideBox })
	parts := strings.Split(s, "</p>")
	var out strings.Builder
	for i, part := range parts {
		out.WriteString(part)
		if i == len(parts)-1 {
			break
		}
		out.WriteString("</p>")
		switch i % 9 {
		case 3:
			out.WriteString(teaserBox)
		case 5:
			out.WriteString(letterBox)
		case 8:
			out.WriteString(sideBox)
		}
	}
	return []byte(strings.Replace(out.String(), "</body>", sideBox+teaserBox+"</body>", 1))
}

// TestCorpusBare takes from the real pages what other publishers may not give and adds what they may have, so that
// the extractor does not come to rest on how these pages are made.
func TestCorpusBare(t *testing.T) {
	pages := corpus(t)
	chain := func(steps ...func([]byte) []byte) func([]byte) []byte {
		return func(b []byte) []byte {
			for _, step := range steps {
				b = step(b)
			}
			return b
		}
	}
	for _, c := range []struct {
		name              string
		change            func([]byte) []byte
		body, author, day float64
	}{
		{"no json-ld", withoutLinked, .97, .85, .97},
		{"no meta", withoutMeta, .97, .9, .97},
		{"no json-ld, no meta", chain(withoutLinked, withoutMeta), .97, .8, .95},
		{"classes renamed", renamed, .96, .9, .97},
		{"no names at all", withoutNames, .96, .9, .97},
		{"no article element", withoutArticle, .97, .9, .97},
		{"no main, section, header, aside, figure, nav, footer", withoutOuter, .97, .9, .97},
		{"no time element", withoutTimes, .97, .9, .97},
		{"crowded with boxes", crowded, .97, .89, .97},
		{"no json-ld, no meta, crowded, no article", chain(withoutLinked, withoutMeta, crowded, withoutArticle), .97, .75, .95},
		{"nothing but divs and paragraphs", chain(withoutLinked, withoutMeta, withoutNames, withoutArticle, withoutOuter, withoutTimes), .96, .75, .85},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := measure(t, pages, c.change)
			if f.body < c.body || f.author < c.author || f.day < c.day || f.refused > 0 {
				t.Errorf("body %.3f, author %.3f, day %.3f, %d refused; want at least %.3f, %.3f, %.3f, 0", f.body, f.author, f.day, f.refused, c.body, c.author, c.day)
			}
		})
	}
}
