package extract

import (
	"strings"
	"testing"

	"pressclip/internal/press"
)

// TestLettersSetAsOne: letters that are set as one sign are spelled out in every field, so that their words are found.
func TestLettersSetAsOne(t *testing.T) {
	var body strings.Builder
	for _, who := range strings.Fields("Familien Rentnerinnen Studierende Geflüchtete Auszubildende Alleinstehende") {
		body.WriteString("<p>Wer für " + who + " eine Wohnung \ufb01nden will, muss o\ufb00en sein, sagt Ste\ufb00i Ho\ufb00. Im Stadtteil der " + who + " wird gebaut, wenn auch nur langsam.</p>")
	}
	page := "<html><head><title>Wohnung &#xFB01;nden</title><meta name=author content='Ste\ufb00i Ho\ufb00'></head><body><article><h1>Wohnung &#xFB01;nden</h1>" + body.String() + "</article></body></html>"
	got, err := Extract([]byte(page), "https://presse.example/wohnung", press.Selectors{})
	if err != nil {
		t.Fatal(err)
	}
	a := got.Article
	if a.Title != "Wohnung finden" || !strings.Contains(a.Text, "eine Wohnung finden will, muss offen sein, sagt Steffi Hoff") || strings.Contains(a.Title+a.Lead+a.Text+strings.Join(a.Authors, ""), "\xef\xac") || len(a.Authors) == 0 {
		t.Errorf("%+v", a)
	}
}
