package main

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/charmap"
)

// TestMain lets the test binary be the program itself: for scripts, and where a process of its own is to be killed.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	var err error
	if plainDir, err = os.MkdirTemp("", "pressclip-plain"); err != nil {
		panic(err)
	}
	testscript.Main(ending{m}, asCommands)
}

// asCommands are what scripts call the program.
var asCommands = map[string]func(){"pressclip": main, "later": later}

// ending tidies up after the tests.
type ending struct{ *testing.M }

func (e ending) Run() int {
	defer os.RemoveAll(plainDir)
	return e.M.Run()
}

// later is the program at a later time: `later 2h visit` is what `pressclip visit` does two hours from now.
func later() {
	ahead, err := time.ParseDuration(os.Args[1])
	if err != nil {
		panic(err)
	}
	app := &App{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.LookupEnv, Now: func() time.Time { return time.Now().Add(ahead) }}
	os.Exit(app.Run(context.Background(), os.Args[2:]))
}

// asProgram makes the test binary the program.
const asProgram = "PRESSCLIP_TEST_AS_PROGRAM"

// TestScript runs the command lines of testdata/script as a person would type them. Each script has a press of its
// own at $PRESS, which serves the files below www; NAME.endless and NAME.bomb stand for hostile answers.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			press := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				serveFile(w, r, filepath.Join(e.WorkDir, "www"))
			}))
			e.Defer(press.Close)
			e.Setenv("PRESS", press.URL)
			e.Setenv("LANG", "de_DE.UTF-8")
			if raced && filepath.Base(e.WorkDir) != "script-line" {
				e.Setenv("PATH", filepath.Dir(testProgram(t))+string(os.PathListSeparator)+e.Getenv("PATH"))
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"expand": expand, "examples": examples},
	})
}

// serveFile answers with a file, $PRESS in it filled in. NAME.status or NAME.location beside it give another status
// or send the visitor on.
func serveFile(w http.ResponseWriter, r *http.Request, root string) {
	name := filepath.Join(root, filepath.FromSlash(path.Clean("/"+r.URL.Path)))
	if strings.HasSuffix(r.URL.Path, "/") {
		name = filepath.Join(name, "index.html")
	}
	if to, err := os.ReadFile(name + ".location"); err == nil {
		http.Redirect(w, r, strings.TrimSpace(string(to)), http.StatusFound)
		return
	}
	if status, err := os.ReadFile(name + ".status"); err == nil {
		n, _ := strconv.Atoi(strings.TrimSpace(string(status)))
		w.WriteHeader(n)
		return
	}
	if _, err := os.Stat(name + ".endless"); err == nil {
		endless(w)
		return
	}
	if _, err := os.Stat(name + ".bomb"); err == nil {
		bomb(w)
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if strings.Contains(name, "latin") {
		w.Header().Set("Content-Type", "text/html")
		text, _ = charmap.Windows1252.NewEncoder().Bytes(text)
	}
	switch ext := filepath.Ext(name); {
	case w.Header().Get("Content-Type") != "":
	case ext == ".html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		mark := fmt.Sprintf(`"%x"`, sha256.Sum256(text))
		w.Header().Set("ETag", mark)
		if r.Header.Get("If-None-Match") == mark {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	case ext == ".xml":
		w.Header().Set("Content-Type", "application/xml")
	}
	_, _ = w.Write([]byte(strings.ReplaceAll(string(text), "$PRESS", "http://"+r.Host)))
}

// endless sends a page that never ends, as long as anybody reads it.
func endless(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	line := strings.Repeat("<p>Und so weiter und so fort.</p>", 1000)
	for {
		if _, err := w.Write([]byte(line)); err != nil {
			return
		}
	}
}

// bomb sends a few kilobytes that unpack to a hundred megabytes.
func bomb(w http.ResponseWriter) {
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Type", "application/xml")
	zw := gzip.NewWriter(w)
	defer zw.Close()
	zeros := make([]byte, 1<<20)
	for range 100 {
		_, _ = zw.Write(zeros)
	}
}

// expand fills the environment into files of the script.
func expand(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(os.Expand(ts.ReadFile(name), ts.Getenv)), 0o600))
	}
}
