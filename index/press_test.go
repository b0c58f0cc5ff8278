package index_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// pressOf is the record of a press that never was: articles put together from sentences, each always the same for its
// number, so that none has to be kept. Their vocabulary grows as that of a real press does, by names and compounds that
// nobody wrote before.
type pressOf struct {
	articles  int
	sentences []string
	outlets   []string // the first ones publish most
	projects  []string
}

// The figures of the press that is copied: about 340 words an article, of which fitted ones grow the vocabulary as
// Heaps' law says.
const (
	pressYears    = 10
	meanSentences = 18
	fitted        = 12  // words of an article that few others have
	heapsFactor   = 40  // of the vocabulary beyond that of the sentences, in an archive
	heapsPower    = 0.8 // of so many articles
)

func newPress(t testing.TB, articles int) *pressOf {
	p := &pressOf{articles: articles, sentences: sentences(t)}
	for i := range 60 {
		p.outlets = append(p.outlets, fmt.Sprintf("%s %s", pressName(i), []string{"Anzeiger", "Rundschau", "Bote", "Zeitung"}[i%4]))
	}
	for i := range 20 {
		p.projects = append(p.projects, "Projekt "+pressName(100+i))
	}
	return p
}

// sentences are those of the corpus, if there is one, else invented ones.
func sentences(t testing.TB) []string {
	var all []string
	corpus := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if corpus == "" {
		w := newWriter(21)
		for range 20_000 {
			all = append(all, w.sentence())
		}
		return all
	}
	for _, text := range newsTexts(t, filepath.Join(corpus, "news-de.jsonl.gz")) {
		for s := range strings.SplitSeq(strings.ReplaceAll(text, "\n", " "), ". ") {
			if n := strings.Count(s, " "); n >= 4 && n <= 45 {
				all = append(all, strings.TrimSuffix(strings.TrimSpace(s), ".")+".")
			}
		}
	}
	return all
}

func newsTexts(t testing.TB, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var line struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line.Text)
	}
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%d texts: %v", len(all), err)
	}
	return all
}

// Changes makes the articles up as they are asked for; see Source.
func (p *pressOf) Changes(ctx context.Context, after int64, limit int) ([]press.Change, error) {
	var changes []press.Change
	for id := after + 1; id <= int64(p.articles) && len(changes) < limit; id++ {
		changes = append(changes, press.Change{Number: id, ID: id, Clipping: p.clipping(id)})
	}
	return changes, ctx.Err()
}

// LastChange is the number of articles; see Source.
func (p *pressOf) LastChange(context.Context) (int64, error) { return int64(p.articles), nil }

func (p *pressOf) clipping(id int64) *press.Clipping {
	w := newWriter(1<<32 + uint64(id))
	c := &press.Clipping{
		ID:      id,
		Outlet:  press.Outlet{Name: p.outlets[w.zipf(len(p.outlets))]},
		Article: p.article(w, id),
	}
	c.FirstSeen = c.Article.Published.Add(time.Duration(w.IntN(3600)) * time.Second)
	for range 1 + w.IntN(3)*w.IntN(2) {
		project := p.projects[w.zipf(len(p.projects))]
		if !slices.ContainsFunc(c.Reviews, func(r press.Review) bool { return r.Project == project }) {
			verdict := []press.Verdict{press.VerdictNew, press.VerdictNew, press.VerdictRelevant, press.VerdictIrrelevant}[w.IntN(4)]
			c.Reviews = append(c.Reviews, review(project, verdict))
		}
	}
	return c
}

// zipf is a number below n; the first ones come most.
func (w writer) zipf(n int) int { return int(math.Pow(float64(n+1), w.Float64())) - 1 }

func (p *pressOf) article(w writer, id int64) press.Article {
	n := max(2, int(meanSentences*math.Exp(0.5*w.NormFloat64()-0.125)))
	var paragraphs []string
	for i := 0; i < n; {
		m := min(n-i, 1+w.IntN(4))
		var paragraph []string
		for range m {
			paragraph = append(paragraph, p.sentences[w.IntN(len(p.sentences))])
		}
		paragraphs = append(paragraphs, strings.Join(paragraph, " "))
		i += m
	}
	words := strings.Split(strings.Join(paragraphs, "\n"), " ")
	for _, word := range p.newWords(w, id, fitted*len(words)/340) {
		words[w.IntN(len(words))] = word
	}
	text := strings.Join(words, " ")
	lead, _, _ := strings.Cut(text, "\n")
	title := strings.Fields(p.sentences[w.IntN(len(p.sentences))])
	return press.Article{
		URL:       fmt.Sprintf("https://presse.example/%d", id),
		Title:     strings.Join(title[:min(len(title), 5+w.IntN(5))], " "),
		Lead:      lead,
		Text:      text,
		Authors:   []string{pressName(w.IntN(300)) + " " + pressName(1000+w.IntN(3000))},
		Language:  "de",
		Published: p.date(w, id),
	}
}

// date makes articles come in the order of their dates, but for one in eight that was found late.
func (p *pressOf) date(w writer, id int64) time.Time {
	span := float64(pressYears * 365 * 24 * time.Hour)
	begin := at("2016-01-01 00:00")
	if w.IntN(8) == 0 {
		return begin.Add(time.Duration(w.Float64() * span)).Truncate(time.Minute)
	}
	jitter := time.Duration(w.IntN(48)) * time.Hour
	return begin.Add(time.Duration(span*float64(id)/float64(p.articles)) + jitter).Truncate(time.Minute)
}

// newWords are n words of which as many were in no article before as the vocabulary grows by; of the others, early
// ones come most.
func (p *pressOf) newWords(w writer, id int64, n int) []string {
	known := heapsFactor * math.Pow(float64(id), heapsPower)
	growth := heapsFactor*math.Pow(float64(id+1), heapsPower) - known
	words := make([]string, n)
	for i := range words {
		number := known * math.Pow(w.Float64(), 3)
		if w.Float64()*float64(n) < growth {
			number = known + float64(i)
		}
		words[i] = compound(int(number))
	}
	return words
}

var (
	onsets = strings.Fields("b br d dr f fl g gr h j k kl kr l m n p pf r s sch schl sp st t tr w z")
	nuclei = strings.Fields("a e i o u au ei ie ü ö ä")
	codas  = strings.Fields("n r l m ng nd rt st ck tz ll")
	heads  = strings.Fields("amt bund dorf feld gasse haus halle kreis lager markt platz quartier rat schule tor verein weg werk zug")
)

// compound is a name or a compound for every number, with the endings of either.
func compound(n int) string {
	r := newWriter(uint64(n))
	s := name(r, 1+r.IntN(3))
	if n%3 > 0 {
		s += r.pick([]string{"", "s", "n"}) + r.pick(heads) + r.pick([]string{"", "", "s", "en", "e"})
	}
	return s
}

func pressName(n int) string { return name(newWriter(uint64(n)), 2) }

func name(w writer, syllables int) string {
	s := ""
	for range syllables {
		s += w.pick(onsets) + w.pick(nuclei)
	}
	s += w.pick(codas)
	return strings.ToUpper(s[:1]) + s[1:]
}
