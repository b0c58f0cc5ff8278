package main

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/internal/locale"
	"pressclip/internal/query"
)

//go:embed help
var helpTexts embed.FS

// help prints the overview, or the text about one command or topic.
func (a *App) help(_ context.Context, _ *pflag.FlagSet, args []string) error {
	if len(args) > 1 {
		return a.usage("main.help_args")
	}
	return a.printHelp(strings.Join(args, ""))
}

// printHelp prints the text of this name, the overview if it is empty.
func (a *App) printHelp(name string) error {
	lang := locale.Known(a.lang)
	text, err := helpTexts.ReadFile("help/" + lang + "/" + or(name, "help") + ".txt")
	if err != nil {
		return a.usage("main.no_help", name)
	}
	filled := strings.ReplaceAll(string(text), "{{table}}", a.queryTable())
	_, err = fmt.Fprint(a.Stdout, filled)
	return err
}

// queryTable is the query language: what to write, what it finds, examples.
func (a *App) queryTable() string {
	var b strings.Builder
	for _, r := range query.Language() {
		fmt.Fprintf(&b, "  %-18s %s\n  %-18s %s\n", r.Form, a.text("query.rule."+r.Key), "", strings.Join(r.Examples, "   "))
	}
	return strings.TrimSuffix(b.String(), "\n")
}
