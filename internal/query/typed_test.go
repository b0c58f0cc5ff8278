package query

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pressclip/internal/locale"
	"pressclip/internal/text"
)

// What is proposed instead of a text that is no query.
func TestProposal(t *testing.T) {
	for _, c := range [][2]string{
		{`a "b c`, `a "b c"`}, {`„neue Quartiere UND Saalfeld`, `„neue Quartiere“ UND Saalfeld`}, {`title:(»Runder Tisch)`, `title:(»Runder Tisch«)`},
		{`a "`, `a`}, {`"`, ``}, {`a 'b c`, `a 'b c'`}, {`="Linke`, `="Linke"`}, {`‚Linke`, `‚Linke‘`}, {`""`, ``}, {`a "" b`, `a b`}, {`'!' b`, `b`},
		{`(a OR b`, `(a OR b)`}, {`((a`, `((a))`}, {`a) b`, `a b`}, {`a ()`, `a`}, {`(a OR )`, `(a)`}, {`(a OR`, `(a)`}, {`(`, ``},
		{`AND a`, `a`}, {`a ODER`, `a`}, {`a AND OR b`, `a OR b`}, {`NOT`, `"NOT"`}, {`title:`, `title`}, {`a title:`, `a`}, {`NEAR/5 b`, `b`},
		{`a NEAR b`, `a NEAR/5 b`}, {`a NAHE7 b`, `a NAHE/7 b`}, {`a NAHE/x b`, `a NAHE/5 b`}, {`a NEAR/0 b`, `a NEAR/1 b`}, {`a NEAR/500 b`, `a NEAR/100 b`},
		{`a NEAR/5 (b c)`, `a NEAR/5 b AND a NEAR/5 c`}, {`x OR a NEAR/5 (b c)`, `x OR (a NEAR/5 b AND a NEAR/5 c)`}, {`a NEAR/5 -b`, `NOT a NEAR/5 b`},
		{`c a NAHE/5 NICHT b`, `c (NOT a NEAR/5 b)`}, {`a NEAR/5 (b -title:c)`, `a NEAR/5 b AND NOT title:(a NEAR/5 c)`},
		{`a NEAR/5 title:b`, `title:(a NEAR/5 b)`}, {`a NEAR/5 (a b c d e f g h i j k l m)`, `a AND (a b c d e f g h i j k l m)`},
		{`a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a`, `a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a AND a`},
		{`title:-a`, `-title:a`}, {`title:NICHT a`, `NICHT title: a`}, {`ab* c`, `ab c`}, {`* c`, `c`}, {`*`, ``}, {`*tor`, `~tor`}, {`*tor*`, `~tor`},
		{`Ankunft*quartier`, `Ankunft*`}, {`A*quartier`, `A quartier`}, {`z.B.*`, `z B`}, {`op.dequartier*`, `op dequartier*`}, {`"x ab*"`, `"x ab"`}, {`Bewohner*innen*`, `Bewohner*`},
		{`~op.de`, `~op ~de`}, {`~ Quartier`, `~Quartier`}, {`~"neue Quartiere" b`, `"~neue ~Quartiere" b`}, {`a ~`, `a`}, {`~(a OR b)`, `(a OR b)`}, {`~Quart*`, `~Quart`},
		{`'Ankunft*' b`, `Ankunft* b`}, {`="neue ~Quartiere"`, `"neue ~Quartiere"`}, {"a\xffb", `a b`}, {`???`, ``},
		{strings.Repeat("a ", MaxWords+1), ``}, {strings.Repeat("(", 90) + "a", `a`},
	} {
		_, err := Parse(c[0])
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s is a query: %v", c[0], err)
			continue
		}
		got := e.Proposal(c[0])
		if got != c[1] {
			t.Errorf("%.60s: proposed %s, want %s", c[0], got, c[1])
		}
		if q, err := Parse(got); got != "" && (err != nil || q.root == nil) {
			t.Errorf("%s: the proposal %s does not parse: %v", c[0], got, err)
		}
	}
}

func TestHints(t *testing.T) {
	for _, c := range [][3]string{
		{`Saalfeld oder Rudolstadt`, HintOperator, `Saalfeld ODER Rudolstadt`}, {`a and b`, HintOperator, `a AND b`}, {`nicht a`, HintOperator, `NICHT a`},
		{`a near/5 b`, HintOperator, `a NEAR/5 b`}, {`a || b`, HintSign, `a OR b`}, {`a !b`, HintSign, `a -b`},
		{`titel:Ankunft`, HintField, `title:Ankunft`}, {`Autor: dpa`, HintField, `author: dpa`}, {`Title:a`, HintField, `title:a`}, {`https://example.org/x`, HintAddress, ``},
		{`Hochwasser Oder 2026`}, {`oder`}, {`a oder`}, {`"a oder b"`}, {`Bewohner:innen`}, {`10:30`}, {`a & b`}, {`(`}, {`a b`}, {`'a' und`},
	} {
		hints := Hints(c[0])
		if c[1] == "" {
			if len(hints) > 0 {
				t.Errorf("%s: %+v", c[0], hints)
			}
			continue
		}
		if len(hints) != 1 || hints[0].Code != c[1] || hints[0].Proposal != c[2] {
			t.Errorf("%s: %+v, want %s %s", c[0], hints, c[1], c[2])
			continue
		}
		if h := hints[0]; c[0][h.Pos:h.Pos+h.Len] != h.Args[0] || !locale.Has("query.hint."+h.Code) {
			t.Errorf("%s: %+v", c[0], h)
		}
	}
}

// Whatever is typed is a query that comes back from its text, or an error that says where and why, with a proposal
// that parses.
func TestTyped(t *testing.T) {
	pieces := strings.Fields(`Quartier Häuser AND UND OR ODER NOT NICHT und oder - ( ) ( ) " „ “ ' ‚ ‘ » « ="x NEAR/5 NAHE/3 NEAR NEAR/x NEAR/0 title: outlet:
		author: lead: titel: ab* Ankunft* *quartier *tor* ~Quartier ~ * ~op.de Bewohner*innen Bewohner:innen L'Oréal geht's 'Wort' , ; [ ] https://a.example/b 🙂 10:30
		1.000 –b !c || E-Mail Saalfeld-Beulwitz`)
	r := rand.New(rand.NewPCG(5, 6))
	parsed := 0
	for range 8000 {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(4) > 0 {
				b.WriteByte(' ')
			}
		}
		s := b.String()
		if checkTyped(t, s) {
			parsed++
		}
	}
	if parsed < 800 || parsed > 7200 {
		t.Errorf("%d of 8000 parsed: that says little", parsed)
	}
}

func checkTyped(t *testing.T, s string) bool {
	t.Helper()
	q, err := Parse(s)
	if err == nil {
		again, err := Parse(q.String())
		if err != nil || !reflect.DeepEqual(again, q) || !reflect.DeepEqual(again.Plan("de"), q.Plan("de")) {
			t.Fatalf("%q became %q and that %q, %v", s, q, again, err)
		}
		for _, h := range Hints(s) {
			if _, err := Parse(h.Proposal); err != nil || h.Pos+h.Len > len(s) {
				t.Fatalf("%q: hint %+v: %v", s, h, err)
			}
		}
		return true
	}
	var e *Error
	if !errors.As(err, &e) || e.Pos < 0 || e.Len < 0 || e.Pos+e.Len > len(s) {
		t.Fatalf("%q: %v %+v", s, err, e)
	}
	for _, language := range locale.Languages() {
		if said := locale.Text(language, "query."+e.Code, e.Args...); said == "query."+e.Code || strings.Contains(said, "(BADINDEX)") {
			t.Fatalf("%q: %s in %s: %s", s, e.Code, language, said)
		}
	}
	proposal := e.Proposal(s)
	if better, err := Parse(proposal); err != nil || better.root == nil && proposal != "" {
		t.Fatalf("%q: the proposal %q does not parse: %v", s, proposal, err)
	}
	if proposal == "" && len(s) < 300 && len(text.Words(strings.ToValidUTF8(s, ""), "")) > 0 {
		t.Fatalf("%q: no proposal", s)
	}
	return false
}

func FuzzParse(f *testing.F) {
	for _, rule := range Language() {
		for _, example := range rule.Examples {
			f.Add(example)
		}
	}
	for _, seed := range []string{`,AND`, `''a'`, `="'"a`, `a(in)b`, `title:,lead:x`, "a\u00ad*", `*in`, `'a"'b'`, `=‚a`, `-(-(a))`, `a*,`, "\u200b-a", `NEAR/3,`, `("`, `*-abcd`, `a̵*bcd`, `~'a'`, `-~a`, `~~a`, `"~a*in"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) { checkTyped(t, s) })
}
