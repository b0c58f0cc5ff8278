package archive

import (
	"testing"
	"time"

	"pressclip/internal/press"
)

// What a keyword brought is counted by verdict, in one project, and not what was filed earlier.
func TestYields(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		b.filed(t, l, o, "alt", "Früher", "Text", "Quartiere")
		b.advance(time.Hour)
		l = b.claim(t, o)
		since := b.Now()
		id := b.filed(t, l, o, "eins", "Das Quartier", "Text", "Quartiere").ClippingID
		b.filed(t, l, o, "zwei", "Der Markt", "Text", "Quartiere", "Märkte")
		v := press.VerdictIrrelevant
		check(t, b.Review(t.Context(), id, "Quartiere", ReviewChange{Verdict: &v}))
		p := must(b.Project(t.Context(), "Quartiere"))(t)
		yields := must(b.Yields(t.Context(), p.ID, since))(t)
		same(t, "keywords", len(yields), 1)
		for _, y := range yields {
			same(t, "rejected", y[press.VerdictIrrelevant], 1)
			same(t, "new", y[press.VerdictNew], 1)
			same(t, "all", y.All(), 2)
		}
	})
}

// Figures that were counted before are counted again once something has changed.
func TestProjectFiguresFollow(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		id := b.filed(t, b.claim(t, o), o, "eins", "Das Quartier", "Text", "Quartiere").ClippingID
		same(t, "new", must(b.ProjectFigures(t.Context()))(t)["Quartiere"][press.VerdictNew], 1)
		v := press.VerdictRelevant
		check(t, b.Review(t.Context(), id, "Quartiere", ReviewChange{Verdict: &v}))
		figures := must(b.ProjectFigures(t.Context()))(t)["Quartiere"]
		same(t, "new", figures[press.VerdictNew], 0)
		same(t, "relevant", figures[press.VerdictRelevant], 1)
	})
}
