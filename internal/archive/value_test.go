package archive

import (
	"encoding/json"
	"slices"
	"testing"
)

// Lists of texts are read as by encoding/json.
func TestDecodeTexts(t *testing.T) {
	for _, list := range []string{
		`[]`, `[""]`, `["Hafen"]`, `["Hafen","Markt und Dom"]`, `["Hafen", "Markt"]`, `["\"Hafen\"","Markt"]`, `["a\",\"b"]`, `["Straße\n","\u00fc"]`, `["a",","]`, `[",",","]`, `["a","]`,
		`["a"`, `[`, `["]`, `["a"]]`, `null`, `["a",null]`, `["a",1]`,
	} {
		var got, want []string
		err, wrong := decodeList(list, &got), json.Unmarshal([]byte(list), &want)
		if (err == nil) != (wrong == nil) || err == nil && !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q, %v", list, got, err, want, wrong)
		}
	}
}
