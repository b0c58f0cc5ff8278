package archive

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// progressRows is after how many rows progress is told.
const progressRows = 1000

// writing is a backup that is being written.
type writing struct {
	conn
	zip         *zip.Writer
	manifest    Manifest
	tables      []table
	done, total int64
	progress    func(done, total int64)
}

// fill writes a backup into a file.
func (a *Archive) fill(ctx context.Context, f *os.File, o BackupOptions) (m Manifest, err error) {
	// On both engines all queries of this transaction see the record as it is at the first of them.
	tx, err := a.reader.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return m, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	buffer := bufio.NewWriterSize(f, 1<<20)
	w := &writing{conn: conn{tx, a.dialect}, zip: zip.NewWriter(buffer), progress: o.Progress, manifest: Manifest{
		Format: backupFormat, Program: a.program, Engine: a.dialect.name, Made: a.now().UTC().Truncate(time.Second),
		Tables: []BackupTable{}, Enclosed: []BackupChecks{},
	}}
	// The fastest level: twice the speed of the usual one for a tenth more size.
	w.zip.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	if err := w.begin(ctx, a); err != nil {
		return m, err
	}
	if err := w.write(ctx, o.Enclosed); err != nil {
		return m, err
	}
	return w.manifest, errors.Join(w.zip.Close(), buffer.Flush())
}

// begin finds out what there is to write.
func (w *writing) begin(ctx context.Context, a *Archive) (err error) {
	if err := w.one(ctx, `SELECT max(version_id) FROM goose_db_version`, nil, &w.manifest.Schema); err != nil {
		return err
	}
	newest, err := newest(a.migrations)
	if err != nil {
		return err
	}
	if w.manifest.Schema > newest {
		return fmt.Errorf("%w: it has form %d, this program knows %d", ErrNewer, w.manifest.Schema, newest)
	}
	if w.tables, err = schema(ctx, a.migrations, w.manifest.Schema); err != nil {
		return err
	}
	for _, t := range w.tables {
		n, err := w.count(ctx, t)
		if err != nil {
			return err
		}
		w.total += n
	}
	return nil
}

func (c conn) count(ctx context.Context, t table) (n int64, err error) {
	err = c.one(ctx, `SELECT count(*) FROM `+quoted(t.name), nil, &n)
	return n, err
}

func (w *writing) write(ctx context.Context, enclosed []Enclosure) error {
	if _, err := w.file(readmeName, strings.NewReader(readme)); err != nil {
		return err
	}
	for _, e := range enclosed {
		sums, err := w.file(enclosedDir+e.Name, strings.NewReader(string(e.Data)))
		if err != nil {
			return err
		}
		w.manifest.Enclosed = append(w.manifest.Enclosed, sums.checks(e.Name))
	}
	for _, t := range w.tables {
		if err := w.table(ctx, t); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if w.done != w.total {
		return fmt.Errorf("%d rows were read, but there are %d", w.done, w.total)
	}
	text, err := json.MarshalIndent(w.manifest, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.file(manifestName, strings.NewReader(string(text)))
	return err
}

// file begins a file in the backup and fills it.
func (w *writing) file(name string, from io.Reader) (*tally, error) {
	to, err := w.create(name)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(to, from)
	return to, err
}

func (w *writing) create(name string) (*tally, error) {
	to, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.manifest.Made})
	if err != nil {
		return nil, err
	}
	return newTally(to), nil
}

// table writes all rows of a table in the order of its key, which makes two backups of the same rows the same.
func (w *writing) table(ctx context.Context, t table) error {
	r, err := newRow(t)
	if err != nil {
		return err
	}
	to, err := w.create(tablesDir + t.name + tableExt)
	if err != nil {
		return err
	}
	rows, err := w.runner.QueryContext(ctx, `SELECT `+quotedAll(t.names())+` FROM `+quoted(t.name)+` ORDER BY `+w.order(t))
	if err != nil {
		return err
	}
	encoder := newRowEncoder(to)
	for rows.Next() {
		if err = rows.Scan(r.cells...); err == nil {
			err = r.write(encoder)
		}
		if err != nil {
			return errors.Join(err, rows.Close())
		}
		w.passed()
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	done := BackupTable{BackupChecks: to.checks(t.name), Columns: t.names(), Rows: to.lines}
	if t.numbers {
		done.LastID, err = w.lastID(ctx, w.conn, t.name)
	}
	w.manifest.Tables = append(w.manifest.Tables, done)
	return err
}

// order is the key of a table; texts go by their bytes, whatever the database's language.
func (w *writing) order(t table) string {
	var by []string
	for _, c := range t.columns {
		if !c.key {
			continue
		}
		name := quoted(c.name)
		if c.kind == "TEXT" {
			name += w.bytewise
		}
		by = append(by, name)
	}
	if by == nil {
		return "1"
	}
	return strings.Join(by, ", ")
}

func (w *writing) passed() {
	if w.done++; w.progress != nil && (w.done%progressRows == 0 || w.done == w.total) {
		w.progress(w.done, w.total)
	}
}
