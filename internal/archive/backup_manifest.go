package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"os"
	"reflect"
	"time"
)

// backupFormat counts the ways in which the file was laid out. A table or column more is not another layout.
const backupFormat = 1

// The names in the file. It begins with a word to whoever finds it, and ends with the manifest.
const (
	readmeName   = "README.txt"
	manifestName = "manifest.json"
	tablesDir    = "tables/"
	tableExt     = ".jsonl"
	enclosedDir  = "enclosed/"
)

const readme = `This is a backup of pressclip. "pressclip restore FILE" brings it back.

tables/NAME.jsonl holds the rows of a table, one JSON array a line; manifest.json names their columns, counts them and
has a checksum for every file. Times are milliseconds since 1970 in UTC, binary values are Base64.
enclosed/ holds files that were beside the archive, such as its configuration.
`

// Manifest says what is in a backup.
type Manifest struct {
	Format   int            `json:"format"`
	Program  string         `json:"program"` // version that wrote it
	Schema   int64          `json:"schema"`  // form of the archive: the number of its last migration
	Engine   string         `json:"engine"`  // it came from: sqlite or postgres
	Made     time.Time      `json:"made"`
	Tables   []BackupTable  `json:"tables"` // none refers to a later one
	Enclosed []BackupChecks `json:"enclosed"`
}

// BackupTable is a table in a backup.
type BackupTable struct {
	BackupChecks
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	LastID  int64    `json:"last_id,omitempty"` // the highest that was ever given, where the table numbers its rows
}

// BackupChecks are what a file in a backup is verified by.
type BackupChecks struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Rows is how many rows a table has; 0 if it is not there.
func (m Manifest) Rows(table string) int64 {
	for _, t := range m.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// Total is how many rows there are altogether.
func (m Manifest) Total() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// files are the files that the manifest speaks of, by their names in the backup.
func (m Manifest) files() map[string]BackupChecks {
	files := make(map[string]BackupChecks, len(m.Tables)+len(m.Enclosed))
	for _, t := range m.Tables {
		files[tablesDir+t.Name+tableExt] = t.BackupChecks
	}
	for _, e := range m.Enclosed {
		files[enclosedDir+e.Name] = e
	}
	return files
}

// holds reads what was just written and says whether it is what should have been.
func (m Manifest) holds(ctx context.Context, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	b, err := openBackup(f, info.Size())
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(b.Manifest, m) {
		return fmt.Errorf("%w: the manifest reads differently", ErrDamaged)
	}
	return b.verify(ctx)
}

// openBackup reads the manifest.
func openBackup(r io.ReaderAt, size int64) (*OpenedBackup, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged(err)
	}
	b := &OpenedBackup{files: make(map[string]*zip.File, len(z.File)), lines: map[string]int64{}}
	for _, f := range z.File {
		b.files[f.Name] = f
	}
	text, err := b.read(manifestName)
	if err != nil {
		return nil, damaged(err)
	}
	var head struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil || head.Format < 1 {
		return nil, damaged(fmt.Errorf("%s cannot be read: %w", manifestName, err))
	}
	if head.Format > backupFormat {
		return nil, fmt.Errorf("%w: a backup of format %d, this program knows %d", ErrNewer, head.Format, backupFormat)
	}
	if err := json.Unmarshal(text, &b.Manifest); err != nil {
		return nil, damaged(err)
	}
	return b, nil
}

// damaged is ErrDamaged with what was found.
func damaged(err error) error { return fmt.Errorf("%w: %w", ErrDamaged, err) }

// read is a small file in the backup.
func (b *OpenedBackup) read(name string) ([]byte, error) {
	r, err := b.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, 64<<20))
}

func (b *OpenedBackup) open(name string) (io.ReadCloser, error) {
	f := b.files[name]
	if f == nil {
		return nil, fmt.Errorf("%s is missing", name)
	}
	return f.Open()
}

// verify reads everything and compares it with the manifest.
func (b *OpenedBackup) verify(ctx context.Context) error {
	for name, want := range b.Manifest.files() {
		got, err := b.tally(ctx, name)
		if err != nil {
			return err
		}
		if sum := got.sum(); got.bytes != want.Bytes || sum != want.SHA256 {
			return damaged(fmt.Errorf("%s: %d bytes with checksum %s, want %d with %s", name, got.bytes, sum, want.Bytes, want.SHA256))
		}
		b.lines[name] = got.lines
	}
	for _, t := range b.Manifest.Tables {
		if got := b.lines[tablesDir+t.Name+tableExt]; got != t.Rows {
			return damaged(fmt.Errorf("%s: %d rows, want %d", t.Name, got, t.Rows))
		}
	}
	return nil
}

func (b *OpenedBackup) tally(ctx context.Context, name string) (*tally, error) {
	r, err := b.open(name)
	if err != nil {
		return nil, damaged(err)
	}
	defer r.Close()
	t := newTally(io.Discard)
	buf := make([]byte, 1<<20)
	for {
		n, err := r.Read(buf)
		if _, err := t.Write(buf[:n]); err != nil {
			return nil, err
		}
		switch {
		case err == io.EOF:
			return t, nil
		case err != nil:
			return nil, damaged(fmt.Errorf("%s: %w", name, err))
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
	}
}

// tally counts and sums up what passes through.
type tally struct {
	to           io.Writer
	hash         hash.Hash
	bytes, lines int64
}

func newTally(to io.Writer) *tally { return &tally{to: to, hash: sha256.New()} }

func (t *tally) Write(p []byte) (int, error) {
	n, err := t.to.Write(p)
	t.hash.Write(p[:n])
	t.bytes += int64(n)
	t.lines += int64(bytes.Count(p[:n], []byte{'\n'}))
	return n, err
}

func (t *tally) sum() string { return hex.EncodeToString(t.hash.Sum(nil)) }

func (t *tally) checks(name string) BackupChecks {
	return BackupChecks{Name: name, Bytes: t.bytes, SHA256: t.sum()}
}
