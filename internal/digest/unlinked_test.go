package digest

import (
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// TestUnlinked: what never stood in the web is told without a link, in mails and to Slack.
func TestUnlinked(t *testing.T) {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, berlin(t))
	hit := func(id int64, outlet string) press.Hit {
		return press.Hit{ID: id, Title: "Am <Kai>", Outlet: outlet, Medium: press.MediumPrint, Page: "B2", Published: at, FirstSeen: at, Story: 7}
	}
	k, s := desk(t, ""), sample(t, "de")
	s.Projects = []Section{{Project: "Quartiere", Hits: []press.Hit{hit(1, "Hafenbote"), hit(2, "Werftblatt")}}}
	l := k.letter(s, For{})
	text, html, err := l.both()
	if err != nil {
		t.Fatal(err)
	}
	b := bulletin{language: "de", hits: s.Projects[0].Hits}
	for name, got := range map[string]string{"text": text, "HTML": html, "Slack": k.slack(&b)} {
		for _, wanted := range []string{"Hafenbote · 20. November · Print · S. B2", "Werftblatt"} {
			if !strings.Contains(got, wanted) {
				t.Errorf("%s lacks %q:\n%s", name, wanted, got)
			}
		}
		for _, link := range []string{`href=""`, "<|", "Werftblatt:", "  \n"} {
			if strings.Contains(got, link) {
				t.Errorf("%s has %q:\n%s", name, link, got)
			}
		}
	}
}
