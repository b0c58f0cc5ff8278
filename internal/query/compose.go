package query

import "strings"

// Parts are what people put a query together from without knowing the language: a word, several words that stand next to
// each other, or anything the language has a sign for.
type Parts struct {
	All, Any, None []string
	Near           [2]string
	Distance       int // of the two, in words
}

// usualDistance is that of two words for which none is given.
const usualDistance = 5

// Compose is the query that parts ask for, as String writes it. An error is the *Error of the first part that is no
// query; without a part that something has to be found by, its code is CodeEmptyKeyword.
func Compose(p Parts) (string, error) {
	all, err := nodes(p.All)
	if err != nil {
		return "", err
	}
	any, err := nodes(p.Any)
	if err != nil {
		return "", err
	}
	near, err := nodes(p.Near[:])
	if err != nil {
		return "", err
	}
	none, err := nodes(p.None)
	if err != nil {
		return "", err
	}
	if len(any) > 0 {
		all = append(all, join(true, any))
	}
	if len(near) == 2 {
		distance := p.Distance
		if distance < 1 {
			distance = usualDistance
		}
		near = []node{&nearness{near[0], near[1], min(distance, MaxDistance)}}
	}
	if all = append(all, near...); len(all) == 0 {
		return "", fault(CodeEmptyKeyword, 0, "")
	}
	if len(none) > 0 {
		all = append(all, &negation{join(true, none)})
	}
	text := (&Query{root: join(false, all)}).String()
	_, err = ParseKeyword(text) // what may not stand in NEAR, and what is too much
	return text, err
}

// nodes are the trees of parts, those that are empty left out.
func nodes(parts []string) (all []node, err error) {
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if strings.ContainsFunc(part, isSpace) && !strings.ContainsAny(part, `"„“”»«'‚‘’()=~*:/`) {
			part = `"` + part + `"`
		}
		q, err := ParseKeyword(part)
		if err != nil {
			return nil, err
		}
		all = append(all, q.root)
	}
	return all, nil
}
