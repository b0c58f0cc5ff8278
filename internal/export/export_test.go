package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"pressclip/internal/press"
)

var update = flag.Bool("update", false, "write the golden files anew")

var berlin = time.FixedZone("CET", 3600)

// sample are clippings with everything that formats have to write apart.
func sample() []press.Hit {
	yes := true
	return []press.Hit{
		{
			ID: 7, Version: 2, URL: "https://talblick.example/lokal/ankunft?id=7&x={1}", Title: `Ankommen – 100 % "mitten" in der Stadt & am Kanal_Nord`,
			Outlet: "Talblick", Medium: press.MediumOnline, Published: time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC),
			FirstSeen: time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC), Authors: []string{"Dr. Änne von der Aue", "Redaktion Talblick"}, Language: "de",
			Projects: []press.HitProject{{Project: "Quartiere", Verdict: press.VerdictRelevant, Keywords: []string{"Ankunft*", "Kanal"}, Tags: []string{"Studie", "Kanal, Nord"}}},
			Verdict:  press.VerdictRelevant, Snippet: "… am Kanal kommen\u2028Menschen an: {drei} von $5 …", Story: 3, Paywalled: &yes,
		},
		{
			ID: 8, Version: 1, URL: "https://talblick.example/8", Title: "=HYPERLINK(\"https://boese.example\")\r\nTY  - BOOK", Outlet: "Radio Haff", Medium: press.MediumRadio,
			FirstSeen: time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC), Authors: []string{}, Projects: []press.HitProject{}, Verdict: press.VerdictNew, Backfill: true,
		},
	}
}

func hits(all []press.Hit) iter.Seq2[press.Hit, error] {
	return func(yield func(press.Hit, error) bool) {
		for _, h := range all {
			if !yield(h, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, f Format) string {
	t.Helper()
	var b bytes.Buffer
	o := Options{Format: f, Location: berlin, Title: "pressclip: Kanal", Address: "https://presse.example/search?q=Kanal", Now: time.Date(2026, 11, 22, 8, 0, 0, 0, berlin)}
	if err := Write(&b, o, hits(sample())); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, f := range Formats() {
		file := filepath.Join("testdata", "two"+f.Extension())
		got := written(t, f)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s", f, got)
		}
	}
}

// A title of a stranger stays a title: no formula in a spreadsheet, no field of its own in a reference.
func TestHostileTitles(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(written(t, CSV), byteOrderMark))).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[2]) != len(columns) {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if title := rows[2][slices.Index(columns, "title")]; !strings.HasPrefix(title, "'=") {
		t.Errorf("a formula: %q", title)
	}
	if ris := written(t, RIS); strings.Count(ris, "\nTY  - ") != 1 || strings.Contains(ris, "\nTY  - BOOK") {
		t.Errorf("a record of its own:\n%s", ris)
	}
}

func TestFeedIsReadBack(t *testing.T) {
	feed, err := gofeed.NewParser().ParseString(written(t, Atom))
	if err != nil {
		t.Fatal(err)
	}
	if len(feed.Items) != 2 || feed.Title != "pressclip: Kanal" || feed.Link != "https://presse.example/search?q=Kanal" {
		t.Fatalf("%d entries of %q at %q", len(feed.Items), feed.Title, feed.Link)
	}
	first, want := feed.Items[0], sample()[0]
	if first.Title != want.Title || first.Link != want.URL || first.GUID != "urn:pressclip:clipping:7" || !first.PublishedParsed.Equal(want.Published) ||
		len(first.Authors) != 2 || first.Authors[0].Name != want.Authors[0] || !slices.Contains(first.Categories, "Quartiere") {
		t.Errorf("got %+v", first)
	}
}

func TestLinesAreHits(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(written(t, JSONL)), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	var h press.Hit
	if err := json.Unmarshal([]byte(lines[0]), &h); err != nil || h.Title != sample()[0].Title || h.Projects[0].Tags[1] != "Kanal, Nord" {
		t.Errorf("%v: %+v", err, h)
	}
}

func TestNames(t *testing.T) {
	for printed, want := range map[string]string{
		"Änne Aue": "Aue, Änne", "Dr. Änne von der Aue": "von der Aue, Dr. Änne", "Cem Ali Öz": "Öz, Cem Ali", "dpa": "dpa", "Redaktion Talblick": "Redaktion Talblick",
		"Talblick Online": "Talblick Online", "aue": "aue", "AFP/dpa": "AFP/dpa", "Hanna Müller-Lüdenscheidt": "Müller-Lüdenscheidt, Hanna", "van Gogh": "Gogh, van",
		"talblick.de Team": "talblick.de Team",
	} {
		if got := nameOf(printed).inverted(); got != want {
			t.Errorf("%q: got %q, want %q", printed, got, want)
		}
	}
}

func TestErrorsEndTheExport(t *testing.T) {
	broken := errors.New("gone")
	var b bytes.Buffer
	err := Write(&b, Options{Format: JSONL, Location: berlin}, func(yield func(press.Hit, error) bool) { _ = yield(sample()[0], nil) && yield(press.Hit{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// What citation.js makes of the references, as CSL-JSON. It is the library behind many reference tools.
const readBack = `const Cite = require('citation-js'); const fs = require('fs');
for (const file of process.argv.slice(1)) {
  const data = new Cite(fs.readFileSync(file, 'utf8')).data
  console.log(JSON.stringify(data))
}`

func TestCitationReadsBack(t *testing.T) {
	tools := os.Getenv("PRESSCLIP_TEST_TOOLS")
	if tools == "" {
		t.Skip("PRESSCLIP_TEST_TOOLS is not set")
	}
	dir := t.TempDir()
	args := []string{"-e", readBack, "--"}
	references := []Format{RIS, BibTeX, CSL}
	for _, f := range references {
		file := filepath.Join(dir, "export"+f.Extension())
		if err := os.WriteFile(file, []byte(written(t, f)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = tools
	cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(tools, "node_modules"))
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("PRESSCLIP_TEST_TOOLS is set, but node cannot run citation-js there: %v\n%s", err, said.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(references) {
		t.Fatalf("%d answers: %s", len(lines), out)
	}
	for i, f := range references {
		var got []struct {
			Title     string
			Container string `json:"container-title"`
			URL       string
			Author    []name
			Reporter  []string // where citation.js puts the authors of RIS records of newspapers, as they stand
			Issued    struct {
				Parts [][]int `json:"date-parts"`
			}
		}
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil || len(got) != 2 {
			t.Errorf("%s: %d records: %v\n%s", f, len(got), err, lines[i])
			continue
		}
		c, want := got[0], sample()[0]
		if c.Title != want.Title || c.Container != want.Outlet || c.URL == "" || len(c.Issued.Parts) != 1 || got[1].Issued.Parts != nil {
			t.Errorf("%s: got %s", f, lines[i])
			continue
		}
		day, authors := []int{2026, 11, 22}, len(c.Author) == 2 && c.Author[0].Given == "Dr. Änne" && strings.HasSuffix(c.Author[0].Family, "Aue")
		if f == RIS {
			day = day[:1] // citation.js takes no day from RIS
			authors = slices.Equal(c.Reporter, []string{"von der Aue, Dr. Änne", "Redaktion Talblick"})
		}
		if !authors || !slices.Equal(c.Issued.Parts[0], day) {
			t.Errorf("%s: got %s", f, lines[i])
		}
	}
}
