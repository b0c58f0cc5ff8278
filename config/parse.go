package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	maxDepth   = 40  // of lists and mappings within each other; a configuration has six
	maxAliases = 200 // places that repeat what stands elsewhere
)

// parse gives the tree of a file, or nil with the mistake noted; an empty file is nil without mistakes.
func (r *reader) parse(data []byte) ast.Node {
	if len(data) > maxFile {
		r.halt(1, 1, "config.too_large")
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		line, column := firstInvalid(data)
		r.halt(line, column, "config.encoding")
		return nil
	}
	if r.hostile(data); r.halted {
		return nil
	}
	file, err := parseYAML(data)
	if err != nil {
		r.syntax(err)
		return nil
	}
	var root ast.Node
	for i, doc := range file.Docs {
		if i > 0 {
			r.halt(markOf(doc).line, 1, "config.documents")
			return nil
		}
		root = doc.Body
	}
	return root
}

// parseYAML is the library's parser; should it panic, that is one more way to say that a file is no YAML.
func parseYAML(data []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

// hostile refuses, before the recursive parser sees them, files that are nested deeper than it can bear and those that
// repeat themselves too often.
func (r *reader) hostile(data []byte) {
	depth, run, aliases := 0, 0, 0
	for _, tk := range lexer.Tokenize(string(data)) {
		switch tk.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.AliasType:
			aliases++
		}
		switch tk.Type {
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			if run++; startsLine(tk) {
				run = 1
			}
		default:
			if startsLine(tk) {
				run = 0
			}
		}
		line, column := tk.Position.Line, tk.Position.Column
		switch {
		case depth > maxDepth || run > maxDepth:
			r.halt(line, column, "config.too_deep")
			return
		case aliases > maxAliases:
			r.halt(line, column, "config.too_many_aliases", maxAliases)
			return
		}
	}
}

func startsLine(tk *token.Token) bool {
	return tk.Prev == nil || tk.Prev.Position.Line != tk.Position.Line
}

// syntaxErrors maps how the library's messages begin to words that say what to do.
var syntaxErrors = []struct{ begin, code string }{
	{"found character '\t'", "config.syntax_tab"},
	{"found a tab character", "config.syntax_tab"},
	{"value is not allowed in this context", "config.syntax_value"},
	{"mapping value is not allowed", "config.syntax_colon"},
	{"could not find end character", "config.syntax_quote"},
	{"sequence end token", "config.syntax_bracket"},
	{"mapping end token", "config.syntax_bracket"},
	{"could not find flow map", "config.syntax_bracket"},
	{"',' or ']' must be specified", "config.syntax_bracket"},
	{"'@' is a reserved", "config.syntax_reserved"},
	{"'`' is a reserved", "config.syntax_reserved"},
	{"found unknown escape character", "config.syntax_escape"},
	{"unexpected key name", "config.syntax_key"},
	{"non-map value is specified", "config.syntax_key"},
}

func (r *reader) syntax(err error) {
	line, column, message := 1, 1, err.Error()
	var at interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &at) {
		message = at.GetMessage()
		if tk := at.GetToken(); tk != nil && tk.Position != nil {
			line, column = tk.Position.Line, max(tk.Position.Column, 1)
		}
	}
	for _, known := range syntaxErrors {
		if strings.HasPrefix(message, known.begin) {
			r.halt(line, column, known.code)
			return
		}
	}
	r.halt(line, column, "config.syntax", message)
}

func firstInvalid(data []byte) (line, column int) {
	line, column = 1, 1
	for len(data) > 0 {
		c, size := utf8.DecodeRune(data)
		if c == utf8.RuneError && size == 1 {
			break
		}
		if column++; c == '\n' {
			line, column = line+1, 1
		}
		data = data[size:]
	}
	return line, column
}
