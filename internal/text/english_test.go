package text

import "testing"

func TestEnglishStems(t *testing.T) {
	stem := func(word string) string { return english().stems(Fold(word))[0] }
	for _, p := range [][2]string{
		{"house", "houses"}, {"city", "cities"}, {"box", "boxes"}, {"class", "classes"}, {"church", "churches"}, {"woman", "women"},
		{"child", "children"}, {"government", "government's"}, {"government", "governments'"}, {"make", "making"}, {"plan", "planned"}, {"plan", "planning"},
		{"hope", "hoping"}, {"decide", "decided"}, {"decide", "deciding"}, {"try", "tried"}, {"study", "studies"}, {"agree", "agreed"},
		{"open", "opened"}, {"visit", "visiting"}, {"use", "using"}, {"go", "went"}, {"write", "written"}, {"speak", "spoke"}, {"run", "running"},
		{"crisis", "crises"}, {"police", "police's"}, {"change", "changing"}, {"big", "big"}, {"good", "better"}, {"pass", "passed"},
	} {
		if stem(p[0]) != stem(p[1]) {
			t.Errorf("%s and %s do not meet: %s, %s", p[0], p[1], stem(p[0]), stem(p[1]))
		}
	}
	for _, p := range [][2]string{
		{"plan", "plane"}, {"car", "care"}, {"university", "universe"}, {"organ", "organization"}, {"new", "news"}, {"king", "kin"}, {"thing", "thin"},
		{"bus", "bu"}, {"business", "busy"}, {"politics", "politic"}, {"hop", "hope"}, {"need", "nee"}, {"hundred", "hundr"}, {"work", "worker"},
		{"succeed", "succee"}, {"wed", "wedding"}, {"us", "use"},
	} {
		if stem(p[0]) == stem(p[1]) {
			t.Errorf("%s and %s meet: %s", p[0], p[1], stem(p[0]))
		}
	}
}

func TestChain(t *testing.T) {
	for language, want := range map[string]string{
		"": "de", "de": "de", "de-AT": "de", "DE_ch": "de", "en": "en", "en-GB": "en", "fr": "und", "tr-TR": "und", "und": "und", "nds": "und",
	} {
		if got := Chain(language); got != want {
			t.Errorf("Chain(%q) = %q, want %q", language, got, want)
		}
	}
	for _, name := range Chains() {
		if Chain(name) != name {
			t.Errorf("the chain of the language %s is %s", name, Chain(name))
		}
	}
}

// meetIn says whether a typed word finds a written one in a text of a language.
func meetIn(language, written, typed string) bool {
	found := map[string]bool{}
	for _, term := range Terms(written, language) {
		found[term.Text] = true
	}
	for _, stem := range Words(typed, language)[0].Parts[0].Stems {
		if found[stem] {
			return true
		}
	}
	return false
}

func TestOtherLanguages(t *testing.T) {
	for _, c := range []struct{ language, a, b string }{
		{"tr", "İstanbul", "istanbul"}, {"tr", "ISTANBUL", "istanbul"}, {"tr", "Iğdır", "igdir"}, {"tr", "IĞDIR", "ığdır"}, {"tr", "Türkiye", "Turkiye"},
		{"tr", "Müller", "Mueller"}, {"ar", "أحمد", "احمد"}, {"ar", "إسرائيل", "اسرائيل"}, {"ar", "مدرسة", "مدرسه"}, {"ar", "على", "علي"}, {"ar", "كـتاب", "كتاب"},
		{"ar", "كِتَابٌ", "كتاب"}, {"fa", "کتاب", "كتاب"}, {"fr", "École", "ecole"}, {"el", "Αθήνα", "αθηνα"}, {"el", "λόγος", "ΛΟΓΟΣ"}, {"pl", "Łódź", "lodz"},
		{"ru", "Москва", "москва"}, {"he", "שָׁלוֹם", "שלום"},
	} {
		if !meetIn(c.language, c.a, c.b) || !meetIn(c.language, c.b, c.a) {
			t.Errorf("%s: %s and %s do not meet", c.language, c.a, c.b)
		}
	}
	for _, c := range []struct{ language, a, b string }{
		{"ru", "мой", "мои"}, {"hi", "की", "का"}, {"ja", "が", "か"}, {"fr", "maison", "maisons"}, {"tr", "ev", "evler"},
	} {
		if meetIn(c.language, c.a, c.b) {
			t.Errorf("%s: %s and %s meet", c.language, c.a, c.b)
		}
	}
}

// Exact forms and surfaces are the same in every chain.
func TestExactInEveryChain(t *testing.T) {
	for _, chain := range Chains() {
		for _, want := range []string{"=Houses", "^houses"} {
			found := false
			for _, term := range Terms("Houses", chain) {
				found = found || term.Text == want
			}
			if !found {
				t.Errorf("%s: no term %s", chain, want)
			}
		}
	}
}
