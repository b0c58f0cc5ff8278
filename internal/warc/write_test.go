package warc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nlnwa/gowarc/v3"
)

const requestOfA = "GET /a HTTP/1.1\r\nHost: blatt.example\r\nUser-Agent: pressclip/test\r\n\r\n"

// captures are answers as they come: plain, in chunks, compressed beyond reading, and without anything in them.
func captures() []Capture {
	at := time.Date(2026, 5, 4, 8, 0, 0, 123e6, time.UTC)
	binary := "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 6\r\n\r\n\x00\xff\r\n\x1f\x8b"
	return []Capture{
		{URL: "https://blatt.example/a", At: at, IP: "192.0.2.7", Request: []byte(requestOfA), Response: []byte(plain), Software: "pressclip/test\r\nx: y", Note: "Beleg"},
		{URL: "https://blatt.example/b", At: at.Add(time.Second), IP: "2001:db8::7", Request: []byte(requestOfA), Response: []byte(chunked), Software: "pressclip"},
		{URL: "https://blatt.example/c?d=%C3%A4", At: at.Add(time.Hour), Response: []byte(binary), Software: "pressclip"},
		{URL: "https://blatt.example/e", At: at, Request: []byte(requestOfA), Response: []byte("HTTP/1.1 204 No Content\r\n\r\n"), Software: "pressclip"},
	}
}

func joined(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, c := range captures() {
		if err := Write(&out, c); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// What Write writes, Read reads.
func TestWriteRead(t *testing.T) {
	raw := joined(t)
	if !Is(raw) {
		t.Error("not seen as a WARC file")
	}
	var got []Response
	if err := Read(bytes.NewReader(raw), func(r Response) error { got = append(got, r); return nil }); err != nil {
		t.Fatal(err)
	}
	for i, c := range captures() {
		if i >= len(got) || got[i].URL != c.URL || !got[i].Date.Equal(c.At) || !bytes.Equal(got[i].Block, c.Response) {
			t.Errorf("%s was read as %+v", c.URL, got)
			break
		}
	}
	if string(got[1].Body) != "Markt" || got[3].Status != 204 {
		t.Errorf("bodies %q, status %d", got[1].Body, got[3].Status)
	}
}

// A strict reader of others finds nothing to complain about: neither in form nor in digests.
func TestWriteStrict(t *testing.T) {
	records, err := gowarc.NewWarcFileReaderFromStream(bytes.NewReader(joined(t)), 0, gowarc.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	var kinds []string
	byID := map[string]gowarc.WarcRecord{}
	responses := 0
	for record, err := range records.Records() {
		if err != nil {
			t.Fatal(err)
		}
		r := record.WarcRecord
		kinds = append(kinds, r.Type().String())
		byID[r.RecordId()] = r
		if r.Type() == gowarc.Response {
			c := captures()[responses]
			responses++
			same(t, "target", r.WarcHeader().Get(gowarc.WarcTargetURI), c.URL)
			if err := r.Block().(interface{ Cache() error }).Cache(); err != nil {
				t.Fatal(err)
			}
			if found, err := r.ValidateDigest(); err != nil || len(found)+len(record.Validation) > 0 {
				t.Errorf("%s: %v, %v, %v", c.URL, err, found, record.Validation)
			}
			raw, err := r.Block().RawBytes()
			if err != nil {
				t.Fatal(err)
			}
			block, _ := io.ReadAll(raw)
			same(t, "block", string(block), string(c.Response))
		} else if found, err := r.ValidateDigest(); err != nil || len(found)+len(record.Validation) > 0 {
			t.Errorf("%s: %v, %v, %v", r.RecordId(), err, found, record.Validation)
		}
	}
	same(t, "records", strings.Join(kinds, " "), "warcinfo request response warcinfo request response warcinfo response warcinfo request response")
	for id, r := range byID {
		if with := r.WarcHeader().Get(gowarc.WarcConcurrentTo); with != "" {
			same(t, "concurrent to", byID[strings.Trim(with, "<>")].WarcHeader().Get(gowarc.WarcConcurrentTo), "<"+id+">")
		}
	}
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// reads has warcio, which Webrecorder's tools are built on, read a file, and prints what it found and whether the
// digests are right.
const reads = `
import { createReadStream } from "node:fs";
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
const { WARCParser } = await import(pathToFileURL(process.argv[2]));
const base32 = (bytes) => {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	let bits = "";
	for (const b of bytes) bits += b.toString(2).padStart(8, "0");
	return bits.match(/.{5}/g).map((five) => letters[parseInt(five, 2)]).join("");
};
for await (const record of new WARCParser(createReadStream(process.argv[3]), { keepHeadersCase: true, parseHttp: false })) {
	const block = await record.readFully(false);
	const digest = "sha1:" + base32(createHash("sha1").update(block).digest());
	console.log(JSON.stringify({ type: record.warcType, url: record.warcTargetURI, id: record.warcHeader("WARC-Record-ID"),
		with: record.warcHeader("WARC-Concurrent-To"), right: digest === record.warcBlockDigest, length: block.length }));
}
for await (const record of new WARCParser(createReadStream(process.argv[3]))) {
	if (record.warcType === "response" && record.warcTargetURI.endsWith("/b"))
		console.log(JSON.stringify({ type: "text", url: record.warcTargetURI, text: await record.contentText(), status: record.httpHeaders.statusCode }));
}
`

// warcio is where npm put it: into the folder that the variable names, or for all; see .ci/run.
func warcio(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PRESSCLIP_TEST_TOOLS")
	if dir == "" {
		t.Skip("PRESSCLIP_TEST_TOOLS is not set")
	}
	root, err := exec.CommandContext(t.Context(), "npm", "root", "-g").Output()
	if err != nil {
		t.Fatalf("PRESSCLIP_TEST_TOOLS is set, but npm does not answer: %v", err)
	}
	for _, modules := range []string{filepath.Join(dir, "node_modules"), strings.TrimSpace(string(root))} {
		path := filepath.Join(modules, "warcio", "dist", "index.js")
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Fatal("PRESSCLIP_TEST_TOOLS is set, but npm has no warcio there")
	return ""
}

func TestWriteForWarcio(t *testing.T) {
	lib := warcio(t)
	dir := t.TempDir()
	file, script := filepath.Join(dir, "a"+Ext), filepath.Join(dir, "reads.mjs")
	for name, content := range map[string][]byte{file: joined(t), script: []byte(reads)} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "node", script, lib, file).Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Fatalf("%v: %s", err, failed.Stderr)
		}
		t.Fatal(err)
	}
	type line struct {
		Type, URL, ID, With, Text string
		Right                     bool
		Status, Length            int
	}
	var kinds []string
	byID := map[string]line{}
	for _, text := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		if l.Type == "text" {
			same(t, "text", l.Text, "Markt")
			continue
		}
		if !l.Right {
			t.Errorf("%+v has another digest", l)
		}
		kinds = append(kinds, l.Type)
		byID[l.ID] = l
	}
	same(t, "records", strings.Join(kinds, " "), "warcinfo request response warcinfo request response warcinfo response warcinfo request response")
	for id, l := range byID {
		if l.With != "" {
			same(t, "concurrent to", byID[l.With].With, id)
		}
	}
}
