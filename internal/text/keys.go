package text

// keys are what one form of a word is found under apart from how it is written. They are the same wherever the form
// stands, so they can be kept.
type keys struct {
	surface string   // folded; where wildcards look
	stems   []string // plain terms, one or more
	parts   []string // stems of the parts of a compound, with MarkPart; empty for other words
}

// keysOf works out the keys of a form by the rules of a chain.
func keysOf(form, chain string) keys {
	surface := Fold(form)
	switch chain {
	case chainGerman:
		return keys{surface: surface, stems: stems(form), parts: german().compound(form, surface)}
	case chainEnglish:
		return keys{surface: surface, stems: english().stems(surface)}
	}
	return keys{surface: surface, stems: otherStems(form, surface)}
}
