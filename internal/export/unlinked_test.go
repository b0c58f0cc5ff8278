package export

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// unlinked are an article of a printed paper and one of the radio: no format may want an address of them.
func unlinked() []press.Hit {
	at := time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC)
	return []press.Hit{
		{ID: 7, Title: "Am Kai", Outlet: "Hafenbote", Medium: press.MediumPrint, Page: "B2", Published: at, FirstSeen: at},
		{ID: 8, Title: "Am Kai", Outlet: "Küstenfunk", Medium: press.MediumRadio, Programme: "Am Morgen", Published: at, FirstSeen: at},
	}
}

func TestUnlinked(t *testing.T) {
	for f, wanted := range map[Format][]string{
		RIS:    {"T2  - Hafenbote\r\nSP  - B2\r\n", "T2  - Am Morgen\r\nPB  - Küstenfunk\r\n"},
		BibTeX: {"pages        = {B2}", "journal      = {Am Morgen}", "publisher    = {Küstenfunk}"},
		CSL:    {`"container-title":"Hafenbote","page":"B2"`, `"type":"broadcast"`, `"container-title":"Am Morgen","publisher":"Küstenfunk"`},
		CSV:    {",B2,\r\n", ",,Am Morgen\r\n"},
		JSONL:  {`"page":"B2"`, `"programme":"Am Morgen"`},
		Atom:   {`<content type="text">S. B2</content>`, `<content type="text">Am Morgen</content>`},
	} {
		var out strings.Builder
		o := Options{Format: f, Location: berlin, Language: "de", Now: time.Unix(0, 0)}
		err := Write(&out, o, func(yield func(press.Hit, error) bool) {
			for _, h := range unlinked() {
				if !yield(h, nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		has(t, []byte(out.String()), wanted...)
		for _, link := range []string{"UR  - ", " url ", `"URL"`, `"url"`, "<link"} {
			if strings.Contains(out.String(), link) {
				t.Errorf("%s has a link:\n%s", f, out.String())
			}
		}
	}
}

func TestUnlinkedList(t *testing.T) {
	l := List{ID: "tag:x,2026:y", Title: "Presse", Language: "de", Location: berlin}
	for _, h := range unlinked() {
		l.Add(press.Clipping{ID: h.ID, Outlet: press.Outlet{Name: h.Outlet}, FirstSeen: h.FirstSeen, Article: press.Article{
			URL: "urn:uuid:00000000-0000-8000-8000-000000000000", Title: h.Title, Page: h.Page, Programme: h.Programme,
		}})
	}
	l.Lines[0].Text = "Ein Satz."
	for name, write := range map[string]func() ([]byte, error){"Atom": l.Atom, "RSS": l.RSS, "JSON": l.JSONFeed, "HTML": l.Fragment} {
		text, err := write()
		if err != nil {
			t.Fatal(err)
		}
		has(t, text, "S. B2", "Am Morgen", "Ein Satz.")
		for _, link := range []string{"urn:uuid", "<link></link>", "<link rel=\"alternate\"", `"url"`, "href"} {
			if strings.Contains(string(text), link) {
				t.Errorf("%s has a link:\n%s", name, text)
			}
		}
		if name == "JSON" && !json.Valid(text) {
			t.Errorf("no JSON: %s", text)
		}
	}
}
