package charset

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const german = "Die Brücke über den Fluß „bleibt“ gesperrt – Anwohner müssen länger warten, sagt Bürgermeisterin Özlem Jäger. "

func in(t *testing.T, name, text string) string {
	t.Helper()
	e, _ := charset.Lookup(name)
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestUTF8(t *testing.T) {
	page := func(head, text string) string {
		return "<!doctype html><html><head>" + head + "<title>x</title></head><body><p>" + text + "</p></body></html>"
	}
	latin := in(t, "windows-1252", german)
	russian := strings.Repeat("Мост через реку останется закрытым до конца лета, сообщила администрация города. ", 5)
	cp1251 := in(t, "windows-1251", russian)
	polish := "Most będzie zamknięty do września, mówią mieszkańcy Łodzi. "
	cp1250 := in(t, "windows-1250", polish)
	meta := func(name string) string { return `<meta charset="` + name + `">` }
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	wide := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	japanese := "橋は夏の終わりまで閉鎖される"
	cases := []struct{ name, header, body, want string }{
		{"UTF-8, said nowhere", "text/html", page("", german), page("", german)},
		{"UTF-8 called latin", "text/html; charset=iso-8859-1", page(meta("iso-8859-1"), german), page(meta("iso-8859-1"), german)},
		{"one UTF-8 word called latin", "text/html; charset=iso-8859-1", page("", "Köln"), page("", "Köln")},
		{"mark over header", "text/html; charset=iso-8859-1", "\xef\xbb\xbf" + page("", german), page("", german)},
		{"header", "text/html; charset=ISO-8859-1", page("", latin), page("", german)},
		{"header over meta", "text/html; charset=windows-1252", page(meta("windows-1251"), latin), page(meta("windows-1251"), german)},
		{"meta", "text/html", page(meta("latin1"), latin), page(meta("latin1"), german)},
		{"meta far down", "text/html", page("<style>"+strings.Repeat("p{margin:0}", 900)+"</style>"+meta("windows-1250"), cp1250), page("<style>"+strings.Repeat("p{margin:0}", 900)+"</style>"+meta("windows-1250"), polish)},
		{"meta, the old way", "", page(`<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">`, cp1250), page(`<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">`, polish)},
		{"XML declaration", "", `<?xml version="1.0" encoding="windows-1250"?>` + page("", cp1250), `<?xml version="1.0" encoding="windows-1250"?>` + page("", polish)},
		{"latin called UTF-8", "text/html; charset=utf-8", page(meta("utf-8"), latin), page(meta("utf-8"), german)},
		{"latin called UTF-8 by the header only", "text/html; charset=utf-8", page(meta("windows-1250"), cp1250), page(meta("windows-1250"), polish)},
		{"latin, said nowhere", "text/html", page("", latin), page("", german)},
		{"one short latin word", "text/html", page("", "K\xf6ln"), page("", "Köln")},
		{"Russian, said nowhere", "text/html", page("", cp1251), page("", russian)},
		{"UTF-8 with a stranger", "text/html; charset=utf-8", page("", strings.Repeat(german, 3)+"K\xf6ln"), page("", strings.Repeat(german, 3)+"Köln")},
		{"UTF-16 with mark", "text/html", "\xff\xfe" + wide(le.NewEncoder(), page("", german)), page("", german)},
		{"UTF-16, other way round", "text/html", "\xfe\xff" + wide(be.NewEncoder(), page("", german)), page("", german)},
		{"UTF-16 without mark", "text/html", wide(le.NewEncoder(), page("", german)), page("", german)},
		{"UTF-16 without mark, other way round", "", wide(be.NewEncoder(), page("", german)), page("", german)},
		{"UTF-32 with mark", "", wide(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewEncoder(), page("", german)), page("", german)},
		{"UTF-32 without mark", "", wide(utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM).NewEncoder(), page("", german)), page("", german)},
		{"UTF-8 called UTF-16", "text/html; charset=utf-16", page("", german), page("", german)},
		{"seven bits", "text/html; charset=iso-2022-jp", page("", in(t, "iso-2022-jp", japanese)), page("", japanese)},
		{"label nobody knows", "text/html; charset=none", page("", latin), page("", german)},
		{"label that erases", "text/html; charset=hz-gb-2312", page("", latin), page("", german)},
		{"header in ruins", "text/html; charset=windows-1250; charset=windows-1250;;", page("", cp1250), page("", polish)},
		{"declared in the text", "text/html", "<body>" + meta("windows-1251") + latin, "<body>" + meta("windows-1251") + german},
		{"XML declaration, the other quotes", "", `<?xml encoding='windows-1250'?>` + page("", cp1250), `<?xml encoding='windows-1250'?>` + page("", polish)},
		{"empty", "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := string(UTF8([]byte(c.body), c.header)); got != c.want {
				t.Errorf("got  %.400q\nwant %.400q", got, c.want)
			}
		})
	}
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte("<meta charset=utf-16><p>\xe4"), "text/html; charset=koi8-r")
	f.Add([]byte("<?xml encoding='"), "charset=\"")
	f.Add([]byte("\xff\xfea"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got := UTF8(body, contentType)
		if len(got) > 4*len(body)+8 {
			t.Errorf("%d bytes became %d", len(body), len(got))
		}
	})
}
