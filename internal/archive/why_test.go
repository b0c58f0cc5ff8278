package archive

import (
	"context"
	"strings"
	"testing"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// TestFate walks an article through everything that can become of it.
func TestFate(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt", "Mainbote"}, "Quartiere")[0]
		url := o.URL + "1"
		is := func(what string, url string, want Why, said string) Fate {
			t.Helper()
			f := must(b.Fate(ctx, url))(t)
			same(t, what, f.Why, want)
			for _, language := range locale.Languages() {
				words := f.In(language, b.Now())
				if said != "" && language == locale.German && !strings.Contains(words.Said+" "+words.Advice, said) {
					t.Errorf("%s: %q, %q do not say %q", what, words.Said, words.Advice, said)
				}
				if strings.Contains(words.Said+words.Advice, "why.") || strings.Contains(words.Said+words.Advice, "%!") {
					t.Errorf("%s: badly worded: %q, %q", what, words.Said, words.Advice)
				}
			}
			return f
		}
		is("of a strange site", "https://anderswo.example/a", WhyUnwatched, "outlets add https://anderswo.example/`")
		is("never listed", url, WhyUnlisted, "Besucht wurde das Medium noch nicht")
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: url, Title: "Aus dem Feed", GUID: "g1"})
		is("listed", url, WhyPending, "visit \"Elbblatt\"")
		p := b.pending(t, o)[0]
		fault := func(code press.FaultCode, status int) {
			must(b.File(ctx, l, Reading{OutletID: o.ID, PageID: p.ID, Fault: &press.Fault{Code: code, Status: status}, NextTry: b.Now().Add(time.Hour)}))(t)
		}
		fault(press.FaultStatus, 503)
		is("failed", url, WhyFailed, "Status 503")
		fault(press.FaultSection, 0)
		is("dropped", url, WhyDropped, "Übersicht")
		must(b.File(ctx, l, reading(p, "Das Wetter", "Regen.")))(t)
		is("read", url+"?utm_source=x", WhyUnmatched, "von Quartiere")
		b.list(t, l, o, press.Candidate{URL: url + "-neu", Title: "Das Wetter", GUID: "g1"})
		same(t, "its page", is("known under another address", url+"-neu", WhyUnmatched, "Das Wetter").Page.URL, url)
		must(b.File(ctx, l, reading(p, "Das Quartier", "Text.", "Quartiere")))(t)
		f := is("filed", url, WhyClipped, "unter Quartiere abgelegt")
		same(t, "outlet", f.Outlet.Name, "Elbblatt")
		irrelevant := press.VerdictIrrelevant
		check(t, b.Review(ctx, f.Clipping.ID, "Quartiere", ReviewChange{Verdict: &irrelevant}))
		is("rejected", url, WhyRejected, "nicht relevant")
		check(t, b.write(ctx, "erase", func(ctx context.Context, c conn) error {
			_, err := c.exec(ctx, `INSERT INTO erased (key, erased_at) VALUES (?, ?)`, addressKey(url), b.Now().UnixMilli())
			return err
		}))
		is("erased", url, WhyErased, "gelöscht")
		_, err := b.Fate(ctx, "quatsch")
		wantErr(t, err, weburl.ErrAddress)
	})
}

// Whoever may not see a clipping is not told its headline either.
func TestFateOutOfSight(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		b.filed(t, b.claim(t, o), o, "eins", "Das Quartier", "Text", "Quartiere")
		same(t, "seen", must(b.Fate(t.Context(), o.URL+"eins"))(t).Page.Title, "Das Quartier")
		same(t, "out of sight", must(b.Fate(Within(t.Context(), []string{"Märkte"}), o.URL+"eins"))(t).Page.Title, "")
	})
}
