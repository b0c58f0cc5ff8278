package visit

import (
	"net/http"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

func TestReserved(t *testing.T) {
	for _, c := range []struct {
		header, body string
		want         bool
	}{
		{"", "<p>Ein Text über tdm-reservation.", false},
		{"1", "", true}, {" 1 ", "", true}, {"0", "", false}, {"10", "", false},
		{"", `<a href="/vor-ort-im-netz">-</a><meta name="tdm-reservation" content="1">`, true}, {"", `<meta name="tdm-reservation" content="1">`, true}, {"", `<META CONTENT='1' NAME='TDM-Reservation'/>`, true},
		{"", `<meta name=tdm-reservation content=1>`, true}, {"", "<meta\n name=\"tdm-reservation\"\n content=\"1\" />", true},
		{"", `<meta name="tdm-reservation" content="0">`, false}, {"", `<meta name="tdm-reservation-x" content="1">`, false},
		{"", `<meta name="tdm-policy" content="1"><meta name="tdm-reservation">`, false},
		{"", `<meta name="robots" content="noindex, noai">`, false},
	} {
		resp := &fetch.Response{Header: http.Header{}, Body: []byte(c.body)}
		if c.header != "" {
			resp.Header.Set("TDM-Reservation", c.header)
		}
		if got := reserved(resp); got != c.want {
			t.Errorf("header %q, page %s: %v", c.header, c.body, got)
		}
	}
}

// What matched nothing is kept, if that is wanted and the page does not object.
func TestKeepUnmatched(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.visitor.Keep = true
	w.feed("/feed.xml", "/plain.html", "/meta.html", "/header.html", "/clip.html", "/away.html|Zoll|Kurz.")
	other := func(path, head string) {
		w.text(path, "text/html", `<!doctype html><html lang="de"><head><title>Marktplatz</title>`+head+`</head><body><article><h1>Marktplatz</h1>
<p>Neue Steine liegen seit gestern vor dem Rathaus, und wer über den Platz geht, hört den Unterschied bei jedem Schritt deutlich.</p>
<p>Die Arbeiten dauern noch bis zum Herbst, sagt das Bauamt, und danach sollen dort wieder Bäume und Bänke für alle stehen.</p></article></body></html>`)
	}
	other("/plain.html", `<meta name="robots" content="noindex">`)
	other("/meta.html", `<meta name="tdm-reservation" content="1">`)
	other("/header.html", "")
	page := w.pages["/header.html"]
	w.put("/header.html", func(rw http.ResponseWriter) {
		rw.Header().Set("tdm-reservation", "1")
		page(rw)
	})
	w.article("/clip.html", "Ankunftsquartiere heute", "")
	w.status("/away.html", http.StatusForbidden)
	w.visit()
	kept, err := w.record.UnmatchedBefore(t.Context(), time.Time{}, 0, 10)
	if err != nil || len(kept) != 1 || kept[0].Article.URL != w.url+"/plain.html" || kept[0].Outlet.Name != "Talblick" {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if len(w.clippings()) != 1 {
		t.Errorf("clippings %+v", w.clippings())
	}

	w = newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.feed("/feed.xml", "/plain.html")
	other("/plain.html", "")
	w.visit()
	if kept, err := w.record.UnmatchedBefore(t.Context(), time.Time{}, 0, 10); err != nil || len(kept) > 0 {
		t.Errorf("kept although nothing is to be: %+v, %v", kept, err)
	}
}
