package feed

import (
	"regexp"
	"strings"

	"github.com/mmcdole/gofeed"
)

// maxHead bounds what is read again for every entry.
const maxHead = 64 << 10

var (
	entryStart   = regexp.MustCompile(`(?i)<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>`)
	entryEnd     = regexp.MustCompile(`(?i)</(?:[\w.-]+:)?(?:item|entry)\s*>`)
	channelStart = regexp.MustCompile(`(?i)<(?:[\w.-]+:)?channel(?:\s[^<>]*)?>`)
)

// salvage reads the entries of a feed that are whole: all up to where it breaks off, else each for itself. It is nil if
// none is.
func salvage(text string) *gofeed.Feed {
	head, entries := split(text)
	if len(entries) == 0 {
		return nil
	}
	entries = entries[:min(len(entries), maxCandidates)]
	for _, h := range []string{head, bareHead(head)} {
		if len(h) > maxHead {
			continue
		}
		tail := closing(h)
		if f, err := read(h + strings.Join(entries, "\n") + tail); err == nil {
			return f
		}
		if f := oneByOne(h, entries, tail); f != nil {
			return f
		}
	}
	return nil
}

func oneByOne(head string, entries []string, tail string) *gofeed.Feed {
	whole := entries[:0:0]
	for _, e := range entries {
		if _, err := read(head + e + tail); err == nil {
			whole = append(whole, e)
		}
	}
	if len(whole) == 0 {
		return nil
	}
	f, err := read(head + strings.Join(whole, "\n") + tail)
	if err != nil {
		return nil
	}
	return f
}

// split cuts a feed into what stands before its first entry, and its complete entries.
func split(text string) (head string, entries []string) {
	first := entryStart.FindStringIndex(text)
	if first == nil {
		return text, nil
	}
	head = text[:first[0]]
	for rest := text[first[0]:]; ; {
		end := entryEnd.FindStringIndex(rest)
		if end == nil {
			return head, entries
		}
		if starts := entryStart.FindAllStringIndex(rest[:end[0]], -1); starts != nil {
			entries = append(entries, rest[starts[len(starts)-1][0]:end[1]])
		}
		rest = rest[end[1]:]
	}
}

// bareHead is the head without what it says about the feed, in case that is what is broken.
func bareHead(head string) string {
	root := head[:tagEnd(head)]
	if c := channelStart.FindString(head); c != "" && local(tagName(root[1:])) == "rss" {
		return root + c
	}
	return root
}

// closing writes the end tags of all elements that are open at the end of head.
func closing(head string) string {
	var open []string
	for i := 0; i < len(head); {
		lt := strings.IndexByte(head[i:], '<')
		if lt < 0 {
			break
		}
		i += lt
		n, down := tag(head[i:])
		switch {
		case down > 0:
			open = append(open, tagName(head[i+1:]))
		case down < 0:
			name := tagName(head[i+2:])
			for k := len(open) - 1; k >= 0; k-- {
				if open[k] == name {
					open = open[:k]
					break
				}
			}
		}
		i += max(n, 1)
	}
	var b strings.Builder
	for k := len(open) - 1; k >= 0; k-- {
		b.WriteString("</" + open[k] + ">")
	}
	return b.String()
}
