package wording

import (
	"regexp"
	"strings"
)

// What a stamp is made of. Only stamps that stand by themselves, in a line or in brackets, are no news: a date within
// a sentence belongs to what it says.
const (
	months = `(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]*\.?`
	day    = `(?:\d{1,2}\.\s?(?:\d{1,2}\.|` + months + `)\s?(?:\d{4}|\d{2})?|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|` +
		`\d{1,2}\s` + months + `\s\d{4}|` + months + `\s\d{1,2},?\s\d{4})`
	clock   = `(?:\d{1,2}[:.]\d{2}(?::\d{2})?|\d{1,2}\s?uhr)`
	between = `(?:[\s,;|:–—-]|uhr|um|am|vom|den|at|on|h|cest|cet|mesz|mez|heute|gestern|today|yesterday|` +
		`(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|(?:mo|di|mi|do|fr|sa|so)\.)`
	label = `(?:stand|(?:zuletzt |erneut )?(?:aktualisiert|geändert|bearbeitet|veröffentlicht)|(?:letzte )?(?:aktualisierung|änderung)|` +
		`(?:last )?(?:updated?|modified)|published)`
	labelled = label + `(?:` + between + `|` + day + `|` + clock + `)*`
	dated    = between + `*` + day + `(?:` + between + `|` + day + `|` + clock + `)*`
	counted  = `(?:kommentare?|comments?|aufrufe?|views?|likes?|shares?|reaktion(?:en)?|mal geteilt|mal gelesen|leserbriefe?)`
	ago      = `(?:vor \d+ (?:sekunden?|minuten?|stunden?|tag(?:en)?)|\d+ (?:seconds?|minutes?|hours?|days?) ago)`
	reading  = `(?:lesezeit|lesedauer|reading time)\s*:?\s*(?:ca\.\s*)?\d+\s*(?:min(?:\.|uten?|utes?)?)?`
)

var (
	stampLine = regexp.MustCompile(`(?i)^[\s(|]*(?:` + labelled + `|` + dated + `|\d[\d.,\s]*\s?` + counted + `|` +
		counted + `\s*[:(]?\s*\d[\d.,]*|` + ago + `|` + reading + `)[\s).|]*$`)
	stampInside = regexp.MustCompile(`(?i)\s*\(\s*` + labelled + `\s*\)`)
)

// longestStamp bounds the lines that are looked at, in bytes.
const longestStamp = 120

// unstamped is a line without its stamp; empty, if it is nothing else.
func unstamped(line string) string {
	if len(line) <= longestStamp && stampLine.MatchString(line) {
		return ""
	}
	if !strings.Contains(line, "(") {
		return line
	}
	return stampInside.ReplaceAllString(line, "")
}
