package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"pressclip/internal/press"
)

const sentence = "Der Umbau des Bahnhofsviertels beginnt im Frühjahr. "

// pack encodes with the encodings named in a Content-Encoding header; "flate" is the bare stream.
func pack(t testing.TB, body []byte, codings ...string) []byte {
	t.Helper()
	for _, coding := range codings {
		var b bytes.Buffer
		var w io.WriteCloser
		switch coding {
		case "gzip":
			w = gzip.NewWriter(&b)
		case "br":
			w = brotli.NewWriter(&b)
		case "deflate":
			w = zlib.NewWriter(&b)
		case "flate":
			w, _ = flate.NewWriter(&b, flate.BestSpeed)
		default:
			t.Fatalf("encoding %q", coding)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		body = b.Bytes()
	}
	return body
}

func TestEncodings(t *testing.T) {
	text := []byte(strings.Repeat(sentence, 50))
	cases := []struct {
		header string
		body   []byte
		want   []byte
		fault  press.FaultCode
	}{
		{"", text, text, ""},
		{"gzip", pack(t, text, "gzip"), text, ""},
		{"X-GZIP", pack(t, text, "gzip"), text, ""},
		{"br", pack(t, text, "br"), text, ""},
		{"deflate", pack(t, text, "deflate"), text, ""},
		{"deflate", pack(t, text, "flate"), text, ""},
		{"gzip, br", pack(t, text, "gzip", "br"), text, ""},
		{"gzip", text, text, ""},
		{"utf-8", text, text, ""},
		{"gzip", nil, nil, ""},
		{"br", nil, nil, ""},
		{"gzip", pack(t, text, "gzip")[:60], nil, press.FaultNetwork},
		{"br", pack(t, text, "br")[:30], nil, press.FaultNetwork},
		{"zstd", text, nil, press.FaultNetwork},
		{"gzip,gzip,gzip,gzip", text, nil, press.FaultNetwork},
	}
	for i, c := range cases {
		t.Run(fmt.Sprint(i, c.header), func(t *testing.T) {
			s := newSite(t).page("/a", func(w http.ResponseWriter, _ *http.Request) {
				if c.header != "" {
					w.Header().Set("Content-Encoding", c.header)
				}
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write(c.body)
			})
			tr, _ := visit(t)
			if c.fault != "" {
				faultOf(t, tr, s.URL+"/a", c.fault)
				return
			}
			r := get(t, tr, s.URL+"/a")
			if !bytes.Equal(r.Body, c.want) || r.Header.Get("Content-Encoding") != "" {
				t.Errorf("%q with %v", r.Body, r.Header)
			}
		})
	}
}

func TestLimitHoldsAfterDecoding(t *testing.T) {
	const limit = 10_000
	exact, over := bytes.Repeat([]byte("a"), limit), bytes.Repeat([]byte("a"), limit+1)
	bomb := bytes.Repeat([]byte("a"), 1<<20)
	for name, body := range map[string][]byte{
		"": over, "gzip": pack(t, bomb, "gzip"), "br": pack(t, bomb, "br"), "deflate": pack(t, bomb, "deflate"),
		"gzip,gzip": pack(t, pack(t, bomb, "gzip"), "gzip"),
	} {
		s := newSite(t).page("/a", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", name)
			_, _ = w.Write(body)
		}).page("/genau", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(exact) })
		tr, _ := visit(t, func(o *Options) { o.MaxBody = limit })
		if f := faultOf(t, tr, s.URL+"/a", press.FaultTooLarge); f.Passing() {
			t.Errorf("%q: %v", name, f)
		}
		_, err := (&http.Client{Transport: tr}).Get(s.URL + "/a")
		wantFault(t, err, press.FaultTooLarge)
		if r := get(t, tr, s.URL+"/genau"); len(r.Body) != limit {
			t.Errorf("%d bytes", len(r.Body))
		}
	}
}

// swallow is a gzip stream that takes in without end and gives nothing out: it has only empty blocks.
type swallow struct{ at int }

func (s *swallow) Read(p []byte) (int, error) {
	head, empty := "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", "\x00\x00\x00\xff\xff"
	for i := range p {
		if s.at < len(head) {
			p[i] = head[s.at]
		} else {
			p[i] = empty[(s.at-len(head))%len(empty)]
		}
		s.at++
	}
	return len(p), nil
}

func TestLimitHoldsBeforeDecoding(t *testing.T) {
	_, err := decoded(&swallow{}, []string{"gzip"}, 1<<20)
	if !errors.Is(err, errTooLarge) {
		t.Errorf("error %v", err)
	}
}

func TestEndlessBody(t *testing.T) {
	endless := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			for r.Context().Err() == nil {
				_, _ = w.Write(bytes.Repeat([]byte(sentence), 100))
			}
		}
	}
	s := newSite(t).page("/a", endless(200)).page("/404", endless(404)).page("/302", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/ziel")
		endless(302)(w, r)
	}).text("/ziel", "ja")
	tr, _ := visit(t, func(o *Options) { o.MaxBody = 100_000 })
	faultOf(t, tr, s.URL+"/a", press.FaultTooLarge)
	if f := faultOf(t, tr, s.URL+"/404", press.FaultStatus); f.Status != 404 {
		t.Errorf("fault %v", f)
	}
	if r := get(t, tr, s.URL+"/302"); string(r.Body) != "ja" {
		t.Errorf("body %q", r.Body)
	}
}

func TestAnnouncedLength(t *testing.T) {
	s := newSite(t).page("/film", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9000000000")
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
	})
	tr, _ := visit(t)
	if f := faultOf(t, tr, s.URL+"/film", press.FaultTooLarge); !strings.Contains(f.Detail, "9000000000") {
		t.Errorf("fault %v", f)
	}
}

func TestCutConnection(t *testing.T) {
	s := newSite(t).page("/a", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte(sentence))
	})
	tr, _ := visit(t)
	if f := faultOf(t, tr, s.URL+"/a", press.FaultNetwork); !f.Passing() {
		t.Errorf("fault %v", f)
	}
}

// TestFileOfItsOwn: a sitemap .xml.gz is a gzip file, not a body in gzip; clients over the transport must not unpack it.
func TestFileOfItsOwn(t *testing.T) {
	plain := []byte("<urlset></urlset>")
	s := newSite(t).page("/sitemap.xml.gz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		_, _ = w.Write(pack(t, plain, "gzip"))
	})
	tr, _ := visit(t)
	r := get(t, tr, s.URL+"/sitemap.xml.gz")
	if got, err := Gunzip(r.Body, 1000); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("%q, error %v", got, err)
	}
	resp, err := (&http.Client{Transport: tr}).Get(s.URL + "/sitemap.xml.gz")
	if err != nil || !resp.Uncompressed || resp.ContentLength != int64(len(r.Body)) {
		t.Errorf("response %+v, error %v", resp, err)
	}
}

func TestGunzip(t *testing.T) {
	text := []byte(strings.Repeat(sentence, 2000))
	packed := pack(t, text, "gzip")
	if got, err := Gunzip(text, 10); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%d bytes, error %v", len(got), err)
	}
	if got, err := Gunzip(packed, int64(len(text))); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%d bytes, error %v", len(got), err)
	}
	got, err := Gunzip(packed, int64(len(text)-1))
	wantFault(t, err, press.FaultTooLarge)
	if got != nil {
		t.Errorf("%d bytes", len(got))
	}
	got, err = Gunzip(packed[:len(packed)-20], int64(len(text)))
	wantFault(t, err, press.FaultNetwork)
	if len(got) == 0 || !bytes.HasPrefix(text, got) {
		t.Errorf("%d bytes of a damaged file", len(got))
	}
}

func FuzzDecoded(f *testing.F) {
	for _, coding := range []string{"gzip", "br", "deflate", "flate"} {
		f.Add(pack(f, []byte(sentence), coding), coding)
	}
	f.Add([]byte(sentence), "gzip,br")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		const limit = 1000
		got, err := decoded(bytes.NewReader(body), []string{header}, limit)
		if len(got) > limit {
			t.Errorf("%d bytes", len(got))
		}
		if errors.Is(err, errTooLarge) && len(body) <= limit && len(got) < limit && !strings.Contains(header, ",") {
			t.Errorf("too large after %d bytes", len(got))
		}
	})
}
