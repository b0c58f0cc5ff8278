package query

// node is a part of the tree: *group, *negation, *nearness, *scope or *leaf.
type node interface{}

// group is two or more parts joined by and, or by or.
type group struct {
	or    bool
	parts []node
}

// negation is NOT.
type negation struct{ part node }

// nearness is NEAR.
type nearness struct {
	a, b     node
	distance int
}

// scope is a field before a word, phrase or group.
type scope struct {
	field Field
	part  node
}

// leaf is what is looked for.
type leaf struct {
	kind kind
	text string // without signs and quotes
}

type kind int

const (
	kindWord     kind = iota // wort
	kindPhrase               // "ein Satzteil"
	kindExact                // 'Wort'
	kindPrefix               // wort*
	kindEnding               // *wort
	kindMiddle               // *wort*
	kindCompound             // ~wort
)
