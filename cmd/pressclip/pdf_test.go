package main

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pressclip/internal/pdf"
)

// compressed is a PDF whose objects lie in a stream, which lies in itself or in that of the other number.
func compressed(in byte) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	const held = "1 0 <</Type /Catalog>>"
	objects := b.Len()
	fmt.Fprintf(&b, "2 0 obj\n<</Type /ObjStm /N 1 /First 4 /Length %d>>\nstream\n%s\nendstream\nendobj\n", len(held), held)
	start := b.Len()
	second := []byte{1, byte(objects), 0}
	if in != 0 {
		second = []byte{2, in, 0}
	}
	table := bytes.Join([][]byte{{0, 0, 0}, {2, 2, 0}, second, {1, byte(start), 0}}, nil)
	fmt.Fprintf(&b, "3 0 obj\n<</Type /XRef /W [1 1 1] /Size 4 /Root 1 0 R /Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", len(table), table, start)
	return b.Bytes()
}

// TestReadPDF: a file that has its reader recurse without end ends the process that reads it, and nothing else.
func TestReadPDF(t *testing.T) {
	t.Setenv(asProgram, "1")
	if _, err := readPDF(t.Context(), compressed(0)); err != nil {
		t.Errorf("an honest file: %v", err)
	}
	if _, err := readPDF(t.Context(), compressed(2)); !errors.Is(err, pdf.ErrUnread) {
		t.Errorf("a file that lies in itself: %v", err)
	}
}
