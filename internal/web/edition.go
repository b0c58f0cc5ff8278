package web

import (
	"net/http"
	"strings"
)

// tagOf is the ETag of an edition.
func tagOf(edition string) string { return `"` + edition + `"` }

// editions are those that If-Match names; nil where it names none, or any.
func editions(r *http.Request) (all []string) {
	tags := r.Header.Get("If-Match")
	if tags == "" {
		return nil
	}
	for tag := range strings.SplitSeq(tags, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" {
			return nil
		}
		all = append(all, strings.Trim(tag, `"`))
	}
	return all
}

// unseen is a refusal if whoever puts something in the place of another does not say what they have seen of that.
func (s *site) unseen(r *http.Request) error {
	if r.Header.Get("If-Match") == "" {
		return s.wordsFor(r).refuse(http.StatusPreconditionRequired, "web.api.tag")
	}
	return nil
}
