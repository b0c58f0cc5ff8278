package text

// entry is what one form of a word is found under apart from how it is written. It is the same wherever the form
// stands, so it can be kept.
type entry struct {
	surface string   // folded; where wildcards look
	stems   []string // plain terms, one or more
	parts   []string // stems of the parts of a compound, with MarkPart; empty for other words
}

// entryOf works out the entry of a form by the rules of a chain.
func entryOf(form, chain string) entry {
	surface := Fold(form)
	return entry{surface: surface, stems: stems(surface)}
}
