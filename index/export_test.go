package index

import (
	"fmt"
	"time"

	"github.com/blevesearch/bleve/v2/document"

	"pressclip/internal/press"
)

// FailOn makes one clipping impossible to index.
func FailOn(ix *Index, clipping int64) {
	ix.document = func(c *press.Clipping, in *time.Location) (*document.Document, error) {
		if c.ID == clipping {
			return nil, fmt.Errorf("clipping %d will not do", c.ID)
		}
		return newDocument(c, in)
	}
}

// PretendWords makes ix one of a program that analyses words otherwise.
func PretendWords(ix *Index) { ix.stamp.words = "other" }

// PretendLayout makes ix one of a program that lays out documents otherwise.
func PretendLayout(ix *Index) { ix.stamp.layout = "0" }

// Unwritable is unwritable.
func Unwritable(dir string, err error) error { return unwritable(dir, err) }

// Failed is closed once Bleve failed at what it does unasked.
func Failed(ix *Index) <-chan struct{} { return ix.current.engine.failed }

// Merging says whether Bleve may merge.
func Merging(ix *Index) bool { return ix.current.engine.merges }

// Bound makes searches stop reading documents early.
func Bound(ix *Index, anyway, most, enough int) { ix.bounds = bounds{anyway, most, enough} }

// Prepared says whether nothing has to be read of any segment before it can be searched.
func Prepared(ix *Index) bool {
	v, _, err := ix.view()
	if err != nil {
		return false
	}
	defer v.close()
	for _, p := range v.parts {
		p.kept.mu.Lock()
		ready := len(p.kept.columns) > 0 && p.kept.surfaces["title"] != nil && p.kept.surfaces["text"] != nil
		p.kept.mu.Unlock()
		if !ready {
			return false
		}
	}
	return len(v.parts) > 0
}
