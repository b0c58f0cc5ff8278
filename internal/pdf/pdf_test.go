package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// drawn is a PDF of one page that is drawn by this content, in WinAnsi.
func drawn(content string, more ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for _, object := range append([]string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
		"<</Title (seite5.indd) /CreationDate (D:20261119081500+01'00')>>",
	}, more...) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R /Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// column draws lines below each other.
const column = "BT /F1 24 Tf 50 700 Td (Ein Haus f\xfcr die Stra\xdfe) Tj ET\n" +
	"BT /F1 10 Tf 12 TL 50 650 Td (Am Kai w\xe4chst der Ankunfts-) Tj T* (ort, sagt die Verwaltung,) Tj T* (\xfcber Nacht.) Tj 0 -30 Td (Der zweite Absatz.) Tj ET\n" +
	"BT /F1 10 Tf 300 650 Td (In der n\xe4chsten Spalte.) Tj ET"

func TestRead(t *testing.T) {
	want := Document{
		Pages: 1, Title: "Ein Haus für die Straße", Made: time.Date(2026, 11, 19, 7, 15, 0, 0, time.UTC),
		Text: "Am Kai wächst der Ankunftsort, sagt die Verwaltung, über Nacht.\nDer zweite Absatz.\nIn der nächsten Spalte.",
	}
	for name, file := range map[string][]byte{
		"plain":        drawn(column),
		"version 2":    bytes.Replace(drawn(column), []byte("%PDF-1.4"), []byte("%PDF-2.0"), 1),
		"and a remark": append(drawn(column), strings.Repeat("<!-- archiviert -->\n", 20)...),
	} {
		got, err := Read(file)
		if got.Made = got.Made.UTC(); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
	}
	if got, err := Read(drawn("0 0 10 10 re f")); err != nil || got.Text+got.Title != "" || got.Pages != 1 {
		t.Errorf("a scan: %+v, %v", got, err)
	}
	font := "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</BaseEncoding /WinAnsiEncoding /Differences [1 /fi /ff]>>>>"
	ligatures := bytes.Replace(drawn("BT /F1 10 Tf 50 650 Td (\x01nden o\x02net) Tj ET", font), []byte("/F1 5 0 R"), []byte("/F1 7 0 R"), 1)
	if got, err := Read(ligatures); err != nil || got.Text+got.Title != "finden offnet" {
		t.Errorf("letters set as one sign: %+v, %v", got, err)
	}
	for title, want := range map[string]string{"Ein Haus": "Ein Haus", "Microsoft Word - Ein Haus": "", "seite 5.indd": "", "Haus": "", strings.Repeat("a ", 200): ""} {
		if got := plausible(title); got != want {
			t.Errorf("%q as a title: %q", title, got)
		}
	}
}

// TestReadBroken: no file that is not whole is more than an error, or a document without what is lost.
func TestReadBroken(t *testing.T) {
	whole := drawn(column)
	for n := 0; n < len(whole)-8; n += 13 {
		if _, err := Read(whole[:n]); !errors.Is(err, ErrUnread) {
			t.Fatalf("cut off after %d bytes: %v", n, err)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	readable := 0
	for range 300 {
		file := bytes.Clone(whole)
		for range 5 {
			file[9+r.IntN(len(file)-9)] = byte(r.IntN(256))
		}
		if _, err := Read(file); err == nil {
			readable++
		} else if !errors.Is(err, ErrUnread) {
			t.Error(err)
		}
	}
	if readable == 0 {
		t.Error("nothing could be read of files with a few wrong bytes")
	}
	deep := strings.Repeat("[", 1<<18)
	if got, err := Read(drawn(deep + column)); err != nil && !errors.Is(err, ErrUnread) || len(got.Text) > len(column) {
		t.Errorf("deep nesting: %d bytes, %v", len(got.Text), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(column))
	f.Add([]byte("BT /F1 1 Tf [(a) -300 (b)] TJ ' Q"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if doc, err := Read(drawn(string(content))); err != nil && !errors.Is(err, ErrUnread) || len(doc.Text) > mostText {
			t.Errorf("%d bytes, %v", len(doc.Text), err)
		}
	})
}
