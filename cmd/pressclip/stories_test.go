package main

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"pressclip/internal/archive"
)

// TestSketchMissing brings the clippings of an archive that knew no stories into one each, and says so once.
func TestSketchMissing(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }
	backup, err := archive.OpenBackup(t.Context(), "../../internal/archive/testdata/schema-3.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "old.db")
	if _, err := archive.Restore(t.Context(), archive.Options{DSN: dsn}, backup, archive.RestoreOptions{}); err != nil {
		t.Fatal(err)
	}
	record, err := archive.Open(t.Context(), archive.Options{DSN: dsn, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	var said bytes.Buffer
	j := &running{App: &App{Now: clock, lang: "en"}, record: record, log: slog.New(slog.NewTextHandler(&said, nil))}
	j.sketchMissing(t.Context())
	if n := bytes.Count(said.Bytes(), []byte("2 older clippings")); n != 1 {
		t.Errorf("it said %q", said.String())
	}
	said.Reset()
	j.sketchMissing(t.Context())
	if said.Len() > 0 {
		t.Errorf("then it said %q", said.String())
	}
}
