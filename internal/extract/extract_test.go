package extract

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pressclip/internal/press"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is what a page of testdata must give.
type golden struct {
	Fault   press.FaultCode `json:"fault,omitempty"`
	Article *press.Article  `json:"article,omitempty"` // nil where the page is no article
}

// address is where a page of testdata pretends to come from.
func address(name string) string {
	switch name {
	case "fault_section":
		return "https://abendpost.example/lokales/"
	case "fault_front":
		return "https://abendpost.example/"
	}
	return "https://www.beispiel.example/lokales/" + name + "-bericht-aus-hainfelden-4711.html"
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Extract(page, address(name), press.Selectors{})
			var got golden
			var fault *press.Fault
			switch {
			case errors.As(err, &fault):
				got.Fault = fault.Code
			case err != nil:
				t.Fatal(err)
			default:
				got.Article = &res.Article
			}
			compareGolden(t, strings.TrimSuffix(file, ".html")+".json", got)
		})
	}
}

func compareGolden(t *testing.T, file string, got golden) {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(got); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
