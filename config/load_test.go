package config

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// environment is what ${NAME} stands for in these tests.
func environment(name string) (string, bool) {
	value, ok := map[string]string{
		"SMTP_PASSWORD": "geheim/mit@sonder:zeichen",
		"DSN":           "postgres://nutzer:ganzgeheim@db.example.org/presse",
		"WORDS":         "12",
		"SECRET":        "streng",
		"EMPTY":         "",
	}[name]
	return value, ok
}

func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pressclip.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, environment)
}

func mustLoad(t *testing.T, text string) *Config {
	t.Helper()
	c, err := load(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFullFile(t *testing.T) {
	c, err := Load("testdata/full.yaml", environment)
	if err != nil {
		t.Fatal(err)
	}
	if c.Language != "en" || c.Location().String() != "Europe/Vienna" || c.SignIn != "always" || !c.Evidence || c.ExtractWords != 25 {
		t.Errorf("settings: %+v", c)
	}
	if want := (Web{"[::1]:9090", "https://presse.example.org", []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, "X-Remote-User"}); !reflect.DeepEqual(c.Web, want) {
		t.Errorf("web = %+v", c.Web)
	}
	networks := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("::1/128")}
	if want := (Crawler{"presse@example.org", 4, 0, networks}); !reflect.DeepEqual(c.Crawler, want) {
		t.Errorf("crawler = %+v", c.Crawler)
	}
	if want := (Retention{Age(14 * day), Unlimited, Age(12 * time.Hour), Age(30 * day)}); c.Retention != want {
		t.Errorf("retention = %+v", c.Retention)
	}
	if want := (Backup{"", 3}); c.Backup != want {
		t.Errorf("backup = %+v", c.Backup)
	}
	if want := "smtp://presse:geheim%2Fmit%40sonder%3Azeichen@mail.example.org:587"; c.Mail.SMTP != want {
		t.Errorf("smtp = %s", c.Mail.SMTP)
	}
	if want := (OAuth2{"https://login.example.org/token", "presse", "streng", "mail"}); c.Mail.OAuth2 != want {
		t.Errorf("oauth2 = %+v", c.Mail.OAuth2)
	}
	if want := []Webhook{{"https://hooks.example.org/T0/B1", "streng", "json"}}; !reflect.DeepEqual(c.Webhooks, want) {
		t.Errorf("webhooks = %+v", c.Webhooks)
	}
	if want := (OIDC{"https://id.example.org", "presse", "streng", "realm_access.roles", map[string]press.Role{"Redaktion": press.RoleReviewer}}); !reflect.DeepEqual(c.OIDC, want) {
		t.Errorf("oidc = %+v", c.OIDC)
	}
	checkFullWatchlist(t, c)
}

func checkFullWatchlist(t *testing.T, c *Config) {
	t.Helper()
	list := c.Watchlist()
	if len(list.Outlets) != 2 || len(list.Projects) != 1 || len(list.Digests) != 1 {
		t.Fatalf("watchlist = %+v", list)
	}
	wantOutlets := []press.Outlet{{
		Name: "Der Bote", URL: "https://bote.example.org/", Feeds: []string{"https://bote.example.org/rss"},
		Schedule: "*/20 * * * *", Rights: press.RightsFulltext, Medium: press.MediumPrint, Origin: press.OriginFile,
		Licence: press.Licence{ID: "L-1", Until: time.Date(2027, 12, 31, 0, 0, 0, 0, c.Location())},
		Extract: press.Selectors{Title: "h1.headline", Remove: []string{".werbung", "aside"}},
	}, {
		Name: "Abendblick", URL: "https://abendblick.example.org/", Sections: []string{"https://abendblick.example.org/lokales"},
		Schedule: "*/20 * * * *", Rights: press.RightsExtract, Medium: press.MediumOnline, Origin: press.OriginFile,
	}}
	if got := normal(list).Outlets; !reflect.DeepEqual(got, wantOutlets) {
		t.Errorf("outlets = %+v", got)
	}
	wantProject := press.Project{
		Name: "Quartiere", Keywords: []string{"Ankunftsquartier*", `"Heike Hanhörster"`, "kostet ${5}"}, Exclude: []string{"Immobilienanzeige"},
		Outlets: []string{"Der Bote"}, Alert: true, AlertTo: []press.Recipient{{Address: "eil@example.org"}}, Press: true, Origin: press.OriginFile,
	}
	if !reflect.DeepEqual(list.Projects[0], wantProject) {
		t.Errorf("project = %+v", list.Projects[0])
	}
	wantDigest := press.Digest{
		Name: "Woche", Schedule: "@weekly", Projects: []string{"Quartiere"},
		To:        []press.Recipient{{Address: "team@example.org"}, {Address: "alle@example.org", List: true}},
		WhenEmpty: "send", Select: "all", Order: "newest", Language: "en", Origin: press.OriginFile,
	}
	if !reflect.DeepEqual(list.Digests[0], wantDigest) {
		t.Errorf("digest = %+v", list.Digests[0])
	}
}

func TestSilentFile(t *testing.T) {
	for _, text := range []string{"", "# nichts\n", "---\n", "\ufeff", "web:\noutlets:\nmail:\n  smtp:\n"} {
		c := mustLoad(t, text)
		want := Default()
		want.Outlets, want.Projects, want.Digests, want.builtIn = nil, nil, nil, false
		if !reflect.DeepEqual(c, want) {
			t.Errorf("%q: %+v, want %+v", text, c, want)
		}
	}
}

func TestDefault(t *testing.T) {
	c := Default()
	list := c.Watchlist()
	if len(list.Outlets) != 11 || len(list.Projects) != 1 || len(list.Digests) != 1 {
		t.Fatalf("%d outlets, %d projects, %d digests", len(list.Outlets), len(list.Projects), len(list.Digests))
	}
	if list.Outlets[0].Origin != press.OriginPage || list.Projects[0].Origin != press.OriginPage || list.Digests[0].Origin != press.OriginPage {
		t.Error("the example must be editable on the page")
	}
	minutes := map[string]string{}
	for _, o := range list.Outlets {
		minute, _, _ := strings.Cut(o.Schedule, " ")
		if other, taken := minutes[minute]; taken {
			t.Errorf("%s and %s come at the same minutes", o.Name, other)
		}
		minutes[minute] = o.Name
	}
	if c.Crawler.Delay != 2*time.Second || c.Retention.Unmatched != Age(30*day) || !c.Web.Loopback() {
		t.Errorf("settings: %+v", c)
	}
}

func TestSample(t *testing.T) {
	c, err := Load("samples/pressclip.yaml", environment)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Digests[0].To[1].List {
		t.Error("the list of readers is none")
	}
}

func TestLoopback(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8080": true, "[::1]:8080": true, "localhost:0": true, "127.9.9.9:1": true, "[::ffff:127.0.0.1]:1": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.2:8080": false, "example.org:80": false, "": false,
	} {
		if got := (Web{Listen: listen}).Loopback(); got != want {
			t.Errorf("%q: %v", listen, got)
		}
	}
}

func TestUnreadableFile(t *testing.T) {
	dir := t.TempDir()
	for path, code := range map[string]string{filepath.Join(dir, "fehlt.yaml"): "config.no_file", dir: "config.unreadable"} {
		_, err := Load(path, environment)
		var all Errors
		if !errors.As(err, &all) || all[0].Code != code {
			t.Fatalf("%s: %v, want %s", path, err, code)
		}
		if want := path + ": " + locale.Text("en", code, all[0].Args...); all.In("en") != want {
			t.Errorf("%q, want %q", all.In("en"), want)
		}
		if errors.Is(err, fs.ErrNotExist) != (code == "config.no_file") {
			t.Errorf("%s: the cause is lost", path)
		}
	}
}

func TestVariables(t *testing.T) {
	c := mustLoad(t, "archive: ${DSN}\nextract_words: ${WORDS}\nweb: {base_url: 'https://${WORDS}.example.org'}\n"+
		"mail: {smtp: 'folder:$${WORDS}', from: 'a$b@example.org'}\ncrawler: {contact: '${EMPTY}'}\n")
	if c.Archive != "postgres://nutzer:ganzgeheim@db.example.org/presse" || c.ExtractWords != 12 ||
		c.Web.BaseURL != "https://12.example.org" || c.Mail.SMTP != "folder:${WORDS}" || c.Mail.From != "a$b@example.org" {
		t.Errorf("%+v", c)
	}
}

func TestAnchors(t *testing.T) {
	c := mustLoad(t, `
outlets:
  - &bote
    name: Der Bote
    url: https://bote.example.org/
    schedule: &takt "*/20 * * * *"
    rights: link
  - <<: *bote
    name: Abendblick
    url: https://abendblick.example.org/
  - {<<: [*bote], name: Dritter, schedule: "@daily"}
backup: {schedule: *takt}
`)
	if len(c.Outlets) != 3 || c.Outlets[1].Schedule != "*/20 * * * *" || c.Outlets[1].Rights != press.RightsLink ||
		c.Outlets[1].URL != "https://abendblick.example.org/" || c.Outlets[2].Schedule != "@daily" || c.Backup.Schedule != "*/20 * * * *" {
		t.Errorf("%+v", c)
	}
}

func TestSelectors(t *testing.T) {
	_, err := load(t, "outlets:\n  - name: Bote\n    url: https://bote.example.org/\n    extract:\n      title: h1[[\n      remove: [.werbung, 'p:nope(']\n")
	var bad Errors
	if !errors.As(err, &bad) || len(bad) != 2 || bad[0].Line != 5 || bad[0].Column != 14 || bad[1].Line != 6 {
		t.Errorf("selectors that are none: %v", err)
	}
}

// What comes from no file is held to the same rules, and mistakes say what is wrong and not where.
func TestCheck(t *testing.T) {
	list := press.Watchlist{
		Outlets:  []press.Outlet{{Name: "Elbblatt", URL: "https://elbblatt.example/"}, {Name: " elbblatt ", URL: "nirgends"}},
		Projects: []press.Project{{Name: "Quartiere", Keywords: []string{"Quartier", "(Ort"}, Outlets: []string{"Elbblatt"}}},
		Digests:  []press.Digest{{Name: "Woche", Schedule: "0 7 * * MON", Projects: []string{"Quartier"}}},
	}
	var all Errors
	if err := Check(&list, "de", time.UTC); !errors.As(err, &all) {
		t.Fatalf("got %v", err)
	}
	want := map[string]string{
		"outlets[1].name":         "Den Namen „elbblatt“ gibt es schon. Nehmen Sie einen anderen.",
		"outlets[1].url":          "„nirgends“ ist keine Webadresse; sie beginnt mit https:// oder http:// und nennt einen Rechner.",
		"projects[0].keywords[1]": "Stichwort „(Ort“: " + all[2].Args[1].(unparsed).In("de"),
		"digests[0].projects[0]":  "Ein Projekt „Quartier“ gibt es in dieser Datei nicht. Ist „Quartiere“ gemeint?",
	}
	for _, e := range all {
		if e.In("de") != want[e.Key] || e.Line != 0 {
			t.Errorf("%s: line %d, %q", e.Key, e.Line, e.In("de"))
		}
		delete(want, e.Key)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	if o := list.Outlets[0]; o.Rights != press.RightsExtract || list.Digests[0].Language != "de" {
		t.Errorf("what was left open: %+v", list)
	}
}
