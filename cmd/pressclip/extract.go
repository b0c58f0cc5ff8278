package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"pressclip/internal/extract"
	"pressclip/internal/fetch"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/warc"
)

func extractFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.Bool("explain", false, "")
	f.String("url", "", "")
}

// extract prints the article in a page: a file, an address or standard input.
func (a *App) extract(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) != 1 {
		return a.usage("main.extract_args")
	}
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	pageURL, _ := flags.GetString("url")
	explain, _ := flags.GetBool("explain")
	asJSON, _ := flags.GetBool("json")
	if strings.HasSuffix(args[0], ".warc") || strings.HasSuffix(args[0], ".warc.gz") {
		return a.extractWARC(args[0], explain, asJSON)
	}
	page, read, err := a.readPage(ctx, a.newClient(cfg), args[0])
	if err != nil {
		return err
	}
	return a.extractPage(page, or(pageURL, read), explain, asJSON)
}

// extractPage prints the article in a page; the error is a *press.Fault where there is none.
func (a *App) extractPage(page []byte, url string, explain, asJSON bool) error {
	got, err := extract.Extract(page, url, press.Selectors{})
	if explain {
		for _, c := range got.Explain {
			fmt.Fprintf(a.Stderr, "%s\t%s\t%v\n", c.Field, c.From, c.Value)
		}
	}
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(got.Article)
	}
	a.printArticle(got.Article)
	return nil
}

// extractWARC prints the article in each HTML response; the ones without are told and passed over.
func (a *App) extractWARC(name string, explain, asJSON bool) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	err = warc.Read(file, func(r warc.Response) error {
		if r.Status != http.StatusOK || !strings.Contains(r.Header.Get("Content-Type"), "html") {
			return nil
		}
		resp, err := fetch.Recorded(r.URL, r.Header, r.Body, r.Date)
		if err == nil {
			err = a.extractPage(resp.HTML(), r.URL, explain, asJSON)
		}
		var fault *press.Fault
		if errors.As(err, &fault) {
			fmt.Fprintln(a.Stderr, a.faultAt(*fault))
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readPage is the page at an address, in a file, or on standard input, as UTF-8, with the address it was read from.
func (a *App) readPage(ctx context.Context, client *fetch.Client, name string) (page []byte, url string, err error) {
	switch {
	case name == "-":
		page, err = io.ReadAll(a.Stdin)
	case strings.HasPrefix(name, "http://"), strings.HasPrefix(name, "https://"):
		resp, err := client.Over(fetch.NewMemory()).Get(ctx, name, press.Validators{})
		if err != nil {
			return nil, "", err
		}
		return resp.HTML(), resp.URL, nil
	default:
		page, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, "", err
	}
	return (&fetch.Response{Body: page, Header: http.Header{}}).HTML(), "", nil
}

func (a *App) printJSON(value any) error {
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(value)
}

func (a *App) printArticle(article press.Article) {
	w := a.Stdout
	fmt.Fprintln(w, article.Title)
	var line []string
	if article.Site != "" {
		line = append(line, article.Site)
	}
	if !article.Published.IsZero() {
		line = append(line, locale.DateTime(a.lang, article.Published, a.Now().In(a.location())))
	}
	line = append(line, article.Authors...)
	if article.Paywalled != nil && *article.Paywalled {
		line = append(line, a.text("main.paywalled"))
	}
	if len(line) > 0 {
		fmt.Fprintln(w, strings.Join(line, " · "))
	}
	if article.Text != "" {
		fmt.Fprintf(w, "\n%s\n", strings.ReplaceAll(article.Text, "\n", "\n\n"))
	}
}

// location is the configured zone, as far as it is known already.
func (a *App) location() *time.Location {
	if cfg, _, err := a.settings(); err == nil {
		return cfg.Location()
	}
	return time.UTC
}
