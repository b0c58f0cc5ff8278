package match

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pressclip/internal/press"
)

// news returns texts of the press where PRESSCLIP_TEST_CORPUS names them, and invented ones otherwise.
func news(t testing.TB) []press.Article {
	t.Helper()
	corpus := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if corpus == "" {
		return invented(rand.New(rand.NewPCG(1, 2)), 300)
	}
	f, err := os.Open(filepath.Join(corpus, "news-de.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []press.Article
	for lines := json.NewDecoder(bufio.NewReader(z)); lines.More(); {
		var a press.Article
		if err := lines.Decode(&a); err != nil {
			t.Fatal(err)
		}
		a.Language = "de"
		all = append(all, a)
	}
	return all
}

// invented returns texts whose words are as unequally frequent as those of a language.
func invented(r *rand.Rand, n int) []press.Article {
	var vocabulary []string
	for range 20_000 {
		word := ""
		for range 1 + r.IntN(4) {
			word += string("bdfghklmnprstwz"[r.IntN(15)]) + []string{"a", "e", "i", "o", "u", "ei", "ä", "ö"}[r.IntN(8)] + []string{"", "n", "r", "s", "t"}[r.IntN(5)]
		}
		if r.IntN(2) == 0 {
			first, size := utf8.DecodeRuneInString(word)
			word = string(unicode.ToUpper(first)) + word[size:]
		}
		vocabulary = append(vocabulary, word)
	}
	often := rand.NewZipf(r, 1.1, 4, uint64(len(vocabulary)-1))
	text := func(words int) string {
		var b strings.Builder
		for i := range words {
			b.WriteString(vocabulary[often.Uint64()] + [...]string{" ", " ", " ", " ", " ", " ", ", ", ". "}[r.IntN(8)])
			if i%80 == 79 {
				b.WriteByte('\n')
			}
		}
		return b.String()
	}
	all := make([]press.Article, n)
	for i := range all {
		all[i] = press.Article{Title: text(7), Text: text(300), Language: "de"}
	}
	return all
}

// reading is a way to read "words and phrases taken from the texts".
type reading struct {
	name     string
	shortest int  // letters of a word looked for alone
	distinct bool // every word of the texts is as likely as any other, however often it stands there
}

var (
	vocabulary = reading{name: "vocabulary", shortest: 4, distinct: true}
	running    = reading{name: "running", shortest: 6}
	anyLength  = reading{name: "running-any-length", shortest: 1} // the hardest: queries for der and und
	readings   = []reading{vocabulary, running, anyLength}
)

// asker writes queries from the words of texts, in the mix that people's standing queries have. Words that are asked
// for together stand in one text.
type asker struct {
	*rand.Rand
	reading
	texts [][]string     // their words
	times map[string]int // how often each stands in them
}

func newAsker(articles []press.Article, r reading) asker {
	a := asker{Rand: rand.New(rand.NewPCG(5, 6)), reading: r, times: map[string]int{}}
	for _, article := range articles {
		words := strings.FieldsFunc(article.Text, func(r rune) bool { return !unicode.IsLetter(r) })
		if len(words) > 10 {
			a.texts = append(a.texts, words)
		}
		for _, w := range words {
			a.times[w]++
		}
	}
	return a
}

func (a asker) text() []string { return a.texts[a.IntN(len(a.texts))] }

// takes says whether a word drawn by its place in a text is taken.
func (a asker) takes(word string) bool { return !a.distinct || a.IntN(a.times[word]) == 0 }

func (a asker) word(text []string) string {
	for range 1000 {
		w := text[a.IntN(len(text))]
		if utf8.RuneCountInString(w) >= a.shortest && strings.ToUpper(w) != w && a.takes(w) {
			return w
		}
	}
	return "Wort"
}

// phrase returns two words that stand side by side.
func (a asker) phrase(text []string) string {
	i := a.IntN(len(text) - 1)
	for range 1000 {
		if a.takes(text[i]) {
			break
		}
		i = a.IntN(len(text) - 1)
	}
	return `"` + text[i] + " " + text[i+1] + `"`
}

func (a asker) prefix(text []string) string {
	w := []rune(a.word(text))
	return string(append(w, 'e', 'n')[:min(len(w)+2, 4+a.IntN(4))]) + "*"
}

func (a asker) query() string {
	text := a.text()
	switch n := a.IntN(100); {
	case n < 35:
		return a.phrase(text)
	case n < 60:
		return a.word(text) + " AND " + a.word(text)
	case n < 75:
		return "(" + a.word(text) + " OR " + a.phrase(text) + ") AND " + a.word(text) + " NOT " + a.word(a.text())
	case n < 85:
		return a.word(text) + " NEAR/5 " + a.word(text)
	case n < 92:
		return a.prefix(text)
	}
	return a.word(text) + " OR " + a.word(a.text())
}

func (a asker) queries(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = a.query()
	}
	return all
}

// projectsOf puts ten queries into each project.
func projectsOf(queries []string) []press.Project {
	var all []press.Project
	for i := 0; i < len(queries); i += 10 {
		all = append(all, press.Project{ID: int64(i + 1), Name: fmt.Sprint("Projekt ", i), Keywords: queries[i:min(i+10, len(queries))]})
	}
	return all
}
