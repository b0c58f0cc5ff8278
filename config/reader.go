package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"pressclip/internal/press"
)

// maxValues bounds what a file may grow to by aliases within aliases.
const maxValues = 500_000

// reader fills Go values from a YAML tree, strictly, and notes every mistake with its place.
type reader struct {
	file    string
	env     func(string) (string, bool)
	errs    Errors
	anchors map[string]ast.Node
	marks   map[string]mark   // where each value stands, by its place in the configuration: "outlets[2].url"
	written map[string]string // what stood there before variables were put in
	failed  map[string]bool   // places with a mistake; a second one there would only follow from the first
	values  int
	halted  bool // the rest is not worth looking at
}

func newReader(file string, env func(string) (string, bool)) *reader {
	return &reader{
		file: file, env: env,
		anchors: map[string]ast.Node{}, marks: map[string]mark{}, written: map[string]string{}, failed: map[string]bool{},
	}
}

// result is nil or all mistakes.
func (r *reader) result(language string) error {
	if len(r.errs) == 0 {
		return nil
	}
	for _, e := range r.errs {
		e.language = language
	}
	r.errs.sort()
	return r.errs
}

// fail notes a mistake at a place of the configuration, or where the nearest thing around it stands.
func (r *reader) fail(key, code string, args ...any) {
	m, ok := r.marks[key]
	for around := key; !ok && around != ""; m, ok = r.marks[around] {
		around = around[:max(strings.LastIndexAny(around, ".["), 0)]
	}
	if !ok && r.file != "" {
		m = mark{line: 1, column: 1}
	}
	r.failAt(m.line, m.column, key, code, args...)
}

func (r *reader) failAt(line, column int, key, code string, args ...any) {
	if r.failed[key] {
		return
	}
	r.failed[key] = key != ""
	r.errs = append(r.errs, &Error{File: r.file, Line: line, Column: column, Key: key, Code: code, Args: args})
}

// halt notes a mistake beside which nothing else is worth saying.
func (r *reader) halt(line, column int, code string, args ...any) {
	r.halted, r.errs = true, nil
	r.failAt(line, column, "", code, args...)
}

// value fills v with what n says. Null says nothing.
func (r *reader) value(n ast.Node, v reflect.Value, key string) {
	if r.values++; r.values > maxValues && !r.halted {
		r.halt(1, 1, "config.too_large")
	}
	if r.halted {
		return
	}
	switch n := n.(type) {
	case nil, *ast.NullNode:
	case *ast.AnchorNode:
		r.value(n.Value, v, key)
		r.anchors[n.Name.GetToken().Value] = n.Value
	case *ast.AliasNode:
		if target := r.target(n, key); target != nil {
			r.value(target, v, key)
		}
	case *ast.TagNode:
		r.marks[key] = markOf(n)
		r.fail(key, "config.tag", n.GetToken().Value)
	default:
		r.marks[key] = markOf(n)
		r.fill(n, v, key)
	}
}

// target is what an alias stands for, nil if nothing before it has that name.
func (r *reader) target(n *ast.AliasNode, key string) ast.Node {
	name := n.Value.GetToken().Value
	target, ok := r.anchors[name]
	if !ok {
		m := markOf(n)
		r.failAt(m.line, m.column, key, "config.unknown_alias", "*"+name)
	}
	return target
}

func (r *reader) fill(n ast.Node, v reflect.Value, key string) {
	if r.scalar(n, v, key) {
		return
	}
	if to, ok := v.Addr().Interface().(*press.Recipient); ok {
		if _, isMap := n.(ast.MapNode); !isMap {
			to.Address, _ = r.text(n, key)
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		r.structure(n, v, key)
	case reflect.Slice:
		r.list(n, v, key)
	case reflect.Map:
		r.mapping(n, v, key)
	default:
		panic(fmt.Sprintf("config: %s is of a type that no file can say: %s", key, v.Type()))
	}
}

func (r *reader) list(n ast.Node, v reflect.Value, key string) {
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fail(key, "config.want_list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(sequence.Values), len(sequence.Values)))
	for i, member := range sequence.Values {
		place := fmt.Sprintf("%s[%d]", key, i)
		r.value(member, v.Index(i), place)
		if _, filled := r.marks[place]; !filled {
			if tk := member.GetToken(); tk != nil {
				r.marks[place] = markAt(tk)
			}
		}
	}
}

func (r *reader) structure(n ast.Node, v reflect.Value, key string) {
	pairs, ok := r.pairs(n, key)
	if !ok {
		return
	}
	fields := fieldsOf(v.Type())
	for _, p := range pairs {
		index, known := fields[p.name]
		place := join(key, p.name)
		if !known {
			r.unknownKey(p, place, fields)
			continue
		}
		r.marks[place] = markAt(p.key)
		r.value(p.value, v.Field(index), place)
	}
}

func (r *reader) unknownKey(p pair, place string, fields map[string]int) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	line, column := p.key.Position.Line, p.key.Position.Column
	if near := closest(p.name, names); near != "" {
		r.failAt(line, column, place, "config.unknown_key_near", p.name, near)
		return
	}
	r.failAt(line, column, place, "config.unknown_key", p.name)
}

func (r *reader) mapping(n ast.Node, v reflect.Value, key string) {
	pairs, ok := r.pairs(n, key)
	if !ok {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range pairs {
		member := reflect.New(v.Type().Elem()).Elem()
		place := join(key, p.name)
		r.marks[place] = markAt(p.key)
		r.value(p.value, member, place)
		v.SetMapIndex(reflect.ValueOf(p.name), member)
	}
}

// pair is one line of a mapping.
type pair struct {
	name  string
	key   *token.Token
	value ast.Node
}

// pairs lists a mapping: what it says itself, then what it takes over by << and does not say itself.
func (r *reader) pairs(n ast.Node, key string) ([]pair, bool) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.fail(key, "config.want_mapping")
		return nil, false
	}
	var own, merged []pair
	first := map[string]int{}
	for it := m.MapRange(); it.Next(); {
		k := it.Key()
		if k.IsMergeKey() {
			merged = append(merged, r.merged(it.Value(), key)...)
			continue
		}
		p := pair{name: keyName(k), key: keyToken(k), value: it.Value()}
		if line, twice := first[p.name]; twice {
			r.failAt(p.key.Position.Line, p.key.Position.Column, join(key, p.name), "config.key_twice", p.name, line)
			continue
		}
		first[p.name] = p.key.Position.Line
		own = append(own, p)
	}
	for _, p := range merged {
		if _, said := first[p.name]; !said {
			first[p.name] = p.key.Position.Line
			own = append(own, p)
		}
	}
	return own, true
}

// merged lists what stands behind <<: a mapping, an alias of one, or a list of these.
func (r *reader) merged(n ast.Node, key string) []pair {
	if r.values++; r.values > maxValues {
		return nil
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		defer func() { r.anchors[n.Name.GetToken().Value] = n.Value }()
		return r.merged(n.Value, key)
	case *ast.AliasNode:
		if target := r.target(n, key); target != nil {
			return r.merged(target, key)
		}
		return nil
	case *ast.SequenceNode:
		var all []pair
		for _, member := range n.Values {
			all = append(all, r.merged(member, key)...)
		}
		return all
	}
	pairs, _ := r.pairs(n, key)
	return pairs
}

func keyToken(k ast.MapKeyNode) *token.Token {
	if explicit, ok := k.(*ast.MappingKeyNode); ok && explicit.Value != nil {
		return explicit.Value.GetToken()
	}
	return k.GetToken()
}

func keyName(k ast.MapKeyNode) string { return keyToken(k).Value }

// fieldsOf is where a struct keeps each key of the YAML.
func fieldsOf(t reflect.Type) map[string]int {
	fields := map[string]int{}
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name != "-" {
			fields[name] = i
		}
	}
	return fields
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
