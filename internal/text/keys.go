package text

// keys are what one form of a word is found under apart from how it is written. They are the same wherever the form
// stands, so they can be kept.
type keys struct {
	surface string   // folded; where wildcards look
	stems   []string // plain terms, one or more
}

// keysOf works out the keys of a form by the rules of a chain.
func keysOf(form, chain string) keys {
	surface := Fold(form)
	switch chain {
	case chainGerman:
		return keys{surface, stems(form, surface)}
	case chainEnglish:
		return keys{surface, english().stems(surface)}
	}
	return keys{surface, otherStems(form, surface)}
}

// partsOf returns the stems of the parts of a compound, with MarkPart, and nothing for other words.
func partsOf(form, surface, chain string) []string {
	if chain != chainGerman {
		return nil
	}
	return german().compound(form, surface)
}
