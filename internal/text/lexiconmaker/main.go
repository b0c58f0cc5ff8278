// Command lexiconmaker makes the word lists of internal/text from texts: which forms are stems of verbs, which are
// adjectives, which nouns keep an ending that looks like one of inflection, what is a name, and how common the words
// are that compounds are made of. It keeps single words, only those of three texts or more, and never a sequence.
//
//	go run ./internal/text/lexiconmaker forms TEXTS.jsonl.gz… > internal/text/forms.txt
//	go run ./internal/text/lexiconmaker parts TEXTS.jsonl.gz… FORMS.txt > internal/text/parts.txt
//
// The second list is made with the first, so that its words are stems as the program cuts them; after a change of the
// rules make it again. TEXTS holds one JSON object a line with a "text", FORMS.txt one word a line.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: lexiconmaker forms|parts TEXTS.jsonl.gz… [FORMS.txt]")
		os.Exit(2)
	}
	c, err := read(os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "lexiconmaker:", err)
		os.Exit(1)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	switch os.Args[1] {
	case "forms":
		writeForms(out, c)
	case "parts":
		writeParts(out, c)
	}
}

// read counts the words of all files.
func read(paths []string) (*counts, error) {
	c := newCounts()
	for _, path := range paths {
		if err := readFile(c, path); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	return c, nil
}

func readFile(c *counts, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if !strings.HasSuffix(path, ".gz") {
		return readList(c, f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for d := json.NewDecoder(z); ; {
		var article struct{ Title, Text string }
		switch err := d.Decode(&article); err {
		case nil:
			c.add(article.Title + ".\n" + article.Text)
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// readList takes words as of one text each, spelled in lower case.
func readList(c *counts, r io.Reader) error {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		c.listed[strings.TrimSpace(lines.Text())] = true
	}
	return lines.Err()
}
