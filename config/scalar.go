package config

import (
	"net/netip"
	"reflect"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// scalar fills v if it is of a type that is written as one word or number; false if it is not.
func (r *reader) scalar(n ast.Node, v reflect.Value, key string) bool {
	switch to := v.Addr().Interface().(type) {
	case *time.Duration:
		parseInto(r, n, key, to, parseDuration, "config.want_duration")
		return true
	case *Age:
		parseInto(r, n, key, to, parseAge, "config.want_age")
		return true
	case *netip.Prefix:
		parseInto(r, n, key, to, parseNetwork, "config.want_network")
		return true
	case *time.Time:
		parseInto(r, n, key, to, parseDay, "config.want_day")
		return true
	case *int:
		parseInto(r, n, key, to, strconv.Atoi, "config.want_number")
		return true
	case *bool:
		parseInto(r, n, key, to, parseBool, "config.want_bool")
		return true
	}
	if v.Kind() == reflect.String {
		if text, ok := r.text(n, key); ok {
			v.SetString(text)
		}
		return true
	}
	return false
}

func parseInto[T any](r *reader, n ast.Node, key string, to *T, parse func(string) (T, error), code string) {
	text, ok := r.raw(n, key)
	if !ok {
		r.fail(key, code)
		return
	}
	value, err := parse(text)
	if err != nil {
		r.fail(key, code)
		return
	}
	*to = value
}

// raw is a scalar of any kind as it is written, variables put in.
func (r *reader) raw(n ast.Node, key string) (string, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	case *ast.StringNode, *ast.LiteralNode:
		return r.text(n, key)
	}
	return "", false
}

// text is a text, variables put in. What YAML takes for a number or a truth value is none: it would have lost its
// form ("007", "1.10") before anybody saw it.
func (r *reader) text(n ast.Node, key string) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return r.expand(n.Value, key), true
	case *ast.LiteralNode:
		return r.expand(n.Value.Value, key), true
	case ast.ScalarNode:
		r.fail(key, "config.want_text", n.GetToken().Value)
	default:
		r.fail(key, "config.want_word")
	}
	return "", false
}

func parseBool(s string) (bool, error) {
	switch s {
	case "true", "True", "TRUE":
		return true, nil
	case "false", "False", "FALSE":
		return false, nil
	}
	return false, strconv.ErrSyntax
}

func parseDay(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) }

// parseNetwork reads a network such as 10.0.0.0/8, or a single address.
func parseNetwork(s string) (netip.Prefix, error) {
	if ip, err := netip.ParseAddr(s); err == nil {
		return ip.Prefix(ip.BitLen())
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}
