package fetch

import (
	"bytes"
	"net/http"
	"time"

	"pressclip/internal/press"
)

// recordedLimit bounds a recorded body after decoding, as the default of Options.MaxBody bounds one from the web.
const recordedLimit = 20 << 20

// Recorded makes a Response of an answer with status 200 that was recorded elsewhere, with the body as it was sent. It
// keeps body if that is not encoded. The error is a *press.Fault.
func Recorded(url string, header http.Header, body []byte, at time.Time) (*Response, error) {
	plain, err := decoded(bytes.NewReader(body), header.Values("Content-Encoding"), recordedLimit)
	if err != nil {
		return nil, &press.Fault{Code: classify(err), URL: url, Detail: err.Error()}
	}
	return &Response{URL: url, Status: http.StatusOK, Header: header, Body: plain, FetchedAt: at}, nil
}
