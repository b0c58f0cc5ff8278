package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/internal/export"
	"pressclip/internal/search"
)

func exportFlags(f *pflag.FlagSet) {
	f.String("format", "", "")
	f.Bool("semicolon", false, "")
	f.String("about", "", "")
	filterFlags(f)
}

// export writes everything that a query finds in a format that other programs read.
func (a *App) export(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	format, _ := flags.GetString("format")
	if !slices.Contains(export.Formats(), export.Format(format)) {
		return a.usage("main.bad_format", format, formatNames())
	}
	if len(args) == 0 {
		return a.usage("main.export_args")
	}
	request, err := a.filtered(flags, strings.Join(args, " "))
	if err != nil {
		return err
	}
	semicolon, _ := flags.GetBool("semicolon")
	about, _ := flags.GetString("about")
	if running, err := a.exportFar(ctx, request, format, semicolon, about); running {
		return err
	}
	return a.withSearch(ctx, func(s *search.Search) error {
		request := byNewNames(ctx, s.Archive, request)
		found, err := s.Export(ctx, request)
		if err != nil {
			return a.badDay(err)
		}
		if found.Total == 0 {
			if err := a.knownNames(ctx, s.Archive, request); err != nil {
				return err
			}
		}
		st, err := s.State(ctx, request, found)
		if err != nil {
			return err
		}
		o := export.Options{Format: export.Format(format), Location: s.Location, Title: "pressclip: " + request.Query, Language: a.lang, Now: a.Now()}
		if semicolon {
			o.Comma = ';'
		}
		if err := export.Write(a.Stdout, o, found.Hits(ctx)); err != nil {
			return err
		}
		text, err := []byte(st.Text(a.lang)), error(nil)
		if strings.HasSuffix(about, ".json") {
			text, err = st.JSON()
		}
		return errors.Join(err, a.tellAbout(about, text))
	})
}

func formatNames() string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// tellAbout writes the statement about an export into the file of that name, or, without a name, where errors go: the
// export itself may stand on the standard output.
func (a *App) tellAbout(file string, text []byte) error {
	if file == "" {
		_, err := a.Stderr.Write(text)
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// exportFar lets the running process write it, if there is one.
func (a *App) exportFar(ctx context.Context, r search.Request, format string, semicolon bool, about string) (running bool, err error) {
	parameters := url.Values{
		"q": {r.Query}, "project": r.Projects, "outlet": r.Outlets, "from": {r.From}, "to": {r.To}, "verdict": {string(r.Verdict)},
		"paywall": {string(r.Paywall)}, "tag": r.Tags, "format": {format},
	}
	if semicolon {
		parameters.Set("separator", "semicolon")
	}
	running, err = a.askFor(ctx, http.MethodGet, "/api/v1/export", parameters, func(body io.Reader) error {
		_, err := io.Copy(a.Stdout, body)
		return err
	})
	if !running || err != nil {
		return running, err
	}
	parameters.Set("format", "about")
	if strings.HasSuffix(about, ".json") {
		parameters.Set("format", "about.json")
	}
	return a.askFor(ctx, http.MethodGet, "/api/v1/export", parameters, func(body io.Reader) error {
		text, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		return a.tellAbout(about, text)
	})
}

// withSearch opens archive and index, brings the index up to date and searches.
func (a *App) withSearch(ctx context.Context, do func(*search.Search) error) error {
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	record, err := a.openArchive(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer record.Close()
	view, err := a.openIndex(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer view.Close()
	if _, err := view.Follow(ctx, record); err != nil {
		return err
	}
	return do(a.newSearch(cfg, record, view))
}

// badDay words a day that is none.
func (a *App) badDay(err error) error {
	var day *search.DayError
	if errors.As(err, &day) {
		return a.usage("main.bad_day", day.Value)
	}
	return err
}
