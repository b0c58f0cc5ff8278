package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
)

// Place is where a record stands in a file: it is the Nth, from 0, after a byte at which one begins that can be read
// without what comes before it.
type Place struct {
	Byte int64
	Nth  int
}

// Begins are the bytes of a file from which on it can be read in so many parts at most, each of them at least so many
// bytes long: 0 alone where the file is not compressed, because then a record is found by those before it.
func Begins(file io.ReaderAt, size int64, most int, least int64) ([]int64, error) {
	packed, err := packed(file)
	if err != nil {
		return nil, err
	}
	begins := []int64{0}
	if n := min(int64(most), size/max(least, 1)); packed {
		for i := int64(1); i < n; i++ {
			begins = append(begins, size/n*i)
		}
	}
	return begins, nil
}

// ReadPart is Read for those records of a file that come from a place on and begin before a byte: where parts follow each
// other, every record is in one of them, and in one only. From is a byte of Begins, or the Place of a record. Where
// records do not begin with a member of the compressed file, the part before has them.
func ReadPart(file io.ReaderAt, from Place, end int64, do func(Response) error) error {
	packed, err := packed(file)
	if err != nil {
		return err
	}
	begin := from.Byte
	if packed && begin > 0 {
		var found bool
		if begin, found, err = member(file, begin, end); err != nil || !found {
			return err
		}
	}
	t, err := newTape(io.NewSectionReader(file, begin, math.MaxInt64-begin), begin)
	if err != nil {
		return err
	}
	return t.read(from, end, do)
}

var gzipMagic = []byte{0x1f, 0x8b}

func packed(file io.ReaderAt) (bool, error) {
	magic := make([]byte, len(gzipMagic))
	if _, err := file.ReadAt(magic, 0); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return bytes.Equal(magic, gzipMagic), nil
}

// member is the first byte between two at which a member of a compressed file begins, and a record with it.
func member(file io.ReaderAt, from, end int64) (at int64, found bool, err error) {
	const window = 1 << 16
	buffer := make([]byte, window+len(gzipMagic)-1)
	for ; from < end; from += window {
		n, err := file.ReadAt(buffer, from)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, false, err
		}
		for i := 0; ; i++ {
			next := bytes.Index(buffer[i:n], gzipMagic)
			if next < 0 {
				break
			}
			if i += next; from+int64(i) >= end {
				return 0, false, nil
			}
			if Is(head(file, from+int64(i))) {
				return from + int64(i), true, nil
			}
		}
	}
	return 0, false, nil
}

// head are some bytes of a file, enough to know a record by.
func head(file io.ReaderAt, at int64) []byte {
	begin := make([]byte, 1<<10)
	n, _ := file.ReadAt(begin, at) // what cannot be read is no record
	return begin[:n]
}

// tape is a file from a byte on, unpacked, which knows which of its records begin with a member.
type tape struct {
	in     *bufio.Reader // what is unpacked
	raw    *bufio.Reader // what is not
	behind *counted      // raw
	member *gzip.Reader  // that is unpacked now; nil where the file is not compressed
	begun  int64         // the byte at which it begins
	given  int           // how many bytes of it went into in
}

func newTape(r io.Reader, begin int64) (*tape, error) {
	t := &tape{behind: &counted{r: r, n: begin}, begun: begin}
	t.raw = bufio.NewReaderSize(t.behind, 1<<16)
	t.in = t.raw
	if magic, err := t.raw.Peek(len(gzipMagic)); err != nil || !bytes.Equal(magic, gzipMagic) {
		return t, nil
	}
	var err error
	if t.member, err = gzip.NewReader(t.raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	t.member.Multistream(false)
	t.in = bufio.NewReaderSize(t, 1<<16)
	return t, nil
}

// Read unpacks; it never gives bytes of two members at once.
func (t *tape) Read(p []byte) (int, error) {
	for {
		n, err := t.member.Read(p)
		t.given += n
		if n > 0 || !errors.Is(err, io.EOF) {
			return n, passing(err)
		}
		t.begun, t.given = t.offset(), 0
		if err := t.member.Reset(t.raw); err != nil {
			return 0, err // io.EOF after the last one
		}
		t.member.Multistream(false)
	}
}

// passing is the error without the end of a member, which is not that of the file.
func passing(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// offset is the byte of the file that is to be read next.
func (t *tape) offset() int64 { return t.behind.n - int64(t.raw.Buffered()) }

// toRecord goes on to the next record, past the empty lines that end one, and sets its place. io.EOF says that there is
// none.
func (t *tape) toRecord(at *Place) error {
	for {
		next, err := t.in.Peek(1)
		if err != nil {
			return err
		}
		if next[0] != '\r' && next[0] != '\n' {
			break
		}
		_, _ = t.in.Discard(1) // it was just seen
	}
	at.Nth++
	switch {
	case t.member == nil:
		*at = Place{Byte: t.offset()}
	case t.given == t.in.Buffered():
		*at = Place{Byte: t.begun}
	}
	return nil
}

// counted counts what was read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
