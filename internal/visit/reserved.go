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
	if !bytes.Contains(bytes.ToLower(resp.Body), []byte(reservation)) {
		return false
	}
	for _, tag := range metaTag.FindAll(resp.HTML(), -1) {
		if reservedName.Match(tag) && reservedValue.Match(tag) {
			return true
		}
	}
	return false
}
