// Package warc reads the responses that a WARC file (ISO 28500) holds, and writes such files. It never follows or
// fetches anything.
package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// maxRecord bounds what is kept of one record; longer ones are passed over, as the fetcher would refuse them.
const maxRecord = 32 << 20

// Response is an HTTP response as it was recorded. Its body is as it was sent: Header may name a content encoding.
type Response struct {
	URL    string
	Date   time.Time // when it was recorded; zero if the record does not say
	Status int
	Header http.Header
	Body   []byte
	Block  []byte // status line, header and body as they stand in the record
	Place  Place  // of the record
}

// ErrFormat says that the file is no WARC file, or no longer one from some record on.
var ErrFormat = errors.New("not in WARC format")

// Is says whether these bytes begin a WARC file, compressed or not.
func Is(begin []byte) bool {
	if bytes.HasPrefix(begin, []byte{0x1f, 0x8b}) {
		zr, err := gzip.NewReader(bytes.NewReader(begin))
		if err != nil {
			return false
		}
		magic := make([]byte, 5)
		_, err = io.ReadFull(zr, magic)
		return err == nil && string(magic) == "WARC/"
	}
	return bytes.HasPrefix(begin, []byte("WARC/"))
}

// Read calls do for every response record, in the order of the file, compressed record by record or not at all. It
// stops at the first error of do. A file that breaks off is read to the break and ends with ErrFormat.
func Read(r io.Reader, do func(Response) error) error {
	t, err := newTape(r, 0)
	if err != nil {
		return err
	}
	return t.read(Place{}, math.MaxInt64, do)
}

// read calls do for the responses from a place on, which is not before the tape begins, to those that begin at a byte.
func (t *tape) read(from Place, end int64, do func(Response) error) error {
	var at Place
	for {
		if err := t.toRecord(&at); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if at.Byte >= end {
			return nil
		}
		header, length, err := readHeader(t.in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		each := do
		if at.Byte == from.Byte && at.Nth < from.Nth {
			each = func(Response) error { return nil }
		}
		if err := readBlock(t.in, header, length, at, each); err != nil {
			return err
		}
	}
}

// readHeader reads the next record's header. io.EOF says that there is none.
func readHeader(in *bufio.Reader) (textproto.MIMEHeader, int64, error) {
	lines := textproto.NewReader(in)
	version, err := lines.ReadLine()
	if err != nil {
		return nil, 0, asFormat(err)
	}
	if !strings.HasPrefix(version, "WARC/") {
		return nil, 0, fmt.Errorf("%w: a record begins with %.20q", ErrFormat, version)
	}
	header, err := lines.ReadMIMEHeader()
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return nil, 0, fmt.Errorf("%w: a record without a length", ErrFormat)
	}
	return header, length, nil
}

func asFormat(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("%w: %w", ErrFormat, err)
}

func readBlock(in *bufio.Reader, header textproto.MIMEHeader, length int64, at Place, do func(Response) error) error {
	kind := strings.ToLower(header.Get("Content-Type"))
	if header.Get("WARC-Type") != "response" || !strings.HasPrefix(kind, "application/http") || length > maxRecord {
		if n, err := io.CopyN(io.Discard, in, length); err != nil {
			return fmt.Errorf("%w: a record breaks off after %d of %d bytes", ErrFormat, n, length)
		}
		return nil
	}
	var block bytes.Buffer // grows with what is there, not with what the header promises
	if n, err := io.CopyN(&block, in, length); err != nil {
		return fmt.Errorf("%w: a record breaks off after %d of %d bytes", ErrFormat, n, length)
	}
	resp, ok := parse(block.Bytes())
	if !ok {
		return nil // one unreadable response is no reason to give up the others
	}
	resp.URL = strings.Trim(header.Get("WARC-Target-URI"), "<>")
	resp.Date, _ = time.Parse(time.RFC3339, header.Get("WARC-Date"))
	resp.Place = at
	return do(resp)
}

func parse(block []byte) (Response, bool) {
	raw := bufio.NewReader(bytes.NewReader(block))
	resp, err := http.ReadResponse(raw, nil)
	if err != nil {
		return Response{}, false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil && len(resp.TransferEncoding) > 0 {
		// Many writers keep the header of a chunked transfer and store the body without its chunks.
		_, body, _ = bytes.Cut(block, []byte("\r\n\r\n"))
	}
	return Response{Status: resp.StatusCode, Header: resp.Header, Body: body, Block: block}, true
}
