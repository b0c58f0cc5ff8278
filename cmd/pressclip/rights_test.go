//go:build unix

package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/export"
)

const rightsConfig = `
web: {listen: "127.0.0.1:0"}
crawler: {delay: 0s, allow_networks: [127.0.0.0/8]}
extract_words: 12
evidence: true
retention: {unmatched: 30d}
mail: {from: presse@example.org, smtp: "folder:MAIL"}
outlets:
  - {name: Verweis, url: "PRESS/", feeds: ["PRESS/lnk.xml"], rights: link}
  - {name: Auszug, url: "PRESS/", feeds: ["PRESS/aus.xml"]}
  - {name: Volltext, url: "PRESS/", feeds: ["PRESS/vol.xml"], rights: fulltext, licence: {id: PMG 1, until: 2099-12-31}}
  - {name: Abgelaufen, url: "PRESS/", feeds: ["PRESS/alt.xml"], rights: fulltext, licence: {id: PMG 2, until: 2020-12-31}}
projects:
  - {name: Quartiere, keywords: ["Ankunftsquartier*"]}
digests:
  - {name: Woche, schedule: "0 7 * * *", projects: [Quartiere], to: [team@example.org]}
`

// longText is an article of so many words that stand nowhere else, all beginning alike.
func longText(prefix string, words int) string {
	var b strings.Builder
	b.WriteString("<p>Wo Ankunftsquartiere sind,")
	for i := range words {
		fmt.Fprintf(&b, " %s%04d", prefix, i)
		switch {
		case i%60 == 59:
			b.WriteString(" und.</p>\n<p>Auch in")
		case i%10 == 9:
			b.WriteString(" und. Dann")
		}
	}
	return b.String() + " zu.</p>"
}

// mayHold is how many words of an article an answer may hold, by how they begin.
var mayHold = map[string]int{"lnk": 0, "aus": 12, "vol": 12, "alt": 12, "nix": 12}

var rare = regexp.MustCompile(`\b(lnk|aus|vol|alt|nix)\d{4}\b`)

// held counts the different words of each article in an answer.
func held(answer string) map[string]int {
	seen, n := map[string]bool{}, map[string]int{}
	for _, m := range rare.FindAllStringSubmatch(answer, -1) {
		if !seen[m[0]] {
			seen[m[0]] = true
			n[m[1]]++
		}
	}
	return n
}

func within(t *testing.T, what, answer string) map[string]int {
	t.Helper()
	n := held(answer)
	for prefix, words := range n {
		if words > mayHold[prefix] {
			t.Errorf("%s holds %d words of %s, allowed are %d", what, words, prefix, mayHold[prefix])
		}
	}
	return n
}

// TestRights looks at everything that takes text out of the archive: no answer has more of an article than the rights
// of its outlet allow. Routes that are added to the page are walked by themselves.
func TestRights(t *testing.T) {
	press := newSite(t)
	for prefix := range mayHold {
		title := "Ankunftsquartiere " + prefix
		text := longText(prefix, 400)
		if prefix == "nix" {
			title, text = "Zoll am Hafen", strings.ReplaceAll(text, "Ankunftsquartiere", "Häfen")
		}
		press.page("/"+prefix+".html", []byte(`<!doctype html><html lang="de"><head><title>`+title+`</title></head><body><article><h1>`+title+`</h1>`+text+`</article></body></html>`))
	}
	for _, prefix := range []string{"lnk", "aus", "vol", "alt"} {
		more := ""
		if prefix == "aus" {
			more = "<item><link>/nix.html</link></item>"
		}
		press.feed("/"+prefix+".xml", "application/rss+xml", `<rss version="2.0"><channel><title>x</title><item><link>/`+prefix+`.html</link></item>`+more+`</channel></rss>`)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, strings.NewReplacer("PRESS", press.URL, "MAIL", filepath.Join(dir, "mail")).Replace(rightsConfig))
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	if got := p.visits(); len(got) != 4 {
		t.Fatalf("visits: %+v", got)
	}
	hits := p.search("")
	if len(hits) != 4 {
		t.Fatalf("clippings: %+v", hits)
	}
	for _, h := range hits {
		prefix := strings.TrimPrefix(h.Title, "Ankunftsquartiere ")
		if n := held(h.Snippet)[prefix]; (n == 0) != (prefix == "lnk") {
			t.Errorf("%s: an extract of %d words", prefix, n)
		}
	}
	// No query names a whole word of an article, as answers repeat it.
	asked := map[string]string{"text": "Ankunftsquartiere", "rare": "lnk01* OR aus01* OR vol01* OR alt01* OR nix01*"}
	for name, q := range asked {
		within(t, "search "+name, p.do("search", q))
		within(t, "search --json "+name, p.do("search", "--json", q))
	}
	for _, format := range export.Formats() {
		if n := within(t, "export "+string(format), p.do("export", "--format", string(format), "")); n["aus"] == 0 && format == export.JSONL {
			t.Errorf("export has no extract: %v", n)
		}
	}
	for _, format := range []string{"--text", "--html", "--json"} {
		if n := within(t, "digest "+format, p.do("digest", format, "--as-of", "2099-01-01", "Woche")); n["aus"] == 0 {
			t.Errorf("digest %s has no extract: %v", format, n)
		}
	}
	within(t, "projects", p.do("projects", "--json"))
	within(t, "outlets", p.do("outlets", "--json"))
	for prefix := range mayHold {
		within(t, "why", p.do("why", "--json", press.URL+"/"+prefix+".html"))
	}
	job := start(t, p)
	walkRights(t, strings.TrimSuffix(job.await(`Die Seite ist unter (\S+) zu sehen`), "/"), press.URL, asked, len(hits))
}

// walkRights asks every address of the page that answers GET, with every query.
func walkRights(t *testing.T, page, pressURL string, asked map[string]string, clippings int) {
	t.Helper()
	routes := getRoutes(t)
	if !slices.Contains(routes, "/clippings/{id}") || !slices.Contains(routes, "/api/v1/search") {
		t.Fatalf("routes %v", routes)
	}
	full := 0
	fulltext := map[string]bool{"/clippings/{id}": true, "/api/v1/clippings/{id}": true, "/print": true}
	for _, route := range routes {
		if strings.Contains(route, "evidence.warc.gz") || strings.Contains(route, "/uploads/") {
			continue // the whole response or file is what is asked for, by those who may have it
		}
		for _, address := range addressesOf(t, route, clippings) {
			for _, q := range asked {
				query := url.Values{"q": {q}, "url": {pressURL + "/nix.html"}, "project": {"Quartiere"}}
				queries := []url.Values{query, {"q": {q}}, {}}
				if strings.Contains(route, "export") {
					for _, f := range export.Formats() {
						queries = append(queries, url.Values{"q": {q}, "format": {string(f)}})
					}
				}
				for _, query := range queries {
					answer := body(t, page+address+"?"+query.Encode())
					if n := held(answer); fulltext[route] && n["vol"] == 400 { // licensed, and nothing of the others beside it
						full++
						answer = regexp.MustCompile(`vol\d+`).ReplaceAllString(answer, "")
					}
					within(t, address+"?"+query.Encode(), answer)
				}
			}
		}
	}
	if full == 0 {
		t.Error("the full text under a licence is shown nowhere")
	}
}

// getRoutes are the addresses that the page answers, as its code says.
func getRoutes(t *testing.T) (routes []string) {
	t.Helper()
	files, err := filepath.Glob("../../internal/web/*.go")
	if err != nil {
		t.Fatal(err)
	}
	get := regexp.MustCompile(`\{"(?:GET )?(/[^" ]*)"`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range get.FindAllStringSubmatch(string(text), -1) {
			routes = append(routes, m[1])
		}
	}
	return routes
}

// addressesOf fills a route with what there is.
func addressesOf(t *testing.T, route string, clippings int) (all []string) {
	t.Helper()
	route = strings.TrimSuffix(route, "{$}")
	fill := regexp.MustCompile(`\{[^}]*\}`)
	found := fill.FindString(route)
	values := map[string][]string{"": {""}, "{name}": {"Quartiere", "Woche"}, "{project}": {"Quartiere"}, "{digest}": {"Woche"}, "{do}": {"x"}, "{format}": {"ris", "csl"}, "{secret}": {"x"}, "{outlet}": {"Auszug"}, "{kind}": {"outlet", "project", "digest"},
		"{file}": {"Quartiere", "Quartiere.html", "Quartiere.json", "Quartiere.rss", "Quartiere.atom"}}
	for id := range clippings {
		values["{id}"] = append(values["{id}"], fmt.Sprint(id+1))
	}
	if values[found] == nil {
		t.Errorf("nobody knows what %s stands for in %s: say it here", found, route)
	}
	for _, v := range values[found] {
		if found == "" {
			return []string{route}
		}
		all = append(all, addressesOf(t, strings.Replace(route, found, v, 1), clippings)...)
	}
	return all
}

func body(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
