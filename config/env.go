package config

import (
	"net/url"
	"regexp"
	"strings"
)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expand puts in the variables of the environment: ${NAME} is the variable, $${ is the two characters ${ themselves.
// A variable within the user part of an address is a secret as it was given, so it is escaped as addresses need it.
func (r *reader) expand(s, key string) string {
	if !strings.Contains(s, "${") {
		return s
	}
	var out strings.Builder
	expanded := false
	for rest := s; rest != ""; {
		before, after, found := strings.Cut(rest, "${")
		if !found {
			out.WriteString(rest)
			break
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			out.WriteString(literal + "${")
			rest = after
			continue
		}
		out.WriteString(before)
		name, tail, closed := strings.Cut(after, "}")
		if !closed || !variableName.MatchString(name) {
			r.fail(key, "config.variable_name")
			return ""
		}
		value, ok := r.env(name)
		if !ok {
			r.fail(key, "config.variable_missing", name)
			return s
		}
		if strings.Contains(out.String(), "://") && strings.Contains(tail, "@") {
			value = strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
		}
		out.WriteString(value)
		expanded = true
		rest = tail
	}
	if expanded {
		r.written[key] = s
		if m, ok := r.marks[key]; ok {
			m.token = nil // offsets in what it became say nothing about the file
			r.marks[key] = m
		}
	}
	return out.String()
}
