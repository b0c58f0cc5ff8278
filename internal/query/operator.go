package query

import (
	"strconv"
	"strings"
)

func operatorName(chunk string) (sign, bool) {
	switch chunk {
	case "AND", "UND":
		return signAnd, true
	case "OR", "ODER":
		return signOr, true
	case "NOT", "NICHT":
		return signNot, true
	}
	return signEnd, false
}

var fieldNames = map[string]Field{
	"title": FieldTitle, "outlet": FieldOutlet, "author": FieldAuthor, "lead": FieldLead,
}

func fieldName(chunk string) (Field, string, bool) {
	name, _, ok := strings.Cut(chunk, ":")
	if !ok {
		return 0, "", false
	}
	f, known := fieldNames[name]
	return f, name, known
}

// nearName recognises NEAR and NAHE and returns what stands behind the slash.
func nearName(chunk string) (number string, ok bool) {
	if !strings.HasPrefix(chunk, "N") {
		return "", false
	}
	for _, name := range []string{"NEAR", "NAHE"} {
		rest, found := strings.CutPrefix(chunk, name)
		if !found {
			continue
		}
		if number, ok := strings.CutPrefix(rest, "/"); ok {
			return number, true
		}
		// NEAR alone, NEAR5 and NEAR:5 are meant as operators, NEARSHORING is a word.
		if strings.Trim(rest, ":=~0123456789") == "" {
			return "", true
		}
	}
	return "", false
}

func distance(number string, t token) (int, error) {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil && strings.Trim(number, "0123456789") == "" && number != "", err == nil && n > MaxDistance:
		return 0, fault(CodeNearFar, t.pos, t.text).instead(nearText(t.text, MaxDistance))
	case err != nil || number[0] == '+' || number[0] == '-':
		return 0, fault(CodeNearNumber, t.pos, t.text).instead(nearText(t.text, meantDistance(t.text)))
	case n < 1:
		return 0, fault(CodeNearFar, t.pos, t.text).instead(nearText(t.text, 1))
	}
	return n, nil
}

// nearText writes NEAR, or NAHE for those who wrote that.
func nearText(written string, n int) string { return written[:len("NEAR")] + "/" + strconv.Itoa(n) }

// meantDistance is the number in what somebody wrote for NEAR/5, or a usual one.
func meantDistance(written string) int {
	digits := strings.TrimFunc(written, func(r rune) bool { return r < '0' || r > '9' })
	if n, err := strconv.Atoi(digits); err == nil && n >= 1 && n <= MaxDistance {
		return n
	}
	return 5
}
