package archive

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// evidence is what the archive takes for a file; it does not look into it.
func evidence(what string) *Evidence {
	sum := sha256.Sum256([]byte(what))
	return &Evidence{URL: "https://elbblatt.example/" + what, At: time.UnixMilli(1772434800123).UTC(), SHA256: sum[:], WARC: []byte("WARC " + what + "\xff\x00|")}
}

// kept is what is kept of a clipping: the versions, and the file.
func (b *bed) kept(tb testing.TB, id int64) string {
	tb.Helper()
	var versions []string
	for _, e := range must(b.Evidence(tb.Context(), id))(tb) {
		versions = append(versions, fmt.Sprintf("%d %d", e.Version, e.Size))
	}
	var file bytes.Buffer
	if err := b.WriteEvidence(tb.Context(), id, &file); err != nil && (!errors.Is(err, press.ErrNotFound) || len(versions) > 0) {
		tb.Fatal(err)
	}
	return strings.Join(versions, ",") + " " + strings.ReplaceAll(file.String(), "\xff\x00", "")
}

// Every version keeps the first response that said it; what is no clipping keeps none.
func TestEvidence(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1"})
		p := b.pending(t, o)[0]
		file := func(text, what string, projects ...string) Filed {
			r := reading(p, "Das Quartier", text, projects...)
			r.Evidence = evidence(what)
			return must(b.File(ctx, l, r))(t)
		}
		same(t, "unmatched", file("Nichts", "null").ClippingID, 0)
		id := file("Erste Fassung", "eins", "Quartiere").ClippingID
		same(t, "new", b.kept(t, id), "1 12 WARC eins|")
		file("Erste Fassung", "noch einmal", "Quartiere")
		same(t, "read again", b.kept(t, id), "1 12 WARC eins|")
		file("Zweite Fassung", "zwei") // matches no longer, but changes the clipping
		same(t, "changed", b.kept(t, id), "1 12,2 12 WARC eins|WARC zwei|")
		e := must(b.Evidence(ctx, id))(t)[1]
		want := evidence("zwei")
		same(t, "evidence", fmt.Sprint(e.URL, e.At, e.SHA256, e.WARC), fmt.Sprint(want.URL, want.At, want.SHA256, []byte(nil)))

		// A reading that fails leaves nothing, and one without a response is no evidence.
		r := reading(p, "Das Quartier", "Dritte Fassung")
		r.Evidence = &Evidence{URL: o.URL, At: b.Now()}
		if _, err := b.File(ctx, l, r); err == nil {
			t.Error("evidence without a response was taken")
		}
		same(t, "version", must(b.Clipping(ctx, id))(t).Version, 2)
		wantErr(t, b.WriteEvidence(ctx, id+7, &bytes.Buffer{}), press.ErrNotFound)

		c := conn{b.writer, b.dialect}
		must(c.exec(ctx, `DELETE FROM clipping WHERE id = ?`, id))(t)
		same(t, "of what is gone", b.kept(t, id), " ")
	})
}

// Evidence begun later is kept from the next reading on; what a feed says is none.
func TestEvidenceLater(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		outlets := b.watch(t, []string{"Elbblatt", "Weserblatt"}, "Quartiere")
		o := outlets[0]
		l := b.claim(t, o)
		id := b.filed(t, l, o, "1", "Das Quartier", "Text", "Quartiere").ClippingID
		same(t, "without", b.kept(t, id), " ")
		// What another outlet says at the same address is no evidence of what this one said.
		other := outlets[1]
		away := b.claim(t, other)
		b.list(t, away, other, press.Candidate{URL: o.URL + "1"})
		r := reading(b.pending(t, other)[0], "Das Quartier", "Anders")
		r.Evidence = evidence("fremd")
		same(t, "filed with", must(b.File(ctx, away, r))(t).ClippingID, id)
		same(t, "of another outlet", b.kept(t, id), " ")

		r = reading(must(b.PageAt(ctx, o.ID, o.URL+"1"))(t), "Das Quartier", "Text")
		r.Evidence = evidence("später")
		must(b.File(ctx, l, r))(t)
		same(t, "later", b.kept(t, id), "1 15 WARC später|")

		b.list(t, l, o, press.Candidate{URL: o.URL + "2"})
		p := b.pending(t, o)
		r = reading(p[slices.IndexFunc(p, func(p Page) bool { return p.URL == o.URL+"2" })], "Das Quartier", "Kurz", "Quartiere")
		r.Partial, r.Fault, r.Evidence = true, &press.Fault{Code: press.FaultLogin, URL: r.URL}, evidence("Anmeldung")
		same(t, "partial", b.kept(t, must(b.File(ctx, l, r))(t).ClippingID), " ")
	})
}

func TestTerms(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		l := b.claim(t, o)
		id := b.filed(t, l, o, "1", "Das Quartier", "Text", "Quartiere").ClippingID
		same(t, "unknown", encode(must(b.Terms(ctx, id))(t)), "{}")
		want := press.Terms{Robots: press.RobotsNone, Directives: []string{"noarchive"}, TDM: press.TDMReserved, TDMFrom: press.TDMFile, TDMPolicy: "https://elbblatt.example/p"}
		r := reading(must(b.PageAt(ctx, o.ID, o.URL+"1"))(t), "Das Quartier", "Text")
		r.Terms = want
		same(t, "the same article", must(b.File(ctx, l, r))(t), Filed{ClippingID: id, Known: true})
		same(t, "terms", encode(must(b.Terms(ctx, id))(t)), encode(want))
	})
}

// Somebody may want an article that no keyword found; a keyword that finds it later says so beside it.
func TestFileByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere", "Märkte")[0]
		l := b.claim(t, o)
		b.list(t, l, o, press.Candidate{URL: o.URL + "1"})
		p := b.pending(t, o)[0]
		r := reading(p, "Der Hafen", "Text")
		r.Keep = true
		must(b.File(ctx, l, r))(t)
		same(t, "kept unmatched", must(b.UnmatchedKept(ctx))(t).Count, 1)
		said := func(id int64) string {
			var all []string
			for _, r := range must(b.Clipping(ctx, id))(t).Reviews {
				all = append(all, fmt.Sprintf("%s %v %v %s", r.Project, r.Keywords, r.ByHand, r.FiledBy))
			}
			return strings.Join(all, "; ")
		}
		r.ByHand = &ByHand{Project: "Märkte", Person: "eva"}
		filed := must(b.File(ctx, l, r))(t)
		same(t, "filed", filed, Filed{ClippingID: filed.ClippingID, New: true, Known: true, Changed: true})
		same(t, "by hand", said(filed.ClippingID), "Märkte [] true eva")
		same(t, "kept unmatched", must(b.UnmatchedKept(ctx))(t).Count, 0)

		at := must(b.LastChange(ctx))(t)
		r.ByHand.Person = "ali"
		must(b.File(ctx, l, r))(t)
		same(t, "again", fmt.Sprintf("%s, %d", said(filed.ClippingID), must(b.LastChange(ctx))(t)-at), "Märkte [] true eva, 0")

		again := reading(p, "Der Hafen", "Text", "Märkte", "Quartiere")
		must(b.File(ctx, l, again))(t)
		same(t, "found too", said(filed.ClippingID), "Märkte [Quartier*] true eva; Quartiere [Quartier*] false ")
		again.ByHand = &ByHand{Project: "Quartiere"}
		must(b.File(ctx, l, again))(t)
		same(t, "by nobody in particular", said(filed.ClippingID), "Märkte [Quartier*] true eva; Quartiere [Quartier*] true ")
	})
}
