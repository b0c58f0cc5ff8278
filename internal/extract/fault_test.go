package extract

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pressclip/internal/press"
)

// remark is what the comment at the beginning of a page of testdata says.
func remark(page []byte) string {
	rest, ok := strings.CutPrefix(string(page), "<!-- ")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, " -->")
	return text
}

// TestRefused reads pages that are no articles. Their files are named after the fault; a comment says where a page is
// from if that matters.
func TestRefused(t *testing.T) {
	files, _ := filepath.Glob("testdata/refused/*.html")
	if len(files) < 40 {
		t.Fatalf("%d pages", len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			at := remark(page)
			if at == "" {
				at = address("ein")
			}
			want, _, _ := strings.Cut(name, ".")
			res, err := Extract(page, at, press.Selectors{})
			var fault *press.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("taken for an article: %q", res.Article.Text)
			}
			if string(fault.Code) != want {
				t.Errorf("refused as %s (%s)", fault.Code, fault.Detail)
			}
		})
	}
}

// TestTaken reads articles that have something of such pages: their subject, a form, a script. The comment says the
// headline, what the text holds and what it must not hold.
func TestTaken(t *testing.T) {
	files, _ := filepath.Glob("testdata/taken/*.html")
	if len(files) < 40 {
		t.Fatalf("%d pages", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Split(remark(page), " ~")
			res, err := Extract(page, address("ein"), press.Selectors{})
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			a := res.Article
			if a.Title != want[0] {
				t.Errorf("headline %q", a.Title)
			}
			if unwanted := strings.TrimSpace(want[2]); !strings.Contains(a.Text, strings.TrimSpace(want[1])) || unwanted != "" && strings.Contains(a.Text, unwanted) {
				t.Errorf("text %q", a.Text)
			}
		})
	}
}
