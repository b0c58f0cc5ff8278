package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
)

// projects lists the projects with their keywords and counts.
func (a *App) projects(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) > 0 {
		return a.usage("main.projects_args")
	}
	asJSON, _ := flags.GetBool("json")
	return a.withArchive(ctx, func(record *archive.Archive) error {
		lines, err := record.ProjectLines(ctx)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := a.printProject(line, asJSON); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) printProject(l archive.ProjectLine, asJSON bool) error {
	if asJSON {
		return a.printJSON(l)
	}
	fmt.Fprintf(a.Stdout, "%s\n  %s\n", l.Name, a.text("main.project_figures", l.Clippings, l.New, l.Relevant, l.Irrelevant))
	if r := l.Refiling; r != nil {
		fmt.Fprintln(a.Stdout, "  "+refilingWords(a.lang, archive.Refiling{Done: r.Done, Total: r.Total, Found: r.Found}))
	}
	for _, k := range l.Keywords {
		fmt.Fprintln(a.Stdout, "  "+k)
	}
	for _, k := range l.Exclude {
		fmt.Fprintln(a.Stdout, "  "+a.text("main.excluded", k))
	}
	return nil
}
