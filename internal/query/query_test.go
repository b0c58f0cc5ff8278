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

// The right column is the one form of the query, which shows how it was understood.
func TestParse(t *testing.T) {
	for _, c := range [][2]string{
		{``, ``}, {`   `, ``}, {"\u200b\n", ``}, {`& – !a`, `a`}, {`🙂 a`, `a`},
		{`Quartier`, `Quartier`}, {`Haus,`, `Haus`}, {`Stadt & Land`, `Stadt AND Land`},
		{`a b`, `a AND b`}, {`a UND b`, `a AND b`}, {`a und b`, `a AND und AND b`},
		{`a ODER b`, `a OR b`}, {`a b OR c`, `a AND b OR c`}, {`a (b OR c)`, `a AND (b OR c)`}, {`(a b) c`, `a AND b AND c`},
		{`a NICHT b`, `a AND NOT b`}, {`a -b`, `a AND NOT b`}, {`-"b c"`, `NOT "b c"`}, {`a - b`, `a AND b`}, {`NOT (a OR b)`, `NOT (a OR b)`},
		{`NOT NOT a`, `NOT NOT a`}, {`Saalfeld-Beulwitz`, `Saalfeld-Beulwitz`},
		{`a NEAR/5 b`, `a NEAR/5 b`}, {`a NAHE/5 b c`, `a NEAR/5 b AND c`}, {`NOT a NEAR/2 b`, `NOT a NEAR/2 b`},
		{`a NEAR/3 (b OR "c d")`, `a NEAR/3 (b OR "c d")`}, {`a NEAR/3 b NEAR/4 c`, `a NEAR/3 b NEAR/4 c`},
		{`a NEAR/3 (b NEAR/4 c)`, `a NEAR/3 (b NEAR/4 c)`}, {`NEARSHORING`, `NEARSHORING`},
		{`„ein Wort“`, `"ein Wort"`}, {`»ein Wort«`, `"ein Wort"`}, {`“ein Wort”`, `"ein Wort"`}, {`"ein" "Wort"`, `"ein" AND "Wort"`},
		{`foo"bar baz"`, `foo AND "bar baz"`},
		{`'Wort'`, `'Wort'`}, {`‚Wort‘`, `'Wort'`}, {`›Wort‹`, `'Wort'`}, {`="Wort"`, `'Wort'`}, {`=„Wort“`, `'Wort'`}, {`='Wort'`, `'Wort'`},
		{`'AufRuhr Magazin'`, `'AufRuhr Magazin'`}, {`'L'Oréal' x`, `="L'Oréal" AND x`}, {`L'Oréal`, `L'Oréal`}, {`geht’s gut`, `geht’s AND gut`},
		{`Marx' Kapital`, `Marx AND Kapital`},
		{`Ankunft*`, `Ankunft*`}, {`*quartier`, `*quartier`}, {`*quartier*`, `*quartier*`}, {`über*`, `über*`}, {`Saalfeld-Beul*`, `Saalfeld-Beul*`},
		{`"soziale Infra*"`, `"soziale Infra*"`},
		{`Bewohner*innen`, `Bewohner*innen`}, {`Bewohner:innen`, `Bewohner:innen`}, {`Bewohner/-innen`, `Bewohner/-innen`},
		{`Bewohner_innen`, `Bewohner_innen`}, {`Bewohner(innen)`, `Bewohner*innen`}, {`Bürger*innen-Rat`, `Bürger*innen-Rat`},
		{`title:a`, `title:a`}, {`title: a`, `title:a`}, {`title:"a b"`, `title:"a b"`}, {`title:'A'`, `title:'A'`}, {`author:(a OR b)`, `author:(a OR b)`},
		{`-title:a`, `NOT title:a`}, {`title:a b`, `title:a AND b`}, {`title:(a NEAR/5 b)`, `title:(a NEAR/5 b)`}, {`outlet:Post lead:x`, `outlet:Post AND lead:x`},
		{`~Quartier`, `~Quartier`}, {`-~Quartier`, `NOT ~Quartier`}, {`title:~Quartier`, `title:~Quartier`}, {`(~Quartier) b`, `~Quartier AND b`},
		{`~Quartier NAHE/3 (a ODER ~b)`, `~Quartier NEAR/3 (a OR ~b)`}, {`"neue ~Quartiere"`, `"neue ~Quartiere"`}, {`~E-Mail`, `~E-Mail`},
		{`~Bewohner*innen`, `~Bewohner*innen`}, {`~Bewohner(innen)`, `~Bewohner*innen`}, {`~und`, `~und`}, {`~AND`, `~AND`}, {`,~Quartier,`, `~Quartier`},
		{`titel:a`, `titel:a`}, {`https://example.org/x`, `https://example.org/x`}, {`,AND x`, `"AND" AND x`},
		{"Quar\u00adtier", "Quar\u00adtier"}, {"Mu\u0308ller", "Mu\u0308ller"},
		{"Ge\ufb02üchtete", `Geflüchtete`}, {"\"o\ufb00ene Stadt\" '\ufb01nden' \ufb02u* *\ufb00en ~\ufb02ucht", `"offene Stadt" AND 'finden' AND flu* AND *ffen AND ~flucht`},
	} {
		q, err := Parse(c[0])
		if err != nil {
			t.Errorf("Parse(%s): %v", c[0], err)
			continue
		}
		if got := q.String(); got != c[1] {
			t.Errorf("Parse(%s) = %s, want %s", c[0], got, c[1])
		}
		again, err := Parse(q.String())
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Errorf("%s does not come back from its own text: %v, %v", c[0], again, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		text, code string
		pos        int
	}{
		{`a "b`, CodeUnclosedPhrase, 2}, {`"`, CodeUnclosedPhrase, 0}, {`a 'b c`, CodeUnclosedExact, 2}, {`="b`, CodeUnclosedExact, 0},
		{`(a`, CodeUnclosedGroup, 0}, {`(`, CodeUnclosedGroup, 0}, {`a)`, CodeUnopenedGroup, 1}, {`)`, CodeUnopenedGroup, 0}, {`ä ()`, CodeEmptyGroup, 3},
		{`""`, CodeEmptyQuotes, 0}, {`"!?"`, CodeEmptyQuotes, 0}, {`''`, CodeEmptyQuotes, 0},
		{`AND a`, CodeMissingLeft, 0}, {`a OR`, CodeMissingRight, 2}, {`a AND OR b`, CodeMissingRight, 2}, {`NOT`, CodeMissingRight, 0},
		{`(a OR )`, CodeMissingRight, 3}, {`title:`, CodeMissingRight, 0}, {`NEAR/5 b`, CodeMissingLeft, 0}, {`a NEAR/5`, CodeMissingRight, 2},
		{`a NEAR b`, CodeNearNumber, 2}, {`a NEAR5 b`, CodeNearNumber, 2}, {`a NAHE/x b`, CodeNearNumber, 2}, {`a NEAR/0 b`, CodeNearFar, 2},
		{`a NEAR/101 b`, CodeNearFar, 2}, {`a NEAR/99999999999999999999 b`, CodeNearFar, 2},
		{`a NEAR/5 (b c)`, CodeNearGroup, 2}, {`a NEAR/5 -b`, CodeNearGroup, 2}, {`a NEAR/5 title:b`, CodeNearField, 2},
		{`a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a NEAR/1 a`, CodeNearChain, 74},
		{`title:-a`, CodeFieldNot, 0}, {`title:NOT a`, CodeFieldNot, 0},
		{`ab*`, CodePrefixShort, 0}, {`*`, CodePrefixShort, 0}, {`ä*`, CodePrefixShort, 0}, {`*tor`, CodeEndingShort, 0}, {`*tor*`, CodeEndingShort, 0},
		{`Ankunft*quartier`, CodeStarInside, 0}, {`Bewohner*innen*`, CodeStarInside, 0}, {`op.de*`, CodeStarWords, 0}, {`"x ab*"`, CodePrefixShort, 3},
		{`~op.de`, CodeCompoundWord, 0}, {`a ~`, CodeCompoundWord, 2}, {`~ Quartier`, CodeCompoundWord, 0}, {`~"ein Satz"`, CodeCompoundWord, 0},
		{`~(a OR b)`, CodeCompoundWord, 0}, {`"a ~op.de"`, CodeCompoundWord, 3}, {`"xab* ab*"`, CodePrefixShort, 6},
		{`~Quartier*`, CodeCompoundStar, 0}, {`~*quartier`, CodeCompoundStar, 0}, {`~Ankunft*quartier`, CodeCompoundStar, 0}, {"a\xff", CodeNotText, 1},
		{`& – !`, CodeNoWords, 0}, {`🙂`, CodeNoWords, 0}, {` ???`, CodeNoWords, 0}, {`'Ankunft*'`, CodeExactSign, 0}, {`a ="neue ~Quartiere"`, CodeExactSign, 2},
		{`a OR OR b`, CodeMissingRight, 2}, {`a NEAR/5 (b OR NOT c)`, CodeNearGroup, 2}, {`(a NEAR/5 b`, CodeUnclosedGroup, 0},
		{strings.Repeat("a ", MaxWords+1), CodeTooManyWords, 2 * MaxWords}, {strings.Repeat("a", MaxLength+1), CodeTooLong, MaxLength},
		{strings.Repeat("(", 9999), CodeTooDeep, MaxDepth}, {strings.Repeat("NOT ", 4000) + "a", CodeTooDeep, 4 * MaxDepth},
		{strings.Repeat("title:", 4000) + "a", CodeTooDeep, 6 * MaxDepth},
	} {
		q, err := Parse(c.text)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%.40q) = %v, %v; want %s", c.text, q, err, c.code)
			continue
		}
		if e.Code != c.code || e.Pos != c.pos {
			t.Errorf("Parse(%.40q): %s at %d, want %s at %d", c.text, e.Code, e.Pos, c.code, c.pos)
		}
		for _, language := range locale.Languages() {
			said := locale.Text(language, "query."+e.Code, e.Args...)
			if said == "query."+e.Code || strings.Contains(said, "%!") || len(said) > 400 {
				t.Errorf("%s in %s: %s", e.Code, language, said)
			}
		}
	}
}

func TestKeywordMustSaySomething(t *testing.T) {
	for _, s := range []string{"", " ", "\u200b"} {
		var e *Error
		if _, err := ParseKeyword(s); !errors.As(err, &e) || e.Code != CodeEmptyKeyword {
			t.Errorf("ParseKeyword(%q): %v", s, err)
		}
	}
	if _, err := ParseKeyword("a"); err != nil {
		t.Error(err)
	}
}

// Every row of the table of the language has its words, and its examples parse and come back.
func TestLanguage(t *testing.T) {
	for _, rule := range Language() {
		if key := "query.rule." + rule.Key; !locale.Has(key) {
			t.Errorf("no words for %s", key)
		}
		for _, example := range rule.Examples {
			q, err := Parse(example)
			if err != nil || q.Plan("de") == nil {
				t.Errorf("%s: %v", example, err)
			}
		}
	}
}

// unshared is a plan with what it shares with others in its place.
func unshared(p Plan) Plan {
	switch p := p.(type) {
	case All:
		return All(each(p, unshared))
	case Any:
		return Any(each(p, unshared))
	case Not:
		return Not{unshared(p.Plan)}
	case In:
		return In{p.Fields, unsharedSpans(p.Spans)}
	}
	return p
}

func unsharedSpans(s Spans) Spans {
	switch s := s.(type) {
	case *Shared:
		return unsharedSpans(s.Spans)
	case Either:
		return Either(each(s, unsharedSpans))
	case Sequence:
		return Sequence(each(s, unsharedSpans))
	case Near:
		return Near{unsharedSpans(s.A), unsharedSpans(s.B), s.Distance}
	}
	return s
}

func each[T any](all []T, do func(T) T) []T {
	done := make([]T, len(all))
	for i, one := range all {
		done[i] = do(one)
	}
	return done
}

// A planner says the same of a query as the query itself, whatever it was asked before.
func TestPlanner(t *testing.T) {
	for _, chain := range text.Chains() {
		p := NewPlanner(chain)
		for range 2 {
			for _, rule := range Language() {
				for _, example := range append(rule.Examples, `Quartiere`, `"neue Quartiere"`, `E-Mail`, `"eine E-Mail"`) {
					q, err := Parse(example)
					if err != nil {
						t.Fatal(err)
					}
					if got, want := unshared(p.Plan(q)), q.Plan(chain); !reflect.DeepEqual(got, want) {
						t.Errorf("%s: %s: %#v, want %#v", chain, example, got, want)
					}
				}
			}
		}
		if p.Plan(&Query{}) != nil {
			t.Error("the empty query has a plan")
		}
	}
}

func TestPlan(t *testing.T) {
	both := []Field{FieldTitle, FieldText}
	title := []Field{FieldTitle}
	for _, c := range []struct {
		text string
		want Plan
	}{
		{``, nil},
		{`Häuser`, In{both, Term("haus")}},
		{`E-Mail`, In{both, Either{Sequence{Term("e"), Term("mail")}, Term("email")}}},
		{`"die Häuser"`, In{both, Sequence{Term("die"), Term("haus")}}},
		{`'die Häuser'`, In{both, Sequence{Term("=die"), Term("=Häuser")}}},
		{`'E-Mail'`, In{both, Sequence{Term("=E-"), Term("=Mail")}}},
		{`Müll*`, In{both, Prefix("^muell")}},
		{`*häuser`, In{both, Pattern{"^", "haeuser", true}}},
		{`*häuser*`, In{both, Pattern{"^", "haeuser", false}}},
		{`a -b`, All{In{both, Term("a")}, Not{In{both, Term("b")}}}},
		{`title:(a OR lead:b)`, Any{In{title, Term("a")}, In{[]Field{FieldLead}, Term("b")}}},
		{`title:(a NEAR/3 ("b c" OR d))`, In{title, Near{Term("a"), Either{Sequence{Term("b"), Term("c")}, Term("d")}, 3}}},
		{`"neue Infra*"`, In{both, Sequence{Term("neu"), Prefix("^infra")}}},
		{`10:30`, In{both, Sequence{Term("10"), Term("30")}}},
		{`Bewohner*innen`, In{both, Term("bewohner")}},
		{`~Häuser`, In{both, Either{Term("haus"), Term("~haus")}}},
		{`title:"neue ~Häuser"`, In{title, Sequence{Term("neu"), Either{Term("haus"), Term("~haus")}}}},
		{`~Bewohner*innen`, In{both, Either{Term("bewohner"), Term("~bewohner")}}},
		{`~E-Mail`, In{both, Either{
			Sequence{Either{Term("e"), Term("~e")}, Either{Term("mail"), Term("~mail")}}, Term("email"), Term("~email"),
		}}},
	} {
		q, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Plan("de"); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: plan %#v, want %#v", c.text, got, c.want)
		}
	}
}

// Any tree comes back from its text.
func TestStringRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		q := &Query{root: normal(randomTree(r, 4, false))}
		again, err := Parse(q.String())
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%s: %v, %v", q, again, err)
		}
	}
}

// normal flattens groups as Parse does.
func normal(n node) node {
	switch n := n.(type) {
	case *group:
		parts := make([]node, len(n.parts))
		for i, p := range n.parts {
			parts[i] = normal(p)
		}
		return join(n.or, parts)
	case *negation:
		return &negation{normal(n.part)}
	case *scope:
		return &scope{n.field, normal(n.part)}
	case *nearness:
		return &nearness{normal(n.a), normal(n.b), n.distance}
	}
	return n
}

// randomTree grows a tree; placed ones may stand beside NEAR.
func randomTree(r *rand.Rand, depth int, placed bool) node {
	switch k := r.IntN(9); {
	case depth == 0 || k < 3:
		return randomLeaf(r)
	case k < 5:
		return &group{true, []node{randomTree(r, depth-1, placed), randomTree(r, depth-1, placed), randomLeaf(r)}}
	case k == 5:
		return &nearness{randomTree(r, min(depth-1, 2), true), randomTree(r, min(depth-1, 2), true), 1 + r.IntN(MaxDistance)}
	case placed:
		return randomLeaf(r)
	case k == 6:
		return &negation{randomTree(r, depth-1, false)}
	case k == 7:
		return &scope{[]Field{FieldTitle, FieldLead, FieldAuthor, FieldOutlet}[r.IntN(4)], scoped(randomTree(r, depth-1, false))}
	}
	return &group{false, []node{randomTree(r, depth-1, false), randomTree(r, depth-1, false)}}
}

// scoped keeps a negation from standing directly behind a field, where it cannot be written.
func scoped(n node) node {
	if negation, ok := n.(*negation); ok {
		return scoped(negation.part)
	}
	return n
}

func randomLeaf(r *rand.Rand) node {
	leaves := []leaf{
		{kindWord, "Haus"}, {kindWord, "geht's"}, {kindWord, "Bewohner*innen"}, {kindWord, "und"}, {kindWord, "E-Mail"}, {kindPhrase, "AND so"},
		{kindPhrase, "a 'b' c*d"[:5]}, {kindExact, "L'Oréal"}, {kindExact, `a "b`}, {kindExact, "AufRuhr Magazin"}, {kindPrefix, "Ankunft"},
		{kindEnding, "quartier"}, {kindMiddle, "viertel"}, {kindWord, "10:30"}, {kindCompound, "Quartier"}, {kindCompound, "NEAR"},
		{kindPhrase, "neue ~Quartiere"},
	}
	l := leaves[r.IntN(len(leaves))]
	return &l
}

func TestWidened(t *testing.T) {
	for _, c := range [][2]string{
		{`Quartier`, `~Quartier`}, {`Quartier -Bau`, `~Quartier AND NOT Bau`}, {`title:(Quartier OR "am Hafen")`, `title:(~Quartier OR "am Hafen")`},
		{`author:Lind Quartier`, `author:Lind AND ~Quartier`}, {`Quartier NEAR/3 Tal`, `~Quartier NEAR/3 ~Tal`}, {`Bewohner*innen`, `~Bewohner*innen`},
		{``, ``}, {`~Quartier`, ``}, {`'Quartier'`, ``}, {`Quart*`, ``}, {`NOT a`, ``}, {`am`, ``}, {`10:30`, ``},
	} {
		q, err := Parse(c[0])
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if wider := q.Widened(); wider != nil {
			got = wider.String()
		}
		if got != c[1] {
			t.Errorf("%s: %s, want %s", c[0], got, c[1])
		}
	}
}

// BenchmarkParse reads what the help shows, and lowers it.
func BenchmarkParse(b *testing.B) {
	var queries []string
	for _, rule := range Language() {
		queries = append(queries, rule.Examples...)
	}
	for i := 0; b.Loop(); i++ {
		q, err := Parse(queries[i%len(queries)])
		if err != nil {
			b.Fatal(err)
		}
		q.Plan("de")
	}
}
