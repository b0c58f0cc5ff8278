package locale

import (
	"fmt"
	"regexp"
	"strconv"
)

// verb is one placeholder of a text: which argument it takes, counted from 1, and how.
type verb struct {
	arg  int
	kind byte
}

var verbPattern = regexp.MustCompile(`%(?:\[(\d+)\])?(.)?`)

// verbsOf finds the placeholders of a text. Only %s, %d, %q and %v are allowed, with or without an index; "%%" is a
// per cent sign.
func verbsOf(text string) ([]verb, error) {
	var verbs []verb
	next := 1
	for _, m := range verbPattern.FindAllStringSubmatch(text, -1) {
		if m[2] == "%" && m[1] == "" {
			continue
		}
		if m[2] == "" || !allowedVerb(m[2]) {
			return nil, fmt.Errorf("unknown placeholder %q", m[0])
		}
		if m[1] != "" {
			n, err := strconv.Atoi(m[1])
			if err != nil || n < 1 {
				return nil, fmt.Errorf("bad index in %q", m[0])
			}
			next = n
		}
		verbs = append(verbs, verb{arg: next, kind: m[2][0]})
		next++
	}
	return verbs, nil
}

func allowedVerb(s string) bool { return s == "s" || s == "d" || s == "q" || s == "v" }

// arguments is how many arguments a text can take.
func arguments(verbs []verb) int {
	n := 0
	for _, v := range verbs {
		n = max(n, v.arg)
	}
	return n
}
