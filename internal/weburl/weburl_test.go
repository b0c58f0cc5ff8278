package weburl

import (
	"errors"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"case", "HTTPS://Www.Example.DE/Pfad/Seite", "https://www.example.de/Pfad/Seite"},
		{"empty path", "https://example.de", "https://example.de/"},
		{"query without path", "https://example.de?id=1", "https://example.de/?id=1"},
		{"default port", "https://example.de:443/a", "https://example.de/a"},
		{"default port of the other scheme", "http://example.de:443/a", "http://example.de:443/a"},
		{"port with zeros", "http://example.de:0080/a", "http://example.de/a"},
		{"empty port", "http://example.de:/a", "http://example.de/a"},
		{"fragment", "https://example.de/a#ref=rss", "https://example.de/a"},
		{"user", "https://leser:geheim@example.de/a", "https://example.de/a"},
		{"trailing dot", "https://example.de./a", "https://example.de/a"},
		{"international name", "https://Müllers-Blatt.de/übersicht", "https://xn--mllers-blatt-dlb.de/%C3%BCbersicht"},
		{"sharp s stays itself", "https://straße.de/", "https://xn--strae-oqa.de/"},
		{"loopback", "http://127.0.0.1:8080/artikel/1", "http://127.0.0.1:8080/artikel/1"},
		{"IPv6", "http://[0:0::1]:80/", "http://[::1]/"},
		{"percent-encoding", "https://example.de/%7euser/%c3%bc/%2f", "https://example.de/~user/%C3%BC/%2F"},
		{"blank in path", " https://example.de/a b\n", "https://example.de/a%20b"},
		{"line break in path", "https://example.de/a\n\tb", "https://example.de/ab"},
		{"lone percent", "https://example.de/100%-rabatt", "https://example.de/100%25-rabatt"},
		{"backslash", `https:\\example.de\a`, "https://example.de/a"},
		{"dot segments", "https://example.de/a/./b/../c/..", "https://example.de/a/"},
		{"escaped dot segments", "https://example.de/a/%2E%2e/b", "https://example.de/b"},
		{"above the root", "https://example.de/../../a", "https://example.de/a"},
		{"empty segments", "https://example.de//a//b", "https://example.de//a//b"},
		{"utm", "https://example.de/a?utm_source=rss&UTM_Medium=x", "https://example.de/a"},
		{"tracking among others", "https://example.de/a?z=1&fbclid=abc&a=2&wt_mc=rss.ho", "https://example.de/a?z=1&a=2"},
		{"clicks and mails", "https://example.de/a?gclid=1&dclid=2&msclkid=3&mc_cid=4&mc_eid=5&xtor=6", "https://example.de/a"},
		{"reference that is one", "https://example.de/a?ref=rss&r=rss&source=newsletter", "https://example.de/a"},
		{"reference that may matter", "https://example.de/a?ref=main&source=archiv", "https://example.de/a?ref=main&source=archiv"},
		{"empty parameters", "https://example.de/a?&&x&", "https://example.de/a?x"},
		{"question mark alone", "https://example.de/a?", "https://example.de/a"},
		{"umlaut in parameter", "https://example.de/?ort=Köln&q=a%20b+c", "https://example.de/?ort=K%C3%B6ln&q=a%20b+c"},
		{"sign in path", "https://example.de/Entwurf/!5928990/", "https://example.de/Entwurf/!5928990/"},
		{"comma", "https://example.de/news,142489.html", "https://example.de/news,142489.html"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Canonical(c.in)
			if err != nil || got != c.want {
				t.Fatalf("Canonical(%q) = %q, %v; want %q", c.in, got, err, c.want)
			}
			if again, err := Canonical(got); err != nil || again != got {
				t.Errorf("Canonical of its result %q = %q, %v", got, again, err)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, in := range []string{
		"", "/a", "example.de/a", "mailto:redaktion@example.de", "javascript:void(0)", "ftp://example.de/a", "https://", "https:///a",
		"http://exa mple.de/", "http://example.de:0/", "http://example.de:99999/", "http://a..de/", "http://[::1/", "https:example.de",
		"https://example.de/" + strings.Repeat("a", 5000), "http://" + strings.Repeat("a.", 200) + "de/", "http://./",
	} {
		if got, err := Canonical(in); !errors.Is(err, ErrAddress) {
			t.Errorf("Canonical(%.60q) = %q, %v; want ErrAddress", in, got, err)
		}
	}
}

func TestKey(t *testing.T) {
	same := []string{
		"http://www.example.de/a/b?id=1", "https://example.de/a/b/?id=1#x", "https://example.de:443/a/b?id=1&utm_source=rss",
	}
	for _, s := range same {
		if Key(s) != Key(same[0]) || Key(s) == "" {
			t.Errorf("Key(%q) = %q, Key(%q) = %q; want the same", s, Key(s), same[0], Key(same[0]))
		}
	}
	for _, s := range []string{"https://example.de/a/b?id=2", "https://example.de/a/B?id=1", "https://blog.example.de/a/b?id=1", "nichts"} {
		if Key(s) == Key(same[0]) {
			t.Errorf("Key(%q) = Key(%q)", s, same[0])
		}
	}
	if k := Key("mailto:a@example.de"); k != "" {
		t.Errorf("key of no address: %q", k)
	}
}

// A page has other forms, and other pages have addresses that only look like them.
func TestKeyOfForms(t *testing.T) {
	const page = "https://www.example.de/lokales/rat-kauft-werk-4711.html"
	for _, s := range []string{
		"https://m.example.de/lokales/rat-kauft-werk-4711.html", "https://amp.example.de/lokales/rat-kauft-werk-4711.html",
		"https://mobil.example.de/lokales/rat-kauft-werk-4711.html/", "http://www.m.example.de/lokales/rat-kauft-werk-4711.html",
		page + "/amp", page + "/amp/", page + "/print", page + "?amp", page + "?amp=1", page + "?outputType=amp", page + "?print=true",
		page + "?druck=1&utm_source=rss", page + "?view=print", page + "?mobile=1#mitte",
		"https://www.example.de/lokales/rat-kauft-werk-4711.amp.html",
	} {
		if Key(s) != Key(page) {
			t.Errorf("Key(%q) = %q, want that of %q", s, Key(s), page)
		}
	}
	for _, s := range []string{
		page + "?amp=2", page + "?view=galerie", page + "?print=seite2", page + "/ampel", page + "/drucker", page + "?seite=2",
		"https://mm.example.de/lokales/rat-kauft-werk-4711.html", "https://blog.example.de/lokales/rat-kauft-werk-4711.html",
	} {
		if Key(s) == Key(page) {
			t.Errorf("Key(%q) is that of %q", s, page)
		}
		if Form(s) {
			t.Errorf("%q counts as a form", s)
		}
	}
	for a, b := range map[string]string{
		"https://m.de/x": "https://de/x", "https://m.co.uk/x": "https://co.uk/x", "https://example.de/amp": "https://example.de/",
		"https://example.de/print/": "https://example.de", "http://m.intern/x": "http://intern/x",
	} {
		if Key(a) == Key(b) || Key(a) == "" {
			t.Errorf("Key(%q) = %q is that of %q", a, Key(a), b)
		}
	}
}

func TestForm(t *testing.T) {
	for in, want := range map[string]bool{
		"https://example.de/a/amp/": true, "https://example.de/a?print=1": true, "https://example.de/a.amp.html": true, "https://m.example.de/a": false,
		"https://example.de/a/": false, "https://example.de/amp": false, "https://example.de/a?amp=2": false, "nichts": false,
	} {
		if Form(in) != want {
			t.Errorf("Form(%q) = %v", in, !want)
		}
	}
}

func TestPart(t *testing.T) {
	const page = "https://example.de/ticker"
	a := Part(page+"/?utm_source=rss#x", "Rat tagt – 20-Uhr-Stand: 3,5 %")
	if want := page + "/#pressclip:~:text=Rat%20tagt%20%E2%80%93%2020%2DUhr%2DStand%3A%203%2C5%20%25"; a != want {
		t.Errorf("part %q, want %q", a, want)
	}
	if again, err := Canonical(a); err != nil || again != a {
		t.Errorf("Canonical(%q) = %q, %v", a, again, err)
	}
	if Key(a) == Key(page) || Key(a) == Key(Part(page, "Rat vertagt sich")) || Key(a) != Key(Part("http://www.example.de/ticker", "RAT tagt –  20-Uhr-Stand: 3,5 %")) {
		t.Errorf("key of the part %q", Key(a))
	}
	if whole, part := Whole(a); whole != page+"/" || !part {
		t.Errorf("whole of the part: %q, %v", whole, part)
	}
	for _, s := range []string{page, page + "#:~:text=Rat", page + "#pressclip:~:text=", page + "#pressclip:~:text=a-b"} {
		if _, part := Whole(s); part || Key(s) != Key(page) {
			t.Errorf("%q counts as a part", s)
		}
	}
	if Part(page, " ") != "" || Part("nichts", "Rat") != "" || Part(Part(page, "Rat"), "Amt") != Part(page, "Amt") {
		t.Error("parts without a page or a headline, or of a part")
	}
	if long := Part(page, strings.Repeat("ü", 400)); Key(long) == "" || Key(long) == Key(page) {
		t.Errorf("part of a long headline: %q", long)
	}
	if Shape(a) != Shape(page+"/") {
		t.Errorf("shape of a part: %q", Shape(a))
	}
}

func TestSection(t *testing.T) {
	for in, want := range map[string]bool{
		"https://example.de/": true, "https://example.de/lokales/": true, "https://example.de/lokales/hamburg-mitte": true,
		"https://example.de/lokales/rat-kauft-altes-werk": false, "https://example.de/a/1": false, "https://example.de/index.php": false,
	} {
		if Section(in) != want {
			t.Errorf("Section(%q) = %v", in, !want)
		}
	}
}

func TestResolve(t *testing.T) {
	const base = "https://www.example.de/lokales/index.html?x=1"
	for _, c := range []struct{ ref, want string }{
		{"artikel/1", "https://www.example.de/lokales/artikel/1"},
		{"/a b", "https://www.example.de/a%20b"},
		{"//cdn.example.de/a", "https://cdn.example.de/a"},
		{"?seite=2", "https://www.example.de/lokales/index.html?seite=2"},
		{" http://anderswo.de/x ", "http://anderswo.de/x"},
		{"/100%", "https://www.example.de/100%25"},
		{"", "https://www.example.de/lokales/index.html?x=1"},
		{"mailto:a@example.de", ""}, {"javascript:void(0)", ""}, {"http://", ""}, {"tel:+49203123", ""},
	} {
		got, err := Resolve(base, c.ref)
		if got != c.want || (err != nil) != (c.want == "") || err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("Resolve(%q) = %q, %v; want %q", c.ref, got, err, c.want)
		}
	}
	if got, err := Resolve("", "/a"); err == nil {
		t.Errorf("relative to nothing: %q", got)
	}
}

func TestSameSite(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://www.example.de/", "http://amp.example.de/x", true},
		{"https://example.de/", "https://anderes.de/", false},
		{"https://a.co.uk/", "https://b.co.uk/", false},
		{"https://a.blogspot.com/", "https://b.blogspot.com/", false},
		{"http://127.0.0.1:8001/", "http://127.0.0.1:8001/x", true},
		{"http://127.0.0.1:8001/", "http://127.0.0.1:8002/", false},
		{"http://[::1]:8001/", "http://[::1]:8002/", false},
		{"http://localhost:8001/", "http://localhost:8002/", false},
		{"http://blatt.intern:81/", "http://www.intern:81/", false},
		{"http://presse.intern/", "https://presse.intern/", true},
		{"https://müller.de/", "https://www.xn--mller-kva.de/", true},
		{"nichts", "nichts", false},
	} {
		if got := SameSite(c.a, c.b); got != c.want {
			t.Errorf("SameSite(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestHost(t *testing.T) {
	for in, want := range map[string]string{
		"https://Example.de:443/a": "example.de", "http://example.de:8080/": "example.de:8080", "http://[::1]:81/": "[::1]:81", "x": "",
	} {
		if got := Host(in); got != want {
			t.Errorf("Host(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShape(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.de/": "/",
		"https://example.de/berlin/article242242744/feuer-in-lichterfelde-gefahr-gebannt.html": "/berlin/w#/slug.html",
		"https://example.de/news/2026-04/28/rat-entscheidet-ueber-neues-quartier":              "/news/w/nn/slug",
		"https://example.de/2026/05/wohnen-im-quartier.html":                                   "/yyyy/nn/w-w.html",
		"https://example.de/stories/3376705/":                                                  "/stories/#/",
		"https://example.de/lokales/":                                                          "/w/",
		"https://example.de/thema/klima":                                                       "/thema/w",
		"https://example.de/index.php?id=1&lang=de":                                            "/w.php?id&lang",
		"https://example.de/lokales/rat-kauft-das-alte-werk-id123456.html":                     "/lokales/slug#.html",
		"nichts": "",
	} {
		if got := Shape(in); got != want {
			t.Errorf("Shape(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"https://Müllers-Blatt.de:443/a/../%7eb?utm_source=x&y=%zz#f", "http://[::1%25eth0]:80//a?&ref=rss", `http:\\a\b`, "http://１.２.３.４/",
		"http://example.de./?%2e%2E", "http://xn--a/", "http://a/%2e./b", "http://ａ。ｂ/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Canonical(s)
		if err != nil {
			if !errors.Is(err, ErrAddress) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		again, err := Canonical(once)
		if err != nil || again != once {
			t.Fatalf("%q\nonce  %q\nagain %q, %v", s, once, again, err)
		}
		if Key(once) != Key(s) || !SameSite(once, s) || Host(once) == "" {
			t.Fatalf("%q and its canonical form %q differ in key, site or host", s, once)
		}
		Shape(s)
		if r, err := Resolve(once, "x"); err != nil || !SameSite(r, once) {
			t.Fatalf("cannot resolve against %q: %q, %v", once, r, err)
		}
	})
}
