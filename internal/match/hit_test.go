package match

import (
	"testing"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/query"
)

// Of a text that was dropped a hit shows what was left, within the rights of the day and in no more words than those of
// the day; the marks say why it was filed, and not what was found in the headline now.
func TestHitOfDroppedText(t *testing.T) {
	day := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := press.Clipping{
		Outlet:    press.Outlet{Rights: press.RightsExtract},
		Article:   press.Article{Title: "Am Hafen"},
		DroppedAt: day,
		Shown:     press.Extract{Text: "… am Kai das Quartier hinter dem Markt …", Marks: []press.Span{{Start: 15, End: 23}}},
	}
	show := func(words int, found ...press.Passage) string {
		h := Hit(c, found, words, day)
		if !h.Dropped {
			t.Error("the hit does not say that its text was dropped")
		}
		return marked(h.Snippet, h.Marks)
	}
	inTitle := press.Passage{Field: query.FieldTitle.String(), Start: 3, End: 8}
	for _, one := range []struct{ name, got, want string }{
		{"as it was left", show(9), "… am Kai das [Quartier] hinter dem Markt …"},
		{"found by its headline", show(9, inTitle), "… am Kai das Quartier hinter dem Markt …"},
		{"fewer words now", show(4), "… das [Quartier] …"},
	} {
		if one.got != one.want {
			t.Errorf("%s: %s, want %s", one.name, one.got, one.want)
		}
	}
	c.Outlet.Rights = press.RightsLink
	if got := show(9); got != "" {
		t.Errorf("a link alone is allowed: %s", got)
	}
}
