package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// whyLine is a fate as --json prints it. What does not apply is left out.
type whyLine struct {
	URL       string       `json:"url"`
	Why       archive.Why  `json:"why"`
	Said      string       `json:"said"`
	Advice    string       `json:"advice,omitempty"`
	Outlet    string       `json:"outlet,omitempty"`
	Title     string       `json:"title,omitempty"`
	FirstSeen time.Time    `json:"first_seen,omitzero"`
	ReadAt    time.Time    `json:"read_at,omitzero"`
	NextTry   time.Time    `json:"next_try,omitzero"`
	Fault     *press.Fault `json:"fault,omitempty"`
	Clipping  int64        `json:"clipping,omitempty"`
	Projects  []whyProject `json:"projects,omitempty"`
	ErasedAt  time.Time    `json:"erased_at,omitzero"`
}

// whyProject is a project under which the article is filed.
type whyProject struct {
	Project  string        `json:"project"`
	Verdict  press.Verdict `json:"verdict"`
	Keywords []string      `json:"keywords"`
	ByHand   bool          `json:"by_hand,omitempty"`
	FiledBy  string        `json:"filed_by,omitempty"`
}

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
	words := f.In(a.lang, a.Now().In(a.location()))
	if asJSON {
		return a.printJSON(newWhyLine(f, words))
	}
	lines := []string{f.URL, "  " + words.Said}
	if words.Advice != "" {
		lines = append(lines, "  "+words.Advice)
	}
	_, err := fmt.Fprintln(a.Stdout, strings.Join(lines, "\n"))
	return err
}

func newWhyLine(f archive.Fate, words archive.FateWords) whyLine {
	l := whyLine{URL: f.URL, Why: f.Why, Said: words.Said, Advice: words.Advice, ErasedAt: f.ErasedAt}
	if f.Outlet != nil {
		l.Outlet = f.Outlet.Name
	}
	if p := f.Page; p != nil {
		l.Title, l.FirstSeen, l.ReadAt, l.NextTry, l.Fault = p.Title, p.FirstSeen, p.ReadAt, p.NextTry, p.Fault
	}
	if f.Clipping != nil {
		l.Clipping = f.Clipping.ID
		for _, r := range f.Clipping.Reviews {
			l.Projects = append(l.Projects, whyProject{r.Project, r.Verdict, append([]string{}, r.Keywords...), r.ByHand, r.FiledBy})
		}
	}
	return l
}
