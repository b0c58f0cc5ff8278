package warc

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha1" // what the field has in its digests; the list beside the file has SHA-256
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"
)

// Ext is the ending of the names of files as Write writes them.
const Ext = ".warc.gz"

// Capture is one answer of a server to be written, with the request for it.
type Capture struct {
	URL      string
	At       time.Time // when the answer had come
	IP       string    // of the server; empty if unknown
	Request  []byte    // as sent; empty if unknown
	Response []byte    // status line, header and body as received
	Software string    // that asked, for the description
	Note     string    // what else is to be said in the description, in one line; may be empty
}

// Write writes a file that holds one capture: a description (warcinfo), the request and the response, which name each
// other. Each is compressed for itself, so that files can be joined by putting one behind the other. Errors are those
// of w.
func Write(w io.Writer, c Capture) error {
	info, request, response := newID(), newID(), newID()
	about := "software: " + oneLine(c.Software) + "\r\nformat: WARC File Format 1.1\r\n" +
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
	if c.Note != "" {
		about += "description: " + oneLine(c.Note) + "\r\n"
	}
	records := []written{{kind: "warcinfo", id: info, content: "application/warc-fields", block: []byte(about)}}
	if len(c.Request) > 0 {
		records = append(records, written{
			kind: "request", id: request, content: "application/http; msgtype=request", block: c.Request, of: &c, info: info, with: response,
		})
	}
	records = append(records, written{
		kind: "response", id: response, content: "application/http; msgtype=response", block: c.Response, of: &c, info: info,
	})
	if len(c.Request) > 0 {
		records[2].with = request
	}
	for _, r := range records {
		if err := r.write(w, c.At); err != nil {
			return err
		}
	}
	return nil
}

// written is one record on its way into a file.
type written struct {
	kind, id, content string
	block             []byte
	of                *Capture // nil in the description
	info, with        string   // IDs of the description, and of the other half of the exchange
}

func (r written) write(w io.Writer, at time.Time) error {
	var head strings.Builder
	head.WriteString("WARC/1.1\r\n")
	field := func(name, value string) {
		if value != "" {
			head.WriteString(name + ": " + value + "\r\n")
		}
	}
	field("WARC-Type", r.kind)
	field("WARC-Record-ID", r.id)
	field("WARC-Date", at.UTC().Format("2006-01-02T15:04:05.000Z"))
	if r.of != nil {
		field("WARC-Target-URI", r.of.URL)
		field("WARC-IP-Address", r.of.IP)
		field("WARC-Warcinfo-ID", r.info)
		field("WARC-Concurrent-To", r.with)
		field("WARC-Payload-Digest", digest(payload(r.block)))
	}
	field("WARC-Block-Digest", digest(r.block))
	field("Content-Type", r.content)
	field("Content-Length", fmt.Sprint(len(r.block)))
	zw := gzip.NewWriter(w)
	for _, part := range [][]byte{[]byte(head.String()), []byte("\r\n"), r.block, []byte("\r\n\r\n")} {
		if _, err := zw.Write(part); err != nil {
			return err
		}
	}
	return zw.Close()
}

// payload is what follows the header of an HTTP message, with every encoding that it was sent in: the readers that
// hold a file against its digests take it so, also where the body came in chunks.
func payload(block []byte) []byte {
	_, body, _ := bytes.Cut(block, []byte("\r\n\r\n"))
	return body
}

func digest(b []byte) string {
	sum := sha1.Sum(b)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

// newID is a new UUID (RFC 9562, version 4) as an ID of a record.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
