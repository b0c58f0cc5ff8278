package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"pressclip/internal/digest"
)

// curl is a command of a help text that asks the server for something.
type curl struct {
	line   string
	method string
	target string // with the host
	body   string // what --data-binary reads from a file is "@" and its name
	header http.Header
	into   string // the file that the answer goes to
}

// readCurls reads the commands of a help text. They begin two spaces in, and go on four spaces in.
func readCurls(t *testing.T, text string) (all []curl) {
	t.Helper()
	var commands []string
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "  curl "):
			commands = append(commands, strings.TrimSpace(line))
		case strings.HasPrefix(line, "    ") && len(commands) > 0:
			commands[len(commands)-1] = strings.TrimSuffix(commands[len(commands)-1], `\`) + " " + strings.TrimSpace(line)
		}
	}
	for _, command := range commands {
		all = append(all, readCurl(t, command))
	}
	return all
}

func readCurl(t *testing.T, command string) curl {
	t.Helper()
	c := curl{line: command, header: http.Header{}}
	words := shellWords(command)[1:]
	for i := 0; i < len(words); i++ {
		value := func() string { i++; return words[i] }
		switch word := words[i]; {
		case word == "-H":
			name, content, _ := strings.Cut(value(), ": ")
			c.header.Set(name, content)
		case word == "-X":
			c.method = value()
		case word == "-d", word == "--data-binary":
			c.body = value()
		case word == ">":
			c.into = value()
		case strings.HasPrefix(word, "http://"):
			c.target = word
		default:
			t.Fatalf("%s: what does %q do?", command, word)
		}
	}
	switch {
	case c.method != "":
	case c.body != "":
		c.method = http.MethodPost
	default:
		c.method = http.MethodGet
	}
	return c
}

// shellWords parts a command at its spaces, but for those between quotes.
func shellWords(command string) (words []string) {
	var word strings.Builder
	quote := rune(0)
	for _, r := range command + " " {
		switch {
		case r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case quote == 0 && r == ' ':
			if word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
		default:
			word.WriteRune(r)
		}
	}
	return words
}

// TestHelpedCurls runs every command of `pressclip help api` in its order, after what makes that of which they speak.
func TestHelpedCurls(t *testing.T) {
	for _, language := range []string{"de", "en"} {
		t.Run(language, func(t *testing.T) {
			text, err := os.ReadFile("../../cmd/pressclip/help/" + language + "/api.txt")
			if err != nil {
				t.Fatal(err)
			}
			commands := readCurls(t, string(text))
			if n := strings.Count(string(text), "  curl "); len(commands) != n || n < 10 {
				t.Fatalf("%d of %d commands were read", len(commands), n)
			}
			w := newWorld(t, byHanding(t), func(o *Options) {
				o.Desk = &digest.Desk{Archive: o.Archive, From: "presse@example.org", Location: berlin, Words: 30, Now: o.Now, Log: o.Log}
			})
			runCurls(w, commands)
		})
	}
}

func runCurls(w *world, commands []curl) {
	w.t.Helper()
	files := map[string]string{}
	run := func(c curl) {
		body := c.body
		if name, isFile := strings.CutPrefix(body, "@"); isFile {
			body = files[name]
		}
		r := httptest.NewRequest(c.method, c.target, strings.NewReader(body))
		r.Header = c.header
		answer := w.do(r)
		if answer.Code < 200 || answer.Code > 299 {
			w.t.Errorf("%s\n%d %s", c.line, answer.Code, answer.Body)
		}
		if c.into != "" {
			files[c.into] = answer.Body.String()
		}
	}
	made := func(c curl) bool { return strings.HasSuffix(c.target, "/api/v1/projects") }
	for _, c := range commands {
		if made(c) {
			run(c)
		}
	}
	answered[any](w, http.StatusCreated, apiCall{"POST", "outlets", `{"name": "Hafenbote", "url": "https://hafenbote.example/"}`})
	answered[any](w, http.StatusCreated, apiCall{"POST", "digests", `{"name": "Woche", "schedule": "0 7 * * MON", "projects": ["Quartiere"], "to": [{"address": "eva@example.org"}]}`})
	filed := answered[apiClipped](w, http.StatusOK, apiCall{"POST", "clip", `{"project": "Quartiere", "medium": "print", "outlet": "Hafenbote", "published": "2026-11-20", "title": "Ankunft am Kai", "text": "Am Kai."}`})
	if filed.ID != 1 {
		w.t.Fatalf("the clipping that the commands speak of has the number %d", filed.ID)
	}
	w.follow()
	for _, c := range commands {
		if !made(c) {
			run(c)
		}
	}
}
