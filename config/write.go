package config

import (
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pressclip/internal/press"
)

// writer writes values as YAML that the reader reads as the same.
type writer struct {
	out strings.Builder
	// text decides how the text at a place is written; it may look different from what it is.
	text func(key, value string) string
}

// fields writes the keys of a struct. What is empty is left out if brief.
func (w *writer) fields(v reflect.Value, key string, indent int, brief bool) {
	t := v.Type()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name == "" || name == "-" || brief && empty(v.Field(i)) {
			continue
		}
		w.out.WriteString(strings.Repeat(" ", indent) + name + ":")
		w.value(v.Field(i), join(key, name), indent, brief)
	}
}

// value writes what stands behind a colon or a dash, to the end of its last line.
func (w *writer) value(v reflect.Value, key string, indent int, brief bool) {
	if s, ok := w.scalar(v, key); ok {
		w.out.WriteString(" " + s + "\n")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if empty(v) {
			w.out.WriteString(" {}\n")
			return
		}
		w.out.WriteString("\n")
		w.fields(v, key, indent+2, brief)
	case reflect.Slice:
		w.list(v, key, indent)
	case reflect.Map:
		w.mapping(v, key, indent)
	}
}

func (w *writer) list(v reflect.Value, key string, indent int) {
	if v.Len() == 0 {
		w.out.WriteString(" []\n")
		return
	}
	w.out.WriteString("\n")
	for i := range v.Len() {
		place := fmt.Sprintf("%s[%d]", key, i)
		dash := strings.Repeat(" ", indent+2) + "-"
		if s, ok := w.scalar(v.Index(i), place); ok {
			w.out.WriteString(dash + " " + s + "\n")
			continue
		}
		inner := writer{text: w.text}
		inner.fields(v.Index(i), place, indent+4, true)
		w.out.WriteString(dash + strings.TrimPrefix(inner.out.String(), strings.Repeat(" ", indent+3)))
	}
}

func (w *writer) mapping(v reflect.Value, key string, indent int) {
	if v.Len() == 0 {
		w.out.WriteString(" {}\n")
		return
	}
	w.out.WriteString("\n")
	names := make([]string, 0, v.Len())
	for _, name := range v.MapKeys() {
		names = append(names, name.String())
	}
	slices.Sort(names)
	for _, name := range names {
		w.out.WriteString(strings.Repeat(" ", indent+2) + quoted(name) + ":")
		w.value(v.MapIndex(reflect.ValueOf(name)), join(key, name), indent+2, false)
	}
}

func (w *writer) scalar(v reflect.Value, key string) (string, bool) {
	switch value := v.Interface().(type) {
	case time.Duration:
		return writeDuration(value), true
	case Age:
		return value.String(), true
	case netip.Prefix:
		return value.String(), true
	case time.Time:
		return value.Format(time.DateOnly), true
	case press.Recipient:
		return w.recipient(value, key), true
	case int:
		return strconv.Itoa(value), true
	case bool:
		return strconv.FormatBool(value), true
	}
	if v.Kind() == reflect.String {
		return w.text(key, v.String()), true
	}
	return "", false
}

func (w *writer) recipient(r press.Recipient, key string) string {
	if !r.List {
		return w.text(key, r.Address)
	}
	return "{address: " + quote(w.text(join(key, "address"), r.Address)) + ", list: true}"
}

// quote puts quotes around what is written without, as flow mappings need it.
func quote(written string) string {
	if strings.HasPrefix(written, "'") || strings.HasPrefix(written, `"`) {
		return written
	}
	return "'" + written + "'"
}

func empty(v reflect.Value) bool {
	return v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
}

var (
	bareWords = regexp.MustCompile(`^\pL[\pL\pN._/+@()-]*( [\pL\pN._/+@()-]*[\pL\pN)])*$`)
	bareURL   = regexp.MustCompile(`^https?://[A-Za-z0-9._~/?&=+%-]+$`)
	// reserved are words that some reader of YAML takes for something else than text.
	reserved = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", "unlimited"}
)

// plainText writes a text as itself: what looks like a variable is none.
func plainText(_, value string) string { return quoted(literal(value)) }

func literal(value string) string { return strings.ReplaceAll(value, "${", "$${") }

// Quoted is a text as YAML takes it in any place, also in lists in brackets.
func Quoted(s string) string { return quote(quoted(literal(s))) }

// quoted writes a text bare where nobody could take it for anything else, else in quotes.
func quoted(s string) string {
	switch {
	case bareURL.MatchString(s), bareWords.MatchString(s) && !slices.Contains(reserved, strings.ToLower(s)):
		return s
	case strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) || c == unicode.ReplacementChar || c == '\ufeff' }):
		return strconv.QuoteToASCII(s)
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
