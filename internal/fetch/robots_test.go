package fetch

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRobots(t *testing.T) {
	cases := []struct {
		name, robots string
		yes, no      []string
	}{
		{"none", "", []string{"/", "/a"}, nil},
		{"page instead of rules", "<!doctype html><p>Nicht gefunden</p>", []string{"/a"}, nil},
		{"for all", "User-agent: *\nDisallow: /intern/", []string{"/", "/intern"}, []string{"/intern/", "/intern/a"}},
		{"empty disallow", "User-agent: *\nDisallow:", []string{"/a"}, nil},
		{"own group wins", "User-agent: *\nDisallow: /\n\nUser-agent: pressclip\nDisallow: /b", []string{"/a"}, []string{"/b"}},
		{"own group with version", "User-agent: PressClip/2.0\nDisallow: /b", []string{"/a"}, []string{"/b"}},
		{"not a longer name", "User-agent: pressclipper\nDisallow: /", []string{"/a"}, nil},
		{"not a shorter name", "User-agent: press\nDisallow: /", []string{"/a"}, nil},
		{"groups of one name together", "User-agent: pressclip\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: pressclip\nDisallow: /b", []string{"/c"}, []string{"/a", "/b"}},
		{"several names", "User-agent: x\nUser-agent: pressclip\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"other lines between names", "User-agent: pressclip\nCrawl-delay: 5\nSitemap: /s.xml\nUser-agent: x\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"longest decides", "User-agent: *\nDisallow: /a/b\nAllow: /a\nAllow: /a/b/c", []string{"/a", "/a/b/c"}, []string{"/a/b", "/a/b/d"}},
		{"a draw allows", "User-agent: *\nDisallow: /a\nAllow: /a", []string{"/a"}, nil},
		{"asterisk", "User-agent: *\nDisallow: /*/druck/\nDisallow: *.pdf", []string{"/druck/"}, []string{"/a/druck/b", "/a/b/druck/", "/x.pdf", "/x.pdf?y"}},
		{"end", "User-agent: *\nDisallow: /*.pdf$\nDisallow: /ab$", []string{"/x.pdf?y", "/abc"}, []string{"/x.pdf", "/x.pdf.pdf", "/ab"}},
		{"asterisk then end", "User-agent: *\nDisallow: /a*$", []string{"/b"}, []string{"/a", "/ab"}},
		{"overlap does not count twice", "User-agent: *\nDisallow: /ab*bc$", []string{"/abc"}, []string{"/abbc"}},
		{"query", "User-agent: *\nDisallow: /*?suche=", []string{"/suche="}, []string{"/?suche=a", "/b?suche="}},
		{"case of paths", "User-agent: *\nDisallow: /A", []string{"/a"}, []string{"/A"}},
		{"umlaut in the rule", "User-agent: *\nDisallow: /münchen", []string{"/m"}, []string{"/m%C3%BCnchen", "/m%c3%bcnchen"}},
		{"escaped letters", "User-agent: *\nDisallow: /%61b\nDisallow: /%7Ec", nil, []string{"/ab", "/%61%62", "/~c"}},
		{"escaped letters allowed as written", "User-agent: *\nDisallow: /\nAllow: /%61", []string{"/%61b"}, []string{"/a"}},
		{"escaped slash is another", "User-agent: *\nDisallow: /a%2Fb", []string{"/a/b"}, []string{"/a%2fb"}},
		{"escaped signs", "User-agent: *\nDisallow: /a%2A\nDisallow: /b%24", []string{"/ab", "/b"}, []string{"/a*", "/a%2A", "/b$"}},
		{"dollar inside", "User-agent: *\nDisallow: /a$b", []string{"/a"}, []string{"/a$b"}},
		{"comment and spaces", " User-Agent : * # alle\n\tdisallow\t:\t/a # hier", []string{"/"}, []string{"/a"}},
		{"line ends", "User-agent: *\rDisallow: /a\r\nDisallow: /b\n", []string{"/c"}, []string{"/a", "/b"}},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /a", []string{"/c"}, []string{"/a"}},
		{"misspelt", "useragent: *\ndissallow: /a", []string{"/c"}, []string{"/a"}},
		{"rule before a name", "Disallow: /\nUser-agent: *\nDisallow: /a", []string{"/c"}, []string{"/a"}},
		{"no colon", "User-agent *\nDisallow /a\nDisallow all of it", []string{"/b"}, []string{"/a"}},
		{"a colon at the end", "User-agent: *\nDisallow: /a:b", []string{"/a"}, []string{"/a:b"}},
		{"one bad line", "User-agent: *\nDisallow b c\n\x00\xff: :\nDisallow: /a", []string{"/b"}, []string{"/a"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := ParseRobots([]byte(c.robots))
			for _, p := range c.yes {
				if !r.Allowed(Token, p) {
					t.Errorf("%s is forbidden", p)
				}
			}
			for _, p := range c.no {
				if r.Allowed(Token, p) {
					t.Errorf("%s is allowed", p)
				}
			}
		})
	}
}

func TestRobotsCrawlDelayAndSitemaps(t *testing.T) {
	r := ParseRobots([]byte("Sitemap: https://zeitung.example/a.xml\nUser-agent: *\nCrawl-delay: 7\n\nUser-agent: pressclip\n" +
		"Crawl-delay: 1,5\nDisallow:\n\nUser-agent: x\nCrawl-delay: NaN\ncrawl-delay: -3\nUser-agent: z\nCrawl-delay: 1\nUser-agent: v\nCrawl-delay: 9\nsitemap: /b.xml\nSitemap:\nSitemap: /b.xml\n"))
	for agent, want := range map[string]time.Duration{"PRESSCLIP": 1500 * time.Millisecond, "y": 7 * time.Second, "x": 0, "z": time.Second, "v": 9 * time.Second} {
		if got := r.CrawlDelay(agent); got != want {
			t.Errorf("delay of %s is %v, want %v", agent, got, want)
		}
	}
	if got := r.Sitemaps(); !slices.Equal(got, []string{"https://zeitung.example/a.xml", "/b.xml"}) {
		t.Errorf("sitemaps %q", got)
	}
	if d := ParseRobots([]byte("User-agent: *\nCrawl-delay: 1e300")).CrawlDelay("x"); d <= 0 {
		t.Errorf("a huge delay became %v", d)
	}
}

// TestRobotsCorpus holds the matcher against cases collected elsewhere. Those marked google_only go beyond RFC 9309;
// they are counted, not required.
func TestRobotsCorpus(t *testing.T) {
	dir := os.Getenv("PRESSCLIP_TEST_CORPUS")
	if dir == "" {
		t.Skip("PRESSCLIP_TEST_CORPUS is not set")
	}
	data, err := os.ReadFile(filepath.Join(dir, "robots", "robots-cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Robots     string `json:"robots"`
		Bytes      []byte `json:"robots_base64"`
		Agent      string `json:"agent"`
		URL        string `json:"url"`
		Allowed    bool   `json:"allowed"`
		Name       string `json:"name"`
		GoogleOnly bool   `json:"google_only"`
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	passed := 0
	for i, c := range cases {
		robots := ParseRobots(append(c.Bytes, c.Robots...))
		if robots.Allowed(c.Agent, pathAsWritten(c.URL)) == c.Allowed {
			passed++
		} else if !c.GoogleOnly {
			t.Errorf("case %d %s: %s on %s: want allowed %v under %.300q", i, c.Name, c.Agent, c.URL, c.Allowed, c.Robots)
		}
	}
	t.Logf("%d of %d cases pass", passed, len(cases))
}

// pathAsWritten cuts an address without touching its encoding.
func pathAsWritten(raw string) string {
	_, rest, _ := strings.Cut(raw, "://")
	i := strings.IndexAny(rest, "/?")
	if i < 0 {
		return "/"
	}
	path, _, _ := strings.Cut(rest[i:], "#")
	return path
}

func TestTarget(t *testing.T) {
	for raw, want := range map[string]string{
		"https://a.example":            "/",
		"https://a.example/ü?ö#x":      "/%C3%BC?%C3%B6",
		"https://a.example/a%2fb?":     "/a%2Fb?",
		"https://a.example/a%2Fb?c=%C": "/a%2Fb?c=%C",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := target(u); got != want {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
}

func FuzzParseRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%C3%BC\nCrawl-delay: 2\nSitemap: /s.xml"), "/a?b")
	f.Add([]byte("\xef\xbbuser agent: pressclip\rdisalow: **$$\n"), "%")
	f.Add([]byte("User-agent: pressclip/1\nDisallow: /\nUser-agent:\nCrawl-delay: 1e99"), "/ü")
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		r := ParseRobots(data)
		if r.CrawlDelay(Token) < 0 {
			t.Error("negative delay")
		}
		if r.Allowed(Token, path) != r.Allowed(strings.ToUpper(Token), path) {
			t.Error("the case of the token matters")
		}
		for _, s := range r.Sitemaps() {
			if s == "" || strings.ContainsAny(s, "\r\n#") {
				t.Errorf("sitemap %q", s)
			}
		}
		if !r.Allowed(Token, "/a") && r.Allowed(Token, "/%61") && !bytes.Contains(data, []byte("%61")) {
			t.Error("an escaped letter opens a door")
		}
		forbidding := ParseRobots(append(slices.Clone(data), "\nUser-agent: pressclip\nDisallow: /\n"...))
		if len(r.groups) == 0 && forbidding.Allowed(Token, "/x") {
			t.Error("a group at the end is not seen")
		}
	})
}
