package fetch

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestRecorded(t *testing.T) {
	var packed bytes.Buffer
	zw := gzip.NewWriter(&packed)
	_, _ = zw.Write([]byte("<p>Gr\xfc\xdfe</p>"))
	_ = zw.Close()
	header := http.Header{"Content-Encoding": {"gzip"}, "Content-Type": {"text/html; charset=iso-8859-1"}}
	r, err := Recorded("https://blatt.example/a", header, packed.Bytes(), time.Time{})
	if err != nil || string(r.HTML()) != "<p>Grüße</p>" {
		t.Errorf("recorded page: %v, %+v", err, r)
	}
	var f *press.Fault
	if _, err = Recorded("https://blatt.example/b", header, packed.Bytes()[:12], time.Time{}); !errors.As(err, &f) {
		t.Errorf("a body that is cut off: %v", err)
	}
}
