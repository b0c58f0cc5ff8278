package visit

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

func TestPageTerms(t *testing.T) {
	const none, free, meta, header = "unset", "free", "reserved meta", "reserved header"
	for _, c := range []struct {
		header, body string
		want         string
	}{
		{"", "<p>Ein Text über tdm-reservation.", none},
		{"1", "", header}, {" 1 ", "", header}, {"0", "", free + " header"}, {"10", "", none}, {"2", "", none},
		{"", `<a href="/vor-ort-im-netz">-</a><meta name="tdm-reservation" content="1">`, meta},
		{"", "\xff\xfe<\x00m\x00e\x00t\x00a\x00 \x00n\x00a\x00m\x00e\x00=\x00r\x00o\x00b\x00o\x00t\x00s\x00 \x00c\x00o\x00n\x00t\x00e\x00n\x00t\x00=\x00n\x00o\x00a\x00i\x00>\x00", none + " [noai]"},
		{"", "<", none}, {"", "<meta", none}, {"", "<metadata name=robots content=noai>", none}, {"", "<meta name=robots content=noai", none + " [noai]"},
		{"", `<meta name="tdm-reservation" content="1">`, meta}, {"", `<META CONTENT='1' NAME='TDM-Reservation'/>`, meta},
		{"", `<meta name=tdm-reservation content=1>`, meta}, {"", "<meta\n name=\"tdm-reservation\"\n content=\"1\" />", meta},
		{"", `<meta name="tdm-reservation" content="0">`, free + " meta"}, {"", `<meta name="tdm-reservation-x" content="1">`, none},
		{"", `<meta name="tdm-policy" content="1"><meta name="tdm-reservation">`, none},
		{"1", `<meta name="tdm-reservation" content="0">`, free + " meta"}, {"0", `<meta name="tdm-reservation" content="1">`, meta},
		{"1", `<meta name="tdm-policy" content="https://blatt.example/p">`, header + " https://blatt.example/h"},
		{"", `<meta content="https://blatt.example/p" name="tdm-policy"><meta name="tdm-reservation" content="1">`, meta + " https://blatt.example/p"},
		{"", `<meta name="robots" content="noindex, NOAI"><meta name="pressclip" content="max-snippet:-1,noai">`, none + " [noindex noai max-snippet:-1]"},
		{"x", `<meta name="googlebot" content="noindex">`, none + " [noarchive unavailable_after: 25 jun 2026 15:00:00 pst]"},
	} {
		resp := &fetch.Response{Header: http.Header{}, Body: []byte(c.body)}
		if c.header != "" {
			resp.Header.Set("TDM-Reservation", c.header)
		}
		if strings.Contains(c.want, "/h") {
			resp.Header.Set("TDM-Policy", "https://blatt.example/h")
		}
		if c.header == "x" {
			resp.Header["X-Robots-Tag"] = []string{"otherbot: noindex, nofollow", "pressclip: noarchive", "unavailable_after: 25 Jun 2026 15:00:00 PST"}
		}
		said := pageTerms(resp)
		got := strings.TrimSpace(fmt.Sprint(said.TDM, " ", said.TDMFrom))
		if said.TDMPolicy != "" {
			got += " " + said.TDMPolicy
		}
		if said.Directives != nil {
			got += fmt.Sprint(" ", said.Directives)
		}
		if got != c.want || said.Reserved() != strings.HasPrefix(c.want, "reserved") {
			t.Errorf("header %q, page %s: %s, want %s", c.header, c.body, got, c.want)
		}
	}
}

// market serves a page that no project wants.
func (w *world) market(path, head string) {
	w.text(path, "text/html", `<!doctype html><html lang="de"><head><title>Marktplatz</title>`+head+`</head><body><article><h1>Marktplatz</h1>
<p>Neue Steine liegen seit gestern vor dem Rathaus, und wer über den Platz geht, hört den Unterschied bei jedem Schritt deutlich.</p>
<p>Die Arbeiten dauern noch bis zum Herbst, sagt das Bauamt, und danach sollen dort wieder Bäume und Bänke für alle stehen.</p></article></body></html>`)
}

// What matched nothing is kept, if that is wanted and the page does not object.
func TestKeepUnmatched(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.visitor.Keep = true
	w.feed("/feed.xml", "/plain.html", "/meta.html", "/header.html", "/file.html", "/clip.html", "/away.html|Zoll|Kurz.")
	w.text("/.well-known/tdmrep.json", "application/json", `[{"location": "/file*", "tdm-reservation": 1}]`)
	w.market("/plain.html", `<meta name="robots" content="noindex">`)
	w.market("/meta.html", `<meta name="tdm-reservation" content="1">`)
	w.market("/header.html", "")
	w.market("/file.html", "")
	page := w.pages["/header.html"]
	w.puts("/header.html", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("tdm-reservation", "1")
		page(rw, r)
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
	w.market("/plain.html", "")
	w.visit()
	if kept, err := w.record.UnmatchedBefore(t.Context(), time.Time{}, 0, 10); err != nil || len(kept) > 0 {
		t.Errorf("kept although nothing is to be: %+v, %v", kept, err)
	}
}

// As long as a host does not let us know what it reserves, nothing is kept that matched nothing.
func TestKeepUnknown(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.visitor.Keep = true
	w.feed("/feed.xml", "/zoll.html")
	w.market("/zoll.html", "")
	w.status("/.well-known/tdmrep.json", http.StatusTooManyRequests)
	w.visit()
	kept, err := w.record.UnmatchedKept(t.Context())
	if n := w.times("/zoll.html"); err != nil || kept.Count != 0 || n != 1 {
		t.Errorf("kept %+v, %v; read %d times", kept, err, n)
	}
}
