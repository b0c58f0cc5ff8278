package story

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// article is one of the news corpus, which has two kinds: those of a paper, and shorter ones of a wiki.
type article struct {
	ID, Text string
	words    []string
	sketch   Sketch
}

func news(t *testing.T) []article {
	t.Helper()
	dir := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if dir == "" {
		t.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	f, err := os.Open(filepath.Join(dir, "news-de.jsonl.gz"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpus has no news")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(packed)
	lines.Buffer(nil, 1<<24)
	var all []article
	for lines.Scan() {
		var a article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		a.words, a.sketch = strings.Fields(a.Text), Draw(a.Text)
		all = append(all, a)
	}
	if err := lines.Err(); err != nil || len(all) < 1000 {
		t.Fatalf("%d articles, %v", len(all), err)
	}
	return all
}

// copied are the pairs of the corpus in which one text was taken over, as was seen by reading them: what a paper wrote
// before the start of a space shuttle, two thirds of which stand in what it wrote after the start.
var copied = [][2]string{{"wikinews-7537", "wikinews-8562"}}

// copiedInPart are pairs that may be found where one of them is edited: the report of a complaint, and that of its
// dismissal, which takes over the beginning word for word.
var copiedInPart = [][2]string{{"wikinews-22510", "wikinews-24558"}}

// TestNoFalsePair holds every article of the corpus against every other.
func TestNoFalsePair(t *testing.T) {
	all := news(t)
	var found [][2]string
	for i, a := range all {
		for _, b := range all[i+1:] {
			if share, same := Same(a.sketch, b.sketch); same {
				t.Logf("%s and %s: %.2f of %d and %d shingles", a.ID, b.ID, share, a.sketch.Shingles, b.sketch.Shingles)
				found = append(found, [2]string{a.ID, b.ID})
			}
		}
	}
	t.Logf("%d articles, %d pairs looked at", len(all), len(all)*(len(all)-1)/2)
	if !slices.Equal(found, copied) {
		t.Errorf("pairs: %v", found)
	}
}

// editor changes articles as papers do.
type editor struct {
	*rand.Rand
	pool []string // the words of the whole corpus, backwards: as its texts, but with no run of words of any of them
}

// change replaces a share of the words by others of the corpus.
func (e editor) change(words []string, share float64) []string {
	words = slices.Clone(words)
	for i := range words {
		if e.Float64() < share {
			words[i] = e.pool[e.IntN(len(e.pool))]
		}
	}
	return words
}

// cut keeps 60 %: the beginning, the end or something between.
func (e editor) cut(words []string) []string {
	n := len(words) * 6 / 10
	at := []int{0, len(words) - n, e.IntN(len(words) - n + 1)}[e.IntN(3)]
	return words[at : at+n]
}

// around adds 30 % of another text before and behind.
func (e editor) around(words []string) []string {
	n := len(words) * 3 / 10
	from, before := e.IntN(len(e.pool)-n), e.IntN(n+1)
	return slices.Concat(e.pool[from:from+before], words, e.pool[from+before:from+n])
}

// TestEdits edits every article of the corpus and looks for it among all of them, as the archive does: by bands, those
// first that share the most, then by holding the sketches of the first eight against each other.
func TestEdits(t *testing.T) {
	all := news(t)
	e := editor{Rand: rand.New(rand.NewPCG(1, 2))}
	byBand := map[int64][]int{}
	for i, a := range all {
		e.pool = append(e.pool, a.words...)
		for _, b := range a.sketch.Bands {
			byBand[b] = append(byBand[b], i)
		}
	}
	slices.Reverse(e.pool)
	known := slices.Concat(copied, copiedInPart)
	for _, c := range []struct {
		name         string
		edit         func([]string) []string
		paper, whole float64 // recall: of the articles of a paper, and of all
	}{
		{"5 % of words changed", func(w []string) []string { return e.change(w, .05) }, .97, .97},
		{"10 % of words changed", func(w []string) []string { return e.change(w, .10) }, .97, .97},
		{"15 % of words changed", func(w []string) []string { return e.change(w, .15) }, .97, .97},
		{"cut to 60 %", e.cut, .97, .97},
		{"30 % added around", e.around, .97, .97},
		{"cut, and added around", func(w []string) []string { return e.around(e.cut(w)) }, .97, .97},
		{"5 % changed, and cut", func(w []string) []string { return e.cut(e.change(w, .05)) }, .97, .97},
		{"5 % changed, and added around", func(w []string) []string { return e.around(e.change(w, .05)) }, .97, .97},
		{"10 % changed, and added around", func(w []string) []string { return e.around(e.change(w, .10)) }, .97, .97},
		{"10 % changed, and cut", func(w []string) []string { return e.cut(e.change(w, .10)) }, .97, .95},
		{"5 % changed, cut, and added around", func(w []string) []string { return e.around(e.cut(e.change(w, .05))) }, .97, .96},
		{"10 % changed, cut, and added around", func(w []string) []string { return e.around(e.cut(e.change(w, .10))) }, .96, .92},
		{"the first 35 words", func(w []string) []string { return w[:min(35, len(w))] }, .97, .97},
	} {
		var tried, found [2]int // the longer and the shorter articles of the corpus
		wrong := 0
		for i, a := range all {
			kind := 0
			if !strings.HasPrefix(a.ID, "10kgnad") {
				kind = 1
			}
			tried[kind]++
			edited := Draw(strings.Join(c.edit(a.words), " "))
			for _, j := range likely(byBand, edited) {
				if _, same := Same(edited, all[j].sketch); !same {
					continue
				}
				if j == i {
					found[kind]++
				} else if !slices.Contains(known, [2]string{all[min(i, j)].ID, all[max(i, j)].ID}) {
					wrong++
					t.Logf("%s: %s is taken for %s", c.name, a.ID, all[j].ID)
				}
			}
		}
		paper := float64(found[0]) / float64(tried[0])
		whole := float64(found[0]+found[1]) / float64(tried[0]+tried[1])
		t.Logf("%-36s %.4f of %d, %.4f of %d", c.name, paper, tried[0], whole, tried[0]+tried[1])
		if paper < c.paper || whole < c.whole || wrong > 0 {
			t.Errorf("%s: recall %.4f and %.4f, %d wrong", c.name, paper, whole, wrong)
		}
	}
}

// likely are the eight that share the most bands with a sketch.
func likely(byBand map[int64][]int, s Sketch) []int {
	shared := map[int]int{}
	for _, b := range s.Bands {
		for _, i := range byBand[b] {
			shared[i]++
		}
	}
	var list []int
	for i := range shared {
		list = append(list, i)
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Or(shared[b]-shared[a], b-a) })
	return list[:min(8, len(list))]
}
