package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
)

func matchFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.String("queries", "", "")
	f.String("articles", "", "")
}

// match says which articles a query, or each of many queries, matches.
func (a *App) match(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if _, _, err := a.settings(); err != nil {
		return err
	}
	queries, _ := flags.GetString("queries")
	articles, _ := flags.GetString("articles")
	switch {
	case queries != "" && articles != "" && len(args) == 0:
		return a.matchMany(ctx, queries, articles)
	case queries == "" && articles == "" && len(args) >= 2:
		asJSON, _ := flags.GetBool("json")
		return a.matchOne(ctx, args[0], args[1:], asJSON)
	}
	return a.usage("main.match_args")
}

func (a *App) matchOne(ctx context.Context, words string, files []string, asJSON bool) error {
	q, err := a.parseQuery(words)
	if err != nil {
		return err
	}
	for _, file := range files {
		err := a.eachArticle(ctx, file, func(article press.Article) error {
			return a.printMatch(file, q, article, asJSON)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) printMatch(file string, q *query.Query, article press.Article, asJSON bool) error {
	passages, ok := match.Find(match.Analyse(article, article.Site), q.Plan(article.Language))
	passages = match.Quote(article, article.Site, passages)
	if asJSON {
		return a.printJSON(struct {
			File     string          `json:"file"`
			Matches  bool            `json:"matches"`
			Passages []press.Passage `json:"passages"`
		}{file, ok, append([]press.Passage{}, passages...)})
	}
	if !ok {
		_, err := fmt.Fprintf(a.Stdout, "%s: %s\n", file, a.text("main.no_match"))
		return err
	}
	fmt.Fprintf(a.Stdout, "%s: %s\n", file, a.text("main.matches"))
	for _, p := range passages {
		fmt.Fprintf(a.Stdout, "  %s %d–%d: %s\n", p.Field, p.Start, p.End, p.Text)
	}
	return nil
}

// eachArticle calls do for every article in a file of JSON values, one or many.
func (a *App) eachArticle(ctx context.Context, file string, do func(press.Article) error) error {
	in, err := a.openInput(file)
	if err != nil {
		return err
	}
	defer in.Close()
	dec := json.NewDecoder(bufio.NewReader(in))
	for n := 1; ctx.Err() == nil; n++ {
		var article press.Article
		if err := dec.Decode(&article); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return errors.New(a.text("main.bad_article", file, n, err.Error()))
		}
		if err := do(article); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (a *App) openInput(file string) (io.ReadCloser, error) {
	if file == "-" {
		return io.NopCloser(a.Stdin), nil
	}
	return os.Open(file)
}
