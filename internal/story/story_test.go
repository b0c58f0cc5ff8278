package story

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// prose is a text of n words by chance: the same for the same number, and nothing like that of another.
func prose(number uint64, n int) []string {
	random := rand.New(rand.NewPCG(number, 7))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("Wort%06d", random.IntN(1_000_000))
	}
	return words
}

func draw(words ...[]string) Sketch { return Draw(strings.Join(slices.Concat(words...), " ")) }

func TestSame(t *testing.T) {
	text, other, footer := prose(1, 300), prose(2, 300), prose(3, 22)
	for name, c := range map[string]struct {
		a, b Sketch
		same bool
	}{
		"equal":                  {draw(text), draw(text), true},
		"another":                {draw(text), draw(other), false},
		"cut":                    {draw(text[:180]), draw(text), true},
		"cut at both ends":       {draw(text[60:240]), draw(text), true},
		"with more around":       {draw(other[:45], text, other[45:90]), draw(text), true},
		"the lead":               {draw(text[:25]), draw(text), true},
		"a longer lead":          {draw(text[:60]), draw(text, other, prose(4, 500)), true},
		"some sentence":          {draw(text[100:125]), draw(text), false},
		"a lead that goes on":    {draw(text[:25], other[:25]), draw(text), false},
		"one of a collection":    {draw(text[:60]), draw(other, text, prose(4, 500)), false},
		"both are short":         {draw(text[:40]), draw(text[:40]), true},
		"too short":              {draw(text[:21]), draw(text[:21]), false},
		"the same ending":        {draw(text[:60], footer), draw(other[:200], footer), false},
		"little but the ending":  {draw(text[:20], footer), draw(other[:20], footer), false},
		"very little but ending": {draw(text[:10], footer), draw(other[:10], footer), false},
		"nothing":                {Draw(""), Draw(""), false},
		"two words":              {Draw("Zwei Wörter"), Draw("Zwei Wörter"), false},
	} {
		for _, pair := range [][2]Sketch{{c.a, c.b}, {c.b, c.a}} {
			if share, same := Same(pair[0], pair[1]); same != c.same || share < 0 || share > 1 {
				t.Errorf("%s: %t, %.2f", name, same, share)
			}
		}
	}
}

func TestSameHeadline(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Rat stimmt für neue Brücke", "Rat stimmt für neue Brücke", true},
		{"Rat stimmt für neue Brücke", "Elbstadt: Rat stimmt für die neue Brücke", true},
		{"Rat stimmt für neue Brücke", "Rat stimmt gegen altes Bad", false},
		{"Wetter am Montag", "Wetter am Dienstag", true},
		{"Tag 1", "Tag 2", false},
		{"", "Tag 2", false},
		{"", "", false},
	} {
		if SameHeadline(c.a, c.b) != c.same || SameHeadline(c.b, c.a) != c.same {
			t.Errorf("%q and %q: %t", c.a, c.b, !c.same)
		}
	}
	if one, two := draw(prose(1, 61)), draw(prose(1, 62)); !Short(one, one) || Short(one, two) || Short(two, two) {
		t.Error("what is short")
	}
}

// How a text is set in type makes no difference.
func TestDrawReadsWords(t *testing.T) {
	plain := "Die Straße „Am Kanal“ wird für 1.000 Euro – so der Oberbürgermeister – umgebaut; das sagte er dem E-Paper."
	want := Draw(plain)
	if want.Shingles != 17 || len(want.Opening) != 17 || len(want.Least) != 17 {
		t.Fatalf("%+v", want)
	}
	for name, text := range map[string]string{
		"quotation marks":     `Die Straße "Am Kanal" wird für 1.000 Euro - so der Oberbürgermeister - umgebaut; das sagte er dem E‑Paper!`,
		"capitals":            strings.ToUpper(plain),
		"without umlauts":     strings.NewReplacer("ß", "ss", "ü", "ue").Replace(plain),
		"umlauts in two":      strings.ReplaceAll(plain, "ü", "u\u0308"),
		"hyphenation":         strings.ReplaceAll(plain, "bürger", "bür\u00adger"),
		"lines":               strings.ReplaceAll(plain, " ", "\n\u00a0"),
		"zero-width and mark": "\ufeff" + strings.ReplaceAll(plain, "Kanal", "Ka\u200bnal"),
	} {
		if got := Draw(text); !slices.Equal(got.Least, want.Least) {
			t.Errorf("%s: %d of %d shingles", name, common(got.Least, want.Least), got.Shingles)
		}
	}
	if got := Draw(strings.Replace(plain, "umgebaut", "gesperrt", 1)); common(got.Least, want.Least) != 14 {
		t.Errorf("a word changed: %d shingles in common", common(got.Least, want.Least))
	}
}

// Sketches of years ago are compared with those of today: these must never change without a change of Form.
func TestForm(t *testing.T) {
	s := draw(prose(1, 60))
	got := fmt.Sprintln(Form, s.Shingles, s.Least[:3], s.Opening[:3], s.Bands[:3])
	if want := "1 58 [103452029 109518048 222849413] [361213967 620299665 641319198] [2038181441584345272 444323082389809969 4850527705899385934]\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if len(s.Bands) < 8 || len(s.Bands) > textBands+openingBands || slices.Contains(s.Bands, 0) {
		t.Errorf("bands %v", s.Bands)
	}
}

func TestPacked(t *testing.T) {
	for _, n := range []int{0, 3, 30, 1000} {
		s := draw(prose(1, n))
		least, opening := s.Packed()
		back, err := Unpack(s.Shingles, least, opening)
		if err != nil || back.Shingles != s.Shingles || !slices.Equal(back.Least, s.Least) || !slices.Equal(back.Opening, s.Opening) {
			t.Errorf("%d words: %v, %+v", n, err, back)
		}
		if len(least) > 4*keptShingles || len(opening) > 4*openingWords {
			t.Errorf("%d words: %d and %d bytes", n, len(least), len(opening))
		}
	}
}

// Whatever is in the archive, comparing it ends in an answer.
func FuzzUnpack(f *testing.F) {
	least, opening := draw(prose(1, 200)).Packed()
	f.Add(198, least, opening)
	f.Add(0, []byte(nil), []byte(nil))
	f.Add(3, []byte{0, 0, 0, 1}, []byte{0, 0, 0, 2})
	whole := draw(prose(1, 200))
	f.Fuzz(func(t *testing.T, shingles int, least, opening []byte) {
		s, err := Unpack(shingles, least, opening)
		if err != nil {
			return
		}
		if a, b := s.Packed(); string(a) != string(least) || string(b) != string(opening) {
			t.Errorf("%x and %x came back as %x and %x", least, opening, a, b)
		}
		for _, other := range []Sketch{whole, s, {}} {
			if share, _ := Same(s, other); share < 0 || share > 1 {
				t.Errorf("a share of %f", share)
			}
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	text := strings.Join(prose(1, 450), " ") // 5 KB
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Draw(text)
	}
}

func BenchmarkSame(b *testing.B) {
	one, two := draw(prose(1, 450)), draw(prose(1, 300))
	for b.Loop() {
		Same(one, two)
	}
}
