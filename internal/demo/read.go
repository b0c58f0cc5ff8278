package demo

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The articles of an outlet stand in one file. Each begins with "--- " and its number, followed by lines "key: value",
// an empty line, and its paragraphs with empty lines between them:
//
//	title, lead, section, author
//	age      how long before the start it was published ("3h20m", "9d"), or
//	after    how long after it ("40s")
//	wall     paywall, withheld or consent
//	wire     the text of the agency that it brings; what it says itself comes first
//	amends   how long after the start it takes the place of the article of the same number
//
//go:embed articles/*.txt
var texts embed.FS

// block is one article as written.
type block struct {
	id         string
	keys       map[string]string
	paragraphs []string
}

// wireText is the text of the agency by its name.
type wireText map[string]block

const agency = "Bracketaler Landesdienst (bld)"

func readWire() (wireText, error) {
	blocks, err := readBlocks("wire")
	wire := make(wireText, len(blocks))
	for _, b := range blocks {
		wire[b.id] = b
	}
	return wire, err
}

// readArticles reads the articles of one file; none, if there is no name.
func readArticles(name string, wire wireText) ([]article, error) {
	if name == "" {
		return nil, nil
	}
	blocks, err := readBlocks(name)
	if err != nil {
		return nil, err
	}
	var all []article
	for _, b := range blocks {
		if all, err = b.addTo(all, wire); err != nil {
			return nil, fmt.Errorf("article %s: %w", b.id, err)
		}
	}
	return all, nil
}

// addTo makes an article of the block, or a version of one that is there.
func (b block) addTo(all []article, wire wireText) ([]article, error) {
	v, err := b.version(wire)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(a article) bool { return a.id == b.id })
	if amends := b.keys["amends"]; amends != "" {
		if at < 0 {
			return nil, errors.New("amends what is not there")
		}
		v.from, err = span(amends)
		v.section = all[at].versions[0].section
		all[at].versions = append(all[at].versions, v)
		return all, err
	}
	if at >= 0 {
		return nil, errors.New("is there twice")
	}
	if v.from, err = b.published(); err != nil {
		return nil, err
	}
	return append(all, article{id: b.id, at: v.from, wall: wall(b.keys["wall"]), versions: []version{v}}), nil
}

func (b block) version(wire wireText) (version, error) {
	v := version{
		section: b.keys["section"], title: b.keys["title"], lead: b.keys["lead"], author: b.keys["author"], paragraphs: b.paragraphs,
	}
	if name := b.keys["wire"]; name != "" {
		w, ok := wire[name]
		if !ok {
			return v, fmt.Errorf("no text %q of the agency", name)
		}
		v.title, v.lead = cmp.Or(v.title, w.keys["title"]), cmp.Or(v.lead, w.keys["lead"])
		v.author, v.paragraphs = agency, append(v.paragraphs, w.paragraphs...)
	}
	if v.title == "" || v.lead == "" || v.author == "" || len(v.paragraphs) == 0 || v.section == "" && b.keys["amends"] == "" {
		return v, errors.New("title, lead, section, author or text is missing")
	}
	return v, nil
}

// published is when the article appears, counted from the start.
func (b block) published() (time.Duration, error) {
	if after := b.keys["after"]; after != "" {
		return span(after)
	}
	age, err := span(b.keys["age"])
	return -age, err
}

// span reads a duration that may have days: "2d", "3d4h", "40s".
func span(s string) (time.Duration, error) {
	days, rest, ok := strings.Cut(s, "d")
	if !ok {
		return time.ParseDuration(s)
	}
	n, err := strconv.Atoi(days)
	if err != nil {
		return 0, err
	}
	if rest == "" {
		rest = "0s"
	}
	more, err := time.ParseDuration(rest)
	return time.Duration(n)*24*time.Hour + more, err
}

func readBlocks(name string) ([]block, error) {
	data, err := texts.ReadFile("articles/" + name + ".txt")
	if err != nil {
		return nil, err
	}
	return parseBlocks(string(data))
}

func parseBlocks(text string) ([]block, error) {
	var all []block
	text = "\n" + text
	before, rest, _ := strings.Cut(text, "\n--- ")
	if strings.TrimSpace(before) != "" {
		return nil, errors.New("text before the first article")
	}
	if rest == "" {
		return nil, nil
	}
	for written := range strings.SplitSeq(rest, "\n--- ") {
		b, err := parseBlock(written)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

func parseBlock(written string) (block, error) {
	head, body, _ := strings.Cut(written, "\n\n")
	id, lines, _ := strings.Cut(head, "\n")
	b := block{id: strings.TrimSpace(id), keys: map[string]string{}}
	for line := range strings.Lines(lines) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return b, fmt.Errorf("article %s: %q is no key with a value", b.id, line)
		}
		b.keys[key] = value
	}
	for p := range strings.SplitSeq(body, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			b.paragraphs = append(b.paragraphs, p)
		}
	}
	return b, nil
}
