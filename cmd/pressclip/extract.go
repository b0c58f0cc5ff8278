package main

import (
	"bufio"
	"bytes"
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
	"pressclip/internal/weburl"
)

func extractFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.Bool("explain", false, "")
	f.String("url", "", "")
}

const maxInput = 64 << 20 // bytes that are read of one page

// extraction is what `extract` was asked for.
type extraction struct {
	*App
	outlets       []press.Outlet // whose selectors help with their pages
	url           string
	explain, json bool
}

// extract prints the articles in pages: files, addresses, standard input, or recordings of many pages.
func (a *App) extract(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) == 0 || len(args) > 1 && flags.Changed("url") {
		return a.usage("main.extract_args")
	}
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	x := &extraction{App: a, outlets: cfg.Outlets}
	x.url, _ = flags.GetString("url")
	x.explain, _ = flags.GetBool("explain")
	x.json, _ = flags.GetBool("json")
	client := a.newClient(cfg)
	refused := false
	for _, name := range args {
		err := x.one(ctx, client, name)
		var fault *press.Fault
		if errors.As(err, &fault) && len(args) > 1 { // one page of many is told and passed over
			fmt.Fprintln(a.Stderr, a.faultAt(*fault))
			refused = true
			continue
		}
		if err != nil {
			return err
		}
	}
	if refused {
		return errSaid
	}
	return nil
}

func (x *extraction) one(ctx context.Context, client *fetch.Client, name string) error {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		resp, err := client.Over(fetch.NewMemory()).Get(ctx, name, press.Validators{})
		if err != nil {
			return err
		}
		return x.page(resp.HTML(), or(x.url, resp.URL))
	}
	if name == "-" {
		return x.stream(x.Stdin, name)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return x.stream(file, name)
}

// stream prints the article in a page, compressed or not, or those in a recording of any length.
func (x *extraction) stream(r io.Reader, name string) error {
	in := bufio.NewReaderSize(r, 1<<16)
	begin, _ := in.Peek(4096)
	if warc.Is(begin) || strings.HasSuffix(name, ".warc") || strings.HasSuffix(name, ".warc.gz") {
		if err := x.recording(in); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	page, err := io.ReadAll(io.LimitReader(in, maxInput))
	if err != nil {
		return err
	}
	resp := &fetch.Response{Body: page, Header: http.Header{}}
	if bytes.HasPrefix(page, []byte("\x1f\x8b")) {
		if resp, err = fetch.Recorded(x.url, http.Header{"Content-Encoding": {"gzip"}}, page, time.Time{}); err != nil {
			return err
		}
	}
	return x.page(resp.HTML(), x.url)
}

// page prints the article in a page; the error is a *press.Fault where there is none.
func (x *extraction) page(page []byte, url string) error {
	got, err := extract.Extract(page, url, x.selectors(url))
	if x.explain {
		for _, c := range got.Explain {
			mark := "-"
			if c.Chosen {
				mark = "+"
			}
			fmt.Fprintf(x.Stderr, "%s\t%s\t%s\t%.2f\t%s\n", mark, c.Field, c.From, c.Confidence, c.Value)
		}
	}
	if err != nil {
		return err
	}
	if x.json {
		return x.printJSON(got.Article)
	}
	x.printArticle(got.Article)
	return nil
}

// selectors are those of the outlet in the configuration whose site the page is on.
func (x *extraction) selectors(url string) press.Selectors {
	for _, o := range x.outlets {
		if url != "" && weburl.SameSite(o.URL, url) {
			return o.Extract
		}
	}
	return press.Selectors{}
}

// recording prints the article in each HTML response; the ones without are told and passed over.
func (x *extraction) recording(r io.Reader) error {
	return warc.Read(r, func(r warc.Response) error {
		if r.Status != http.StatusOK || !strings.Contains(r.Header.Get("Content-Type"), "html") {
			return nil
		}
		resp, err := fetch.Recorded(r.URL, r.Header, r.Body, r.Date)
		if err == nil {
			err = x.page(resp.HTML(), r.URL)
		}
		var fault *press.Fault
		if errors.As(err, &fault) {
			fmt.Fprintln(x.Stderr, x.faultAt(*fault))
			return nil
		}
		return err
	})
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

// location is the configured zone; UTC, where the configuration cannot be read.
func (a *App) location() *time.Location {
	if a.zone == nil {
		if _, _, err := a.settings(); err != nil {
			a.zone = time.UTC
		}
	}
	return a.zone
}
