package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"

	"pressclip/internal/press"
)

// maxCodings bounds how many encodings may lie on top of each other.
const maxCodings = 3

// counter counts what passes.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// limiter fails with errTooLarge as soon as there is more than left.
type limiter struct {
	r    io.Reader
	left int64
}

func (l *limiter) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if int64(n) > l.left {
		n, err = int(l.left), errTooLarge
	}
	l.left -= int64(n)
	return n, err
}

// decoded reads a body and takes its encodings off. The limit holds before, between and after them, since each of them
// can swell or swallow without end. On error, what was read so far comes back beside it.
func decoded(r io.Reader, headers []string, limit int64) ([]byte, error) {
	codings := strings.Split(strings.Join(headers, ","), ",")
	if len(codings) > maxCodings {
		return nil, fmt.Errorf("decode body: %d encodings", len(codings))
	}
	r = &limiter{r, limit}
	for i := len(codings) - 1; i >= 0; i-- {
		plain, err := decoder(r, strings.ToLower(strings.TrimSpace(codings[i])))
		if err != nil {
			return nil, err
		}
		if plain != r {
			r = &limiter{plain, limit}
		}
	}
	return io.ReadAll(r)
}

// decoder takes one encoding off. What is named gzip or deflate but evidently is not passes as it is, as does an empty
// body.
func decoder(r io.Reader, coding string) (io.Reader, error) {
	switch coding {
	case "", "identity", "none", "utf-8":
		return r, nil
	case "gzip", "x-gzip", "deflate", "br":
	default:
		return nil, fmt.Errorf("decode body: unasked encoding %.20q", coding)
	}
	b := bufio.NewReader(r)
	head, err := b.Peek(2)
	switch {
	case len(head) == 0 && err == io.EOF:
		return b, nil
	case coding == "br":
		return brotli.NewReader(b), nil
	case coding == "deflate" && isZlib(head):
		return zlib.NewReader(b)
	case coding == "deflate":
		return flate.NewReader(b), nil
	case isGzip(head):
		return gzip.NewReader(b)
	}
	return b, nil
}

func isGzip(head []byte) bool { return len(head) > 1 && head[0] == 0x1f && head[1] == 0x8b }

// isZlib tells deflate as it is meant from the bare stream that some servers send.
func isZlib(head []byte) bool {
	return len(head) > 1 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0
}

// Gunzip unpacks a file that is gzip in its own right, such as a sitemap .xml.gz, up to limit bytes; anything else comes
// back as it is. The error is a *press.Fault without address: FaultTooLarge, or FaultNetwork for a damaged file, of
// which the bytes up to the damage come back beside it.
func Gunzip(body []byte, limit int64) ([]byte, error) {
	if !isGzip(body) {
		return body, nil
	}
	plain, err := decoded(bytes.NewReader(body), []string{"gzip"}, limit)
	if err == nil {
		return plain, nil
	}
	f := &press.Fault{Code: classify(err), Detail: err.Error()}
	if f.Code == press.FaultTooLarge {
		return nil, f
	}
	return plain, f
}
