package extract

import (
	"fmt"
	"testing"

	"pressclip/internal/press"
)

// TestNumbersInHeadlines holds that a number which is also a status makes no error page of an article.
func TestNumbersInHeadlines(t *testing.T) {
	page := `<!doctype html><html lang="de"><head><title>%[1]s</title></head><body><article><h1>%[1]s</h1>
<p>Dies ist die Geschichte einer Wohnung, und sie spielt wie jede andere in einem Ort am Fluss, an dem im Frühjahr viel geredet wird.</p>
<p>Diesmal geht es darum, wer dort die Stühle aufstellt, wenn am Abend die Nachbarn zusammenkommen und über den Sommer reden.</p></article></body></html>`
	for title, article := range map[string]bool{
		"Geschichte 404": true, "404 Wohnungen für den Hafen": true, "404": false, "404 – Hier ist nichts": false,
	} {
		_, err := Extract(fmt.Appendf(nil, page, title), "https://blatt.example/lokales/geschichte-12345.html", press.Selectors{})
		if (err == nil) != article {
			t.Errorf("%s: %v", title, err)
		}
	}
}
