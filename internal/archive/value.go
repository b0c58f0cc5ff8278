package archive

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// millis is how a time is stored; NULL if it is zero.
func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

// key is what a row is found by where the text itself may be too long for an index.
func key(s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:keyLength]
}

const keyLength = 16

// addressKey is the key of a page's address.
func addressKey(url string) []byte {
	if k := weburl.Key(url); k != "" {
		return key(k)
	}
	return key(url)
}

// plain makes a text from outside one that both engines take: valid UTF-8 without NUL.
func plain(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", " ")
	}
	return s
}

// optional is how a text is stored that may not be there; NULL if it is empty.
func optional(s string) sql.NullString {
	return sql.NullString{String: plain(s), Valid: s != ""}
}

// list is JSON of a list, never null.
func list[T any](values []T) string {
	if len(values) == 0 {
		return "[]"
	}
	return encode(values)
}

// encode is JSON. The values of this package always have one.
func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("archive: " + err.Error())
	}
	return string(text)
}

func encodeFault(f *press.Fault) sql.NullString {
	if f == nil {
		return sql.NullString{}
	}
	return sql.NullString{String: encode(f), Valid: true}
}

func decodeFault(text sql.NullString) (*press.Fault, error) {
	if !text.Valid {
		return nil, nil
	}
	var f press.Fault
	return &f, json.Unmarshal([]byte(text.String), &f)
}

// decodeList leaves an empty list nil.
func decodeList[T any](text string, into *[]T) error {
	if text == "[]" {
		*into = nil
		return nil
	}
	if texts, ok := any(into).(*[]string); ok {
		if *texts = plainTexts(text); *texts != nil {
			return nil
		}
	}
	return json.Unmarshal([]byte(text), into)
}

// plainTexts reads a JSON list of texts without anything escaped, as nearly all are; nil for others.
func plainTexts(list string) []string {
	inside, begins := strings.CutPrefix(list, `["`)
	inside, ends := strings.CutSuffix(inside, `"]`)
	if !begins || !ends || strings.Contains(inside, `\`) {
		return nil
	}
	texts := strings.Split(inside, `","`)
	if strings.Count(inside, `"`) != 2*(len(texts)-1) {
		return nil
	}
	return texts
}

func nullBool(b *bool) sql.NullBool {
	if b == nil {
		return sql.NullBool{}
	}
	return sql.NullBool{Bool: *b, Valid: true}
}

func boolOf(b sql.NullBool) *bool {
	if !b.Valid {
		return nil
	}
	return &b.Bool
}

// nullable is NULL if b is nil.
func nullable(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}
