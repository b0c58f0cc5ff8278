package sitemap

import (
	"bytes"
	"compress/gzip"
	"io"
)

// unpack undoes gzip, also twice, up to the limit of size; cut says that something is missing at the end.
func unpack(body []byte) (_ []byte, cut bool) {
	for range 2 {
		if !isGzip(body) {
			break
		}
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, true
		}
		body, err = io.ReadAll(io.LimitReader(z, maxBytes+1))
		cut = cut || err != nil
	}
	if len(body) > maxBytes {
		return body[:maxBytes], true
	}
	return body, cut
}
