package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

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

// articleLine is an article as `extract` prints it or as a line of --articles.
type articleLine struct {
	ID any `json:"id"`
	press.Article
}

func (l articleLine) id() any {
	if l.ID != nil {
		return l.ID
	}
	if l.URL != "" {
		return l.URL
	}
	return nil
}

func (a *App) matchOne(ctx context.Context, words string, files []string, asJSON bool) error {
	q, err := a.parseQuery(words)
	if err != nil {
		return err
	}
	for _, file := range files {
		err := a.eachArticle(ctx, file, func(line articleLine) error {
			return a.printMatch(file, q, line.Article, asJSON)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) printMatch(file string, q *query.Query, article press.Article, asJSON bool) error {
	passages, ok := match.Find(match.Analyse(article, article.Site), q.Plan(or(article.Language, "de")))
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

// matchMany prints for each article the numbers of the lines whose queries match it.
func (a *App) matchMany(ctx context.Context, queriesFile, articlesFile string) error {
	plans, numbers, err := a.readQueries(queriesFile)
	if err != nil {
		return err
	}
	set := match.NewSet(plans)
	out := bufio.NewWriter(a.Stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err = a.eachArticle(ctx, articlesFile, func(line articleLine) error {
		matched := []int{}
		for _, i := range set.Find(match.Analyse(line.Article, line.Site)) {
			matched = append(matched, numbers[i])
		}
		return enc.Encode(struct {
			ID      any   `json:"id"`
			Queries []int `json:"queries"`
		}{line.id(), matched})
	})
	return errors.Join(err, out.Flush())
}

// longestLine is far longer than a query can be.
const longestLine = 1 << 20

// readQueries are the queries of a file, one a line, and the numbers of their lines. Empty lines are passed over.
func (a *App) readQueries(file string) (plans []query.Plan, numbers []int, err error) {
	in, err := a.openInput(file)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	scan := bufio.NewScanner(in)
	scan.Buffer(nil, longestLine)
	n := 1
	for ; scan.Scan(); n++ {
		words := strings.TrimSpace(scan.Text())
		if words == "" {
			continue
		}
		q, err := a.parseQuery(words)
		if err != nil {
			return nil, nil, &usageError{fmt.Sprintf("%s:%d: %s", file, n, a.sentence(err))}
		}
		plans, numbers = append(plans, q.Plan("de")), append(numbers, n)
	}
	if errors.Is(scan.Err(), bufio.ErrTooLong) {
		return nil, nil, &usageError{fmt.Sprintf("%s:%d: %s", file, n, a.text("query."+query.CodeTooLong, "", query.MaxLength))}
	}
	return plans, numbers, scan.Err()
}

// eachArticle calls do for every article in a file of JSON values, one or many.
func (a *App) eachArticle(ctx context.Context, file string, do func(articleLine) error) error {
	in, err := a.openInput(file)
	if err != nil {
		return err
	}
	defer in.Close()
	dec := json.NewDecoder(bufio.NewReader(in))
	for n := 1; ctx.Err() == nil; n++ {
		var line articleLine
		if err := dec.Decode(&line); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return errors.New(a.text("main.bad_article", file, n, err.Error()))
		}
		if err := do(line); err != nil {
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
