package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// projectLine is a project as --json prints it.
type projectLine struct {
	press.Project
	Clippings  int `json:"clippings"`
	New        int `json:"new"`
	Relevant   int `json:"relevant"`
	Irrelevant int `json:"irrelevant"`
	// Refiling says how far keywords are that were added and are held against what was read before; null: none are.
	Refiling *refilingLine `json:"refiling"`
}

// projects lists the projects with their keywords and counts.
func (a *App) projects(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) > 0 {
		return a.usage("main.projects_args")
	}
	asJSON, _ := flags.GetBool("json")
	return a.withArchive(ctx, func(record *archive.Archive) error {
		projects, err := record.Projects(ctx)
		if err != nil {
			return err
		}
		figures, err := record.ProjectFigures(ctx)
		if err != nil {
			return err
		}
		open, err := record.Refilings(ctx)
		if err != nil {
			return err
		}
		refiling := refilingLines(open)
		for _, p := range projects {
			n := figures[p.Name]
			line := projectLine{
				Project: p, New: n[press.VerdictNew], Relevant: n[press.VerdictRelevant], Irrelevant: n[press.VerdictIrrelevant], Refiling: refiling[p.Name],
			}
			line.Clippings = line.New + line.Relevant + line.Irrelevant
			if err := a.printProject(line, asJSON); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) printProject(l projectLine, asJSON bool) error {
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
