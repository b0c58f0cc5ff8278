package index

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/press"
)

// pressRecord is an archive in memory.
type pressRecord struct {
	changes []press.Change
	last    int64
	asked   int
}

func (r *pressRecord) Changes(_ context.Context, after int64, limit int) (list []press.Change, err error) {
	r.asked++
	for _, c := range r.changes {
		if c.Number > after && len(list) < limit {
			list = append(list, c)
		}
	}
	return list, nil
}

func (r *pressRecord) LastChange(context.Context) (int64, error) { return r.last, nil }

func (r *pressRecord) change(id int64, title, text string) {
	r.last++
	c := press.Change{Number: r.last, ID: id}
	if text != "" {
		c.Clipping = &press.Clipping{ID: id, Outlet: press.Outlet{Name: "Elbblatt"}, Article: press.Article{Title: title, Text: text, Language: "de"}}
	}
	r.changes = append(slices.DeleteFunc(r.changes, func(c press.Change) bool { return c.ID == id }), c)
}

// inFiles says which files of the index have a word, that of articles that are marked as deleted included. The files
// hold words coded letter by letter, so they are read as the engine reads them; a file that it does not know counts
// as one that has it.
func inFiles(t *testing.T, ix *Index, word string) (files []string) {
	t.Helper()
	known := map[string]bool{}
	v, _, err := ix.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.close()
	for _, p := range v.parts {
		name := segmentName(p.segment)
		known[name] = true
		for _, field := range p.segment.Fields() {
			dict, err := p.segment.Dictionary(field)
			if err != nil {
				t.Fatal(err)
			}
			terms := dict.AutomatonIterator(nil, nil, nil)
			for e, err := terms.Next(); e != nil; e, err = terms.Next() {
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(strings.ToLower(e.Term), word) && !slices.Contains(files, name) {
					files = append(files, name)
				}
			}
		}
	}
	found, err := filepath.Glob(filepath.Join(ix.dir, "*", "*.zap"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !known[filepath.Base(path)] {
			files = append(files, filepath.Base(path))
		}
	}
	return files
}

// TestPurge takes a word that was deleted out of the files, and does nothing where that is done.
func TestPurge(t *testing.T) {
	const word = "xylanthrop"
	o := Options{Dir: t.TempDir()}
	r := &pressRecord{}
	for id := range int64(20) {
		r.change(id+1, "Der Markt", "Auf dem Markt stehen die Leute und reden über das Wetter.")
	}
	r.change(21, "Am Bahnhof", "Hinter dem Bahnhof wohnt der Xylanthrop.")
	ix := opened(t, o)
	followed(t, ix, r)
	if len(inFiles(t, ix, word)) == 0 {
		t.Fatal("the word is in no file before")
	}
	r.change(21, "", "")
	followed(t, ix, r)
	if len(inFiles(t, ix, word)) == 0 {
		t.Fatal("the word is in no file once it is marked as deleted")
	}
	if err := ix.Purge(t.Context(), r, 22); err != nil {
		t.Fatal(err)
	}
	if files := inFiles(t, ix, word); len(files) > 0 {
		t.Errorf("the word is in %s", strings.Join(files, ", "))
	}
	if left, err := os.ReadDir(o.Dir); err != nil || len(left) != 3 { // it, which it is, and the lock
		t.Errorf("left in the directory: %v, %v", left, err)
	}
	if n := ix.State().Documents; n != 20 {
		t.Errorf("%d documents", n)
	}
	r.asked = 0
	if err := ix.Purge(t.Context(), r, 22); err != nil || r.asked > 0 {
		t.Errorf("purged again: %v, asked %d times", err, r.asked)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	ix = opened(t, o)
	if err := ix.Purge(t.Context(), r, 22); err != nil || r.asked > 0 {
		t.Errorf("purged again once opened: %v, asked %d times", err, r.asked)
	}
}

func opened(t *testing.T, o Options) *Index {
	t.Helper()
	ix, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ix.Close() })
	return ix
}

func followed(t *testing.T, ix *Index, s Source) {
	t.Helper()
	if _, err := ix.Follow(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}
