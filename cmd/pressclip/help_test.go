package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/locale"
	"pressclip/internal/query"
)

// printedHelp is what `pressclip help NAME` prints in a language.
func printedHelp(t *testing.T, language, name string) string {
	t.Helper()
	var out bytes.Buffer
	a := &App{Stdout: &out, lang: language}
	if err := a.printHelp(name); err != nil {
		t.Fatalf("help %s in %s: %v", name, language, err)
	}
	return out.String()
}

// TestHelpNamesEverything holds the texts to the commands: each has one in both languages, which names its options, and
// the overview names each command.
func TestHelpNamesEverything(t *testing.T) {
	for _, language := range locale.Languages() {
		overview := printedHelp(t, language, "")
		for _, c := range commands() {
			if !strings.Contains(overview, "\n  "+c.name+" ") {
				t.Errorf("%s: the overview does not name %s", language, c.name)
			}
			text := printedHelp(t, language, c.name)
			flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
			if c.flags != nil {
				c.flags(flags)
			}
			flags.VisitAll(func(f *pflag.Flag) {
				if !strings.Contains(text, "\n  --"+f.Name) {
					t.Errorf("%s: the help on %s does not explain --%s", language, c.name, f.Name)
				}
			})
		}
		if text := printedHelp(t, language, "query"); strings.Contains(text, "{{") || !strings.Contains(text, "title:") {
			t.Errorf("%s: the help on queries has no table", language)
		}
	}
}

// TestHelpExamples tries what the texts show: the options and queries of command lines, and the configuration.
func TestHelpExamples(t *testing.T) {
	line := regexp.MustCompile(`(?m)^  .*\bpressclip (search|match) (.*)$`)
	quoted := regexp.MustCompile(`'([^']*)'`)
	option := regexp.MustCompile(`(?:^|\s)--([a-z-]+)`)
	tried := 0
	for _, language := range locale.Languages() {
		for _, name := range []string{"help", "search", "match", "query"} {
			for _, m := range line.FindAllStringSubmatch(printedHelp(t, language, name), -1) {
				arguments, _, _ := strings.Cut(m[2], " | ")
				for _, q := range quoted.FindAllStringSubmatch(arguments, -1) {
					tried++
					if _, err := query.Parse(q[1]); err != nil {
						t.Errorf("%s, help %s: %s: %v", language, name, q[1], err)
					}
				}
				for _, o := range option.FindAllStringSubmatch(arguments, -1) {
					if !hasFlag(m[1], o[1]) {
						t.Errorf("%s, help %s: %s has no option --%s", language, name, m[1], o[1])
					}
				}
			}
		}
		checkHelpConfig(t, printedHelp(t, language, "config"))
	}
	if tried < 10 {
		t.Errorf("only %d queries were found in the texts", tried)
	}
}

func hasFlag(command, name string) bool {
	for _, c := range commands() {
		if c.name == command && c.flags != nil {
			flags := pflag.NewFlagSet(command, pflag.ContinueOnError)
			c.flags(flags)
			return flags.Lookup(name) != nil
		}
	}
	return false
}

// checkHelpConfig loads the configuration that the text shows, which is what is indented from "web:" on.
func checkHelpConfig(t *testing.T, text string) {
	t.Helper()
	_, text, _ = strings.Cut(text, "\n  web:\n")
	text, _, _ = strings.Cut("  web:\n"+text, "\n\n")
	file := filepath.Join(t.TempDir(), "pressclip.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Outlets) != 1 || len(c.Projects) != 1 || len(c.Digests) != 1 {
		t.Errorf("the text shows no whole configuration:\n%s", text)
	}
}
