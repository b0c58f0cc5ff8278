package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
)

// paragraph is lines that belong together, as one.
type paragraph struct {
	page int
	size float64 // of its letters, in points
	text string
}

// line is what stands at one height.
type line struct {
	size, y float64
	text    string
}

// Measures in sizes of letters.
const (
	wordGap   = .18 // between letters from which on they are of two words
	lineStep  = .5  // up or down, that begins a new line
	blockStep = 1.7 // down, that begins a new paragraph
	sameSize  = .12 // by how much the letters of one paragraph differ at most
)

// lines are the lines of glyphs, in the order in which they were drawn.
func lines(glyphs []pdf.Text) (found []line) {
	var now strings.Builder
	var at line
	end, wide := 0.0, false // of the last letter, and whether its width is known
	spaced := spaces(glyphs)
	finish := func() {
		if at.text = strings.Join(strings.Fields(now.String()), " "); at.text != "" {
			found = append(found, at)
		}
		now.Reset()
	}
	for _, g := range glyphs {
		if g.S == "\n" || g.S == "\x00" || !utf8.ValidString(g.S) {
			continue
		}
		size := math.Abs(g.FontSize)
		switch {
		case math.Abs(g.Y-at.y) > lineStep*max(size, at.size) || g.X < end-3*size && g.W > 0:
			finish()
			at = line{size: size, y: g.Y}
		case g.X-end > wordGap*size && (wide || !spaced):
			now.WriteString(" ")
		}
		now.WriteString(g.S)
		end, wide = g.X+g.W, g.W > 0
	}
	finish()
	return found
}

// spaces says that the blanks between words are drawn like letters. Where they are, gaps say nothing if it is not known how
// wide the letters are.
func spaces(glyphs []pdf.Text) bool {
	const longestWord = 15 // letters, on an average
	n := 0
	for _, g := range glyphs {
		if g.S == " " {
			n++
		}
	}
	return n*longestWord > len(glyphs)
}

// paragraphs join lines of one size that follow each other closely, and what goes on at the head of the next column.
func paragraphs(glyphs []pdf.Text) (found []paragraph) {
	var last line
	for _, l := range lines(glyphs) {
		step := last.y - l.y
		alike := math.Abs(l.size-last.size) <= sameSize*max(l.size, last.size)
		if n := len(found) - 1; n >= 0 && alike && (step > 0 && step <= blockStep*l.size || step <= 0 && open(found[n].text)) {
			found[n].text = joined(found[n].text, l.text)
		} else {
			found = append(found, paragraph{size: l.size, text: l.text})
		}
		last = l
	}
	return found
}

// open says that a text ends in the middle of a sentence.
func open(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || r == ',' || r == '-' || r == '\u00ad'
}

// joined are two lines as one. A hyphen before a small letter was put there by the setting.
func joined(a, b string) string {
	first, _ := utf8.DecodeRuneInString(b)
	for _, hyphen := range []string{"-", "\u00ad", "\u2010"} {
		if begun, ok := strings.CutSuffix(a, hyphen); ok && unicode.IsLower(first) {
			return begun + b
		}
	}
	return a + " " + b
}

const (
	longestTitle = 250 // bytes
	larger       = 1.2 // than most letters of its page
)

// headline is which of the paragraphs of the first page is by far the largest of several words; -1 if none is.
func headline(all []paragraph) int {
	letters := map[float64]int{}
	best := -1
	for i, p := range all {
		if p.page != 1 {
			break
		}
		letters[p.size] += len(p.text)
		if strings.Contains(p.text, " ") && len(p.text) <= longestTitle && (best < 0 || p.size > all[best].size) {
			best = i
		}
	}
	common, most := 0.0, 0
	for size, n := range letters {
		if n > most || n == most && size < common {
			common, most = size, n
		}
	}
	if best < 0 || all[best].size < larger*common {
		return -1
	}
	return best
}
