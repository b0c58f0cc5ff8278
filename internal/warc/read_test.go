package warc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func record(kind, uri, block string) string {
	contentType := "application/http; msgtype=response"
	if kind == "warcinfo" {
		contentType = "application/warc-fields"
	}
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-05-04T08:00:00Z\r\n"+
		"Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, uri, contentType, len(block), block)
}

const (
	plain    = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Markt</h1>"
	chunked  = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nMarkt\r\n0\r\n\r\n"
	stripped = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<h1>ohne Stücke</h1>"
)

func file() string {
	return record("warcinfo", "", "software: test\r\n") + record("response", "<https://blatt.example/a>", plain) +
		record("response", "https://blatt.example/b", chunked) + record("response", "https://blatt.example/c", stripped) +
		record("response", "https://blatt.example/d", "no http at all")
}

func read(t *testing.T, raw string) (seen []string, err error) {
	t.Helper()
	err = Read(strings.NewReader(raw), func(r Response) error {
		seen = append(seen, fmt.Sprintf("%s %d %s %s", r.URL, r.Status, r.Body, r.Date.Format("2006-01-02")))
		return nil
	})
	return seen, err
}

func TestRead(t *testing.T) {
	want := []string{
		"https://blatt.example/a 200 <h1>Markt</h1> 2026-05-04",
		"https://blatt.example/b 200 Markt 2026-05-04",
		"https://blatt.example/c 200 <h1>ohne Stücke</h1> 2026-05-04",
	}
	var packed bytes.Buffer
	for _, part := range strings.SplitAfter(file(), "\r\n\r\nWARC") { // members end anywhere
		zw := gzip.NewWriter(&packed)
		_, _ = zw.Write([]byte(part))
		_ = zw.Close()
	}
	for name, raw := range map[string]string{"plain": file(), "gzip": packed.String()} {
		got, err := read(t, raw)
		if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %v\n%s", name, err, strings.Join(got, "\n"))
		}
	}
}

func TestReadBroken(t *testing.T) {
	for name, raw := range map[string]string{
		"cut off":   file()[:600],
		"no warc":   "<html>",
		"no length": "WARC/1.0\r\nWARC-Type: response\r\n\r\n",
	} {
		if got, err := read(t, raw); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: error %v after %v", name, err, got)
		}
	}
	if got, err := read(t, file()[:600]); len(got) != 1 {
		t.Errorf("a file that breaks off gave %v, %v", got, err)
	}
	stop := errors.New("enough")
	if err := Read(strings.NewReader(file()), func(Response) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the caller's error became %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(file()))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_ = Read(bytes.NewReader(raw), func(Response) error { return nil })
	})
}
