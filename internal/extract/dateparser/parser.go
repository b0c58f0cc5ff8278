// Package dateparser stands in for the library of this name, which go-htmldate falls back on when it guesses dates.
// pressclip never lets it guess (see library.go one floor up), but the real one decodes its tables for 200 languages at
// the start of every program that links it: 160 ms and 40 MB of idle memory for nothing. It never parses anything.
package dateparser

import (
	"errors"

	"github.com/markusmobius/go-dateparser/date"
)

// ParserType names a way of parsing.
type ParserType uint8

// The ways of parsing.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
	RelativeTime
	NoSpacesTime
	Timestamp
	NegativeTimestamp
)

// PreferredDateSource says how an incomplete date is completed.
type PreferredDateSource uint8

// The ways of completing.
const (
	CurrentPeriod PreferredDateSource = iota
	Past
	Future
)

// Parser is a configured parser.
type Parser struct{ ParserTypes []ParserType }

// Configuration says how to parse.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Parse always fails.
func (*Parser) Parse(*Configuration, string, ...string) (date.Date, error) {
	return date.Date{}, errors.New("parse date: left to pressclip's own rules")
}
