package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
	"pressclip/internal/weburl"
)

func whyFlags(f *pflag.FlagSet) {
	jsonFlag(f)
	f.String("file", "", "")
}

// why says why an article is or is not among the clippings.
func (a *App) why(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) == 0 {
		return a.usage("main.why_args")
	}
	asJSON, _ := flags.GetBool("json")
	if project, _ := flags.GetString("file"); project != "" {
		if err := a.fileByHand(ctx, project, args); err != nil {
			return err
		}
	}
	return a.withArchive(ctx, func(record *archive.Archive) error {
		for _, url := range args {
			f, err := record.Fate(ctx, url)
			if errors.Is(err, weburl.ErrAddress) {
				return a.usage("main.why_address", url)
			}
			if err != nil {
				return err
			}
			if err := a.printFate(f, asJSON); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) printFate(f archive.Fate, asJSON bool) error {
	if asJSON {
		return a.printJSON(f.Line(a.lang, a.Now().In(a.location())))
	}
	words := f.In(a.lang, a.Now().In(a.location()))
	lines := []string{f.URL, "  " + words.Said}
	if words.Advice != "" {
		lines = append(lines, "  "+words.Advice)
	}
	_, err := fmt.Fprintln(a.Stdout, strings.Join(lines, "\n"))
	return err
}
