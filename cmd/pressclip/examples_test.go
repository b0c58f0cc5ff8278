package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"pressclip/internal/query"
)

// example is a query with an article that it matches and one that it does not.
type example struct{ query, yes, no string }

// examples holds the examples that the help prints against articles: all of them are in the file, and the program
// matches as the file says.
func examples(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: examples HELP FILE")
	}
	help, all := ts.ReadFile(args[0]), readExamples(ts, ts.ReadFile(args[1]))
	var want, have []string
	for _, rule := range query.Language() {
		want = append(want, rule.Examples...)
	}
	var queries, articles strings.Builder
	for i, e := range all {
		have = append(have, e.query)
		if !strings.Contains(help, e.query) {
			ts.Fatalf("the help does not show %s", e.query)
		}
		fmt.Fprintln(&queries, e.query)
		fmt.Fprintf(&articles, "{\"id\":%d,%s\n{\"id\":%d,%s\n", i+1, e.yes[1:], -i-1, e.no[1:])
	}
	if !slices.Equal(have, want) {
		ts.Fatalf("the examples are %q, want those of the language: %q", have, want)
	}
	ts.Check(os.WriteFile(ts.MkAbs("queries.txt"), []byte(queries.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("articles.jsonl"), []byte(articles.String()), 0o600))
	ts.Check(ts.Exec("pressclip", "match", "--queries", "queries.txt", "--articles", "articles.jsonl"))
	checkExamples(ts, all)
}

func checkExamples(ts *testscript.TestScript, all []example) {
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	if len(lines) != 2*len(all) {
		ts.Fatalf("%d lines for %d examples", len(lines), len(all))
	}
	for _, line := range lines {
		var got struct {
			ID      int
			Queries []int
		}
		ts.Check(json.Unmarshal([]byte(line), &got))
		if got.ID > 0 && !slices.Contains(got.Queries, got.ID) {
			ts.Fatalf("%s does not match %s", all[got.ID-1].query, all[got.ID-1].yes)
		}
		if got.ID < 0 && slices.Contains(got.Queries, -got.ID) {
			ts.Fatalf("%s matches %s", all[-got.ID-1].query, all[-got.ID-1].no)
		}
	}
}

// readExamples reads three lines each: = query, + article, - article.
func readExamples(ts *testscript.TestScript, text string) []example {
	var all []example
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		sign, rest, _ := strings.Cut(line, " ")
		if sign == "=" {
			all = append(all, example{query: rest})
			continue
		}
		if len(all) == 0 {
			ts.Fatalf("no query before %s", line)
		}
		switch last := &all[len(all)-1]; sign {
		case "+":
			last.yes = rest
		case "-":
			last.no = rest
		default:
			ts.Fatalf("not an example: %s", line)
		}
	}
	return all
}
