package visit

import (
	"bytes"
	"regexp"
	"strings"

	"pressclip/internal/fetch"
)

// The attributes of a meta element that matter here, in any order and with any quotes.
var (
	metaTag       = regexp.MustCompile(`(?is)<meta\s[^>]*>`)
	reservedName  = regexp.MustCompile(`(?is)\sname\s*=\s*["']?\s*tdm-reservation\s*["'\s/>]`)
	reservedValue = regexp.MustCompile(`(?is)\scontent\s*=\s*["']?\s*1\s*["'\s/>]`)
)

const reservation = "tdm-reservation"

// reserved says that the page reserves the rights of text and data mining (TDMRep), in its header or in a meta
// element. What robots.txt or a robots element say about indexing is another matter.
func reserved(resp *fetch.Response) bool {
	for _, value := range resp.Header.Values(reservation) {
		if strings.TrimSpace(value) == "1" {
			return true
		}
	}
	if !mentions(resp.Body, reservation) {
		return false
	}
	for _, tag := range metaTag.FindAll(resp.HTML(), -1) {
		if reservedName.Match(tag) && reservedValue.Match(tag) {
			return true
		}
	}
	return false
}

// mentions says whether ASCII text, which has a hyphen, stands in body in upper or lower case. It copies nothing: a page is
// large, and nearly none says it.
func mentions(body []byte, text string) bool {
	hyphen := strings.IndexByte(text, '-')
	for at := hyphen; at < len(body); at++ {
		next := bytes.IndexByte(body[at:], '-')
		if next < 0 {
			return false
		}
		at += next
		if from, to := at-hyphen, at-hyphen+len(text); to <= len(body) && bytes.EqualFold(body[from:to], []byte(text)) {
			return true
		}
	}
	return false
}
