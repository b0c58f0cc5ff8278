package visit

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"

	"pressclip/internal/fetch"
	"pressclip/internal/press"
)

// metaAttribute is an attribute of a meta element that matters here, with any quotes.
var metaAttribute = regexp.MustCompile(`(?is)\s(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)

const (
	reservation = "tdm-reservation"
	policy      = "tdm-policy"
	// maxDirectives bounds what is recorded of robots elements.
	maxDirectives = 20
)

// terms is what is said about the use of a page: by itself, by its response, and by its host.
func (r *round) terms(ctx context.Context, resp *fetch.Response) (press.Terms, error) {
	own := pageTerms(resp)
	if r.recorded {
		return own, nil
	}
	host, err := r.web.Terms(ctx, resp.URL)
	if err != nil {
		return own, err
	}
	if own.Robots = host.Robots; own.TDM == press.TDMUnset {
		own.TDM, own.TDMFrom, own.TDMPolicy = host.TDM, host.TDMFrom, host.TDMPolicy
	}
	return own, nil
}

// pageTerms is what a page and its response say themselves. An element of the page goes before the header of the
// response (TDMRep); a value that is neither 0 nor 1 says nothing.
func pageTerms(resp *fetch.Response) press.Terms {
	said := press.Terms{TDM: press.TDMUnset, Directives: directives(nil, resp.Header.Values("X-Robots-Tag"))}
	if word := tdmWord(resp.Header.Values(reservation)); word != press.TDMUnset {
		said.TDM, said.TDMFrom, said.TDMPolicy = word, press.TDMHeader, strings.TrimSpace(resp.Header.Get(policy))
	}
	metas := metaElements(resp)
	if word := tdmWord(metas[reservation]); word != press.TDMUnset {
		said.TDM, said.TDMFrom, said.TDMPolicy = word, press.TDMMeta, strings.Join(metas[policy], " ")
	}
	for _, name := range []string{"robots", fetch.Token} {
		said.Directives = directives(said.Directives, metas[name])
	}
	if !said.Reserved() {
		said.TDMPolicy = "" // it says how to get what is reserved
	}
	return said
}

func tdmWord(values []string) press.TDMWord {
	word := press.TDMUnset
	for _, v := range values {
		switch strings.TrimSpace(v) {
		case "1":
			return press.TDMReserved
		case "0":
			word = press.TDMFree
		}
	}
	return word
}

// metaElements are the contents of the meta elements about the use of the page, by name.
func metaElements(resp *fetch.Response) map[string][]string {
	page := resp.Body // the names and values are ASCII in nearly every encoding
	if bytes.IndexByte(page[:min(len(page), 64)], 0) >= 0 {
		page = resp.HTML() // but not in UTF-16
	}
	found := map[string][]string{}
	for {
		_, rest, more := bytes.Cut(page, []byte("<"))
		if !more {
			return found
		}
		if page = rest; len(page) < 5 || !bytes.EqualFold(page[:4], []byte("meta")) || !strings.ContainsRune(" \t\r\n\f", rune(page[4])) {
			continue
		}
		tag, _, _ := bytes.Cut(page, []byte(">"))
		attribute := map[string]string{}
		for _, m := range metaAttribute.FindAllSubmatch(tag, -1) {
			attribute[strings.ToLower(string(m[1]))] = strings.TrimSpace(string(m[2]) + string(m[3]) + string(m[4]))
		}
		switch name := strings.ToLower(attribute["name"]); name {
		case reservation, policy, "robots", fetch.Token:
			found[name] = append(found[name], attribute["content"])
		}
	}
}

// directives adds what lists of robots directives say, each once. Those of a header for another crawler by name are
// left out; the words of all ("noarchive", "max-snippet:-1") are no names.
func directives(to []string, lists []string) []string {
	for _, list := range lists {
		for _, d := range strings.Split(strings.ToLower(list), ",") {
			d = strings.Join(strings.Fields(d), " ")
			if name, rest, ok := strings.Cut(d, ": "); ok && !strings.HasPrefix(name, "max-") && name != "unavailable_after" {
				if name != fetch.Token {
					break // the rest of this list is for that crawler
				}
				d = rest
			}
			if d != "" && len(to) < maxDirectives && !slices.Contains(to, d) {
				to = append(to, d)
			}
		}
	}
	return to
}
