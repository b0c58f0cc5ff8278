package config

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pressclip/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMistakes holds every rule to its code and to the place it is reported at: "line:column code".
func TestMistakes(t *testing.T) {
	const outlet = "outlets:\n  - name: Bote\n    url: https://bote.example.org/\n"
	const project = "projects:\n  - name: Quartiere\n    keywords: [Quartier]\n"
	tests := []struct{ name, text, want string }{
		{"unknown key", "zzz: 1", "1:1 config.unknown_key"},
		{"unknown key, nearly", "web:\n  listn: :80", "2:3 config.unknown_key_near"},
		{"unknown key of an outlet", outlet + "    cron: x", "4:5 config.unknown_key"},
		{"key twice", "language: de\nlanguage: en", "2:1 config.key_twice"},
		{"a list as a whole", "- a", "1:1 config.want_mapping"},
		{"a word for settings", "web: 8080", "1:6 config.want_mapping"},
		{"a word for a list", "outlets: Bote", "1:10 config.want_list"},
		{"a number as name", "outlets:\n  - name: 1848\n    url: https://a.example.org/", "2:11 config.want_text"},
		{"a list as name", "outlets:\n  - name: [a]\n    url: https://a.example.org/", "2:11 config.want_word"},
		{"no number", "crawler: {visits_at_once: viele}", "1:27 config.want_number"},
		{"a broken number", "extract_words: 1.5", "1:16 config.want_number"},
		{"no truth", "evidence: ja", "1:11 config.want_bool"},
		{"no duration", "crawler: {delay: bald}", "1:18 config.want_duration"},
		{"a negative duration", "crawler: {delay: -2s}", "1:18 config.want_duration"},
		{"delay for ever", "crawler: {delay: unlimited}", "1:18 config.want_duration"},
		{"delay of a day", "crawler: {delay: 1d}", "1:18 config.delay"},
		{"no age", "retention: {text: 30 Tage}", "1:19 config.want_age"},
		{"a huge age", "retention: {text: 99999999999d}", "1:19 config.want_age"},
		{"an age beyond a hundred years", "retention: {text: 40000d}", "1:19 config.want_age"},
		{"no network", "crawler: {allow_networks: [10.0.0.0/99]}", "1:28 config.want_network"},
		{"language", "language: fr", "1:11 config.one_of"},
		{"zone", "timezone: Europe/Duisburg", "1:11 config.timezone"},
		{"zone of the machine", "timezone: Local", "1:11 config.timezone"},
		{"archive", "archive: mysql://a/b", "1:10 config.archive"},
		{"listen without port", "web: {listen: localhost}", "1:15 config.listen"},
		{"listen on an address of the web", "web: {listen: 'http://localhost:80'}", "1:15 config.listen"},
		{"listen on a port that is none", "web: {listen: 'localhost:99999'}", "1:15 config.listen"},
		{"base url", "web: {base_url: presse.example.org}", "1:17 config.url"},
		{"base url with query", "web: {base_url: 'https://a.example.org/?x'}", "1:17 config.base_url"},
		{"contact", "crawler: {contact: niemand}", "1:20 config.contact"},
		{"visits", "crawler: {visits_at_once: 0}", "1:27 config.range"},
		{"words", "extract_words: -1", "1:16 config.range"},
		{"backups", "backup: {keep: 0}", "1:16 config.range"},
		{"backup schedule", "backup: {schedule: täglich}", "1:20 config.schedule"},
		{"smtp", "mail: {smtp: mail.example.org, from: a@example.org}", "1:14 config.smtp"},
		{"no sender", "mail:\n  smtp: folder:post", "2:3 config.mail_from"},
		{"sender", "mail: {from: Presse}", "1:14 config.address"},
		{"admin", "mail: {admins: [a@example.org, Technik]}", "1:32 config.address"},
		{"half an oauth2", "mail: {oauth2: {client_id: a, client_secret: b}}", "1:16 config.missing"},
		{"webhook without url", "webhooks: [{secret: a}]", "1:12 config.missing"},
		{"webhook format", "webhooks: [{url: 'https://a.example.org', format: xml}]", "1:51 config.one_of"},
		{"sign in", "sign_in: never", "1:10 config.one_of"},
		{"half an oidc", "oidc: {issuer: 'https://a.example.org', client_id: x}", "1:7 config.missing"},
		{"issuer in the clear", "oidc: {issuer: 'http://a.example.org', client_id: x, client_secret: y}", "1:16 config.issuer"},
		{"role", "oidc: {issuer: 'https://a.example.org', client_id: x, client_secret: y, roles: {a: boss}}", "1:84 config.one_of"},

		{"outlet without name", "outlets:\n  - url: https://a.example.org/", "2:5 config.missing"},
		{"outlet without name behind others", outlet + "  - url: https://a.example.org/", "4:5 config.missing"},
		{"outlet that is nothing", "outlets:\n  -\n", "2:5 config.missing\n2:5 config.outlet_url"},
		{"outlet without address", "outlets:\n  - name: Bote", "2:5 config.outlet_url"},
		{"outlet url", "outlets:\n  - name: Bote\n    url: bote.example.org", "3:10 config.url"},
		{"feed", outlet + "    feeds: ['https://a.example.org/', 'file:///etc/passwd']", "4:39 config.url"},
		{"schedule", outlet + "    schedule: 0 7 31 2 *", "4:15 config.schedule"},
		{"schedule with a zone", outlet + "    schedule: TZ=0", "4:15 config.schedule"},
		{"rights", outlet + "    rights: all", "4:13 config.one_of"},
		{"medium", outlet + "    medium: web", "4:13 config.one_of"},
		{"full text without licence", outlet + "    rights: fulltext", "2:5 config.licence"},
		{"full text without end", outlet + "    rights: fulltext\n    licence: {id: a}", "5:14 config.licence"},
		{"last day", outlet + "    licence: {until: 31.12.2027}", "4:22 config.want_day"},
		{"name taken", outlet + "  - name: bote\n    url: https://a.example.org/", "4:11 config.name_taken"},
		{"name on two lines", "outlets:\n  - name: \"Bo\\nte\"\n    url: https://a.example.org/", "2:11 config.name"},

		{"project without keywords", "projects:\n  - name: Quartiere", "2:5 config.no_keywords"},
		{"empty keyword", "projects:\n  - name: Quartiere\n    keywords: ['  ']", "3:16 config.keyword_empty"},
		{"keyword, plain", "projects:\n  - name: Quartiere\n    keywords:\n      - Öl AND (a", "4:16 config.keyword"},
		{"keyword in single quotes", "projects:\n  - name: Quartiere\n    keywords:\n      - 'geht''s (Öl'", "4:18 config.keyword"},
		{"keyword in double quotes", "projects:\n  - name: Quartiere\n    keywords:\n      - \"Öl (a\"", "4:13 config.keyword"},
		{"keyword with escapes", "projects:\n  - name: Quartiere\n    keywords:\n      - \"\\u00d6l (a\"", "4:9 config.keyword"},
		{"exclusion", project + "    exclude: ['(a']", "4:16 config.keyword"},
		{"keyword that YAML takes for an alias", "projects:\n  - name: Quartiere\n    keywords:\n      - *quartier", "4:9 config.unknown_alias"},
		{"no such outlet", outlet + project + "    outlets: [Der Bote, Bode]", "7:15 config.no_outlet\n7:25 config.no_outlet_near"},
		{"alert to nobody", project + "    alert_to: [a]", "4:16 config.address"},

		{"digest without schedule", project + "digests:\n  - name: Woche\n    projects: [Quartiere]", "5:5 config.missing"},
		{"digest without projects", "digests:\n  - name: Woche\n    schedule: '@weekly'", "2:5 config.no_projects"},
		{"no such project", project + "digests:\n  - name: Woche\n    schedule: '@weekly'\n    projects: [Quatiere, Wald]", "7:16 config.no_project_near\n7:26 config.no_project"},
		{"recipient", project + "digests:\n  - name: Woche\n    schedule: '@weekly'\n    projects: [Quartiere]\n    to: [a, {address: b, list: true}, {list: true}]", "8:10 config.address\n8:23 config.address\n8:39 config.missing"},
		{"when empty", project + "digests:\n  - name: Woche\n    schedule: '@weekly'\n    projects: [Quartiere]\n    when_empty: nie", "8:17 config.one_of"},

		{"variable that is not set", "archive: ${NICHT}", "1:10 config.variable_missing"},
		{"variable without end", "archive: 'sqlite${NICHT'", "1:10 config.variable_name"},
		{"variable without name", "archive: ${1}", "1:10 config.variable_name"},
		{"alias of nothing", "archive: *db", "1:10 config.unknown_alias"},
		{"alias of itself", "webhooks: &a [*a]", "1:15 config.unknown_alias\n1:15 config.missing"},
		{"tag", "archive: !!str sqlite", "1:10 config.tag"},
		{"tab", "web:\n\tlisten: ':80'", "2:1 config.syntax_tab"},
		{"open bracket", "crawler: {allow_networks: [10.0.0.1", "1:27 config.syntax_bracket"},
		{"open quote", "archive: 'sqlite", "1:10 config.syntax_quote"},
		{"words behind quotes", "projects:\n  - name: Q\n    keywords:\n      - 'Öl' OR x", "4:14 config.syntax_value"},
		{"colon in a keyword", "projects:\n  - name: Q\n    keywords: [a]\n    exclude: title: Öl", "4:14 config.syntax_colon"},
		{"reserved", "archive: @x", "1:10 config.syntax_reserved"},
		{"escape", `archive: "\q"`, "1:12 config.syntax_escape"},
		{"no colon", "language: de\nweb", "2:1 config.syntax_key"},
		{"two documents", "language: de\n---\nlanguage: en", "2:1 config.documents"},
		{"no UTF-8", "# Tr\xf6del\n", "1:5 config.encoding"},
		{"deep", strings.Repeat("[", 10000), "1:41 config.too_deep"},
		{"deep in a line of dashes", strings.Repeat("- ", 10000), "1:81 config.too_deep"},
		{"too many aliases", "archive: &a sqlite\nwebhooks: [" + strings.Repeat("*a, ", 300) + "]", "2:812 config.too_many_aliases"},
		{"too large", "#" + strings.Repeat("x", maxFile), "1:1 config.too_large"},
		{"aliases of aliases", bomb(), "1:1 config.too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, tt.text)
			var all Errors
			errors.As(err, &all)
			var got []string
			for _, e := range all {
				got = append(got, fmt.Sprintf("%d:%d %s", e.Line, e.Column, e.Code))
				if !locale.Has(e.Code) {
					t.Errorf("%s has no words", e.Code)
				}
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), tt.want, err)
			}
		})
	}
}

// bomb is a small file of lists that name the list before nine times each.
func bomb() string {
	var b strings.Builder
	b.WriteString("outlets:\n  - name: &a0 x\n    url: https://a.example.org/\n    feeds: &b0 [a, a, a, a, a, a, a, a, a]\n")
	for i := 1; i < 9; i++ {
		repeated := strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*b%d, ", i-1), 9), ", ")
		fmt.Fprintf(&b, "  - name: n%d\n    <<: &b%d [%s]\n", i, i, repeated)
	}
	return b.String()
}

// TestSentences shows what people read about a file with many mistakes at once.
func TestSentences(t *testing.T) {
	_, err := Load(filepath.Join("testdata", "mistakes.yaml"), environment)
	var all Errors
	if !errors.As(err, &all) {
		t.Fatalf("error %v", err)
	}
	if all.Error() != all.In("de") {
		t.Error("the mistakes are not told in the language of the file")
	}
	for _, language := range locale.Languages() {
		golden := filepath.Join("testdata", "mistakes."+language+".txt")
		got := filepath.ToSlash(all.In(language)) + "\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", language, got, want)
		}
	}
}

// TestWords holds the catalogue and the code to each other.
func TestWords(t *testing.T) {
	code, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range code {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(data)
	}
	for _, key := range locale.Keys("config") {
		if !strings.Contains(source.String(), `"`+strings.TrimSuffix(key, "_near")) {
			t.Errorf("%s is never said", key)
		}
	}
}

func TestClosest(t *testing.T) {
	options := []string{"schedule", "sections", "sitemaps", "feeds", "url"}
	for word, want := range map[string]string{
		"shedule": "schedule", "Schedule": "schedule", "feed": "feeds", "ulr": "url", "sitemap": "sitemaps", "cron": "", "": "",
		strings.Repeat("x", 200): "",
	} {
		if got := closest(word, slices.Clone(options)); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"default.yaml", "samples/pressclip.yaml", "testdata/full.yaml", "testdata/mistakes.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add(bomb())
	f.Add("a: &a [*a]\n? [x]\n: !!map {<<: *a}\n")
	base := Default()
	f.Fuzz(func(t *testing.T, text string) {
		c := *base
		err := c.fill("fuzz.yaml", []byte(text), environment)
		var all Errors
		if err != nil && !errors.As(err, &all) {
			t.Fatalf("error of type %T", err)
		}
		for _, e := range all {
			lines := 1 + strings.Count(text, "\n") + strings.Count(text, "\r")
			if e.Line < 1 || e.Column < 1 || e.Line > lines+1 {
				t.Fatalf("a mistake at %d:%d of %q", e.Line, e.Column, text)
			}
		}
		if err == nil && strings.Contains(c.Print(), "ganzgeheim") {
			t.Fatalf("a secret is printed: %q", text)
		}
	})
}
