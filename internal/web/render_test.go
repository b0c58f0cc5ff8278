package web

import "testing"

// Pages are read when they are first shown, so that a fault in one would not show before.
func TestPagesCanBeRead(t *testing.T) {
	files, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	for one, named := range newPages(files) {
		for name, read := range named {
			if page, err := read(); err != nil || page.Lookup("layout") == nil {
				t.Errorf("%s for %v: %v", name, one, err)
			}
		}
	}
}
