package query

// Rule is a row of the language: a form, what it finds, and examples that parse.
type Rule struct {
	Key      string   // its description is in internal/locale under "query.rule.KEY"
	Form     string   // as it is written, with stand-ins
	Examples []string // each parses
}

// Language returns all that the language can say, in the order in which people learn it. The operators bind, from the
// loosest to the tightest: OR, AND (also unwritten), NOT, NEAR, a field.
func Language() []Rule {
	return []Rule{
		{"word", `wort`, []string{`Quartier`, `Bewohner*innen`, `L'Oréal`, `E-Mail`}},
		{"phrase", `"ein Satzteil"`, []string{`"neue Ankunftsquartiere"`, `„Wir mischen die Quartiere auf“`, `»Runder Tisch«`}},
		{"exact", `'Wort'`, []string{`'AufRuhr'`, `="Linke"`, `‚AufRuhr Magazin‘`}},
		{"prefix", `wort*`, []string{`Ankunfts*`, `"soziale Infra*"`}},
		{"ending", `*wort`, []string{`*quartier`}},
		{"middle", `*wort*`, []string{`*quartier*`}},
		{"compound", `~wort`, []string{`~Quartier`, `"neue ~Quartiere"`, `~Quartier NEAR/5 Integration`}},
		{"and", `A B`, []string{`Offenbach Integration`, `Offenbach AND Integration`, `Offenbach UND Integration`}},
		{"or", `A OR B`, []string{`Duisburg OR Bremerhaven`, `Duisburg ODER Bremerhaven`}},
		{"not", `NOT A`, []string{`Saalfeld NOT Fußball`, `Saalfeld NICHT Fußball`, `Saalfeld -Fußball`}},
		{"group", `( )`, []string{`(Duisburg OR Dresden) Ankunft*`}},
		{"near", `A NEAR/5 B`, []string{`Stiftung NEAR/5 Mercator`, `Quartier NAHE/10 (Teilhabe ODER "neue Nachbarn")`}},
		{"title", `title:`, []string{`title:Ankunftsort`, `title:(Ankunftsort OR Quartier)`}},
		{"lead", `lead:`, []string{`lead:"neues Zuhause"`}},
		{"author", `author:`, []string{`author:"Heike Hanhörster"`, `author:dpa`}},
		{"outlet", `outlet:`, []string{`outlet:Morgenpost`}},
	}
}
