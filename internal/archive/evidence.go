package archive

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"time"
)

// Evidence is a response as received that shows what a version of a clipping said.
type Evidence struct {
	Version int    // of the clipping; File knows it by itself
	URL     string // that answered
	At      time.Time
	SHA256  []byte // of the response: status line, header and body as received
	Size    int64  // of WARC, in bytes
	WARC    []byte // a WARC file of its own, compressed record by record; nil where only the list is asked for
}

// Evidence lists what is kept of a clipping, by version, without the files themselves. There may be none, also where
// there is no such clipping.
func (a *Archive) Evidence(ctx context.Context, clippingID int64) (kept []Evidence, err error) {
	scan := func(rows *sql.Rows) (e Evidence, err error) {
		var at sql.NullInt64
		err = rows.Scan(&e.Version, &e.URL, &at, &e.SHA256, &e.Size)
		e.At = timeOf(at)
		return e, err
	}
	err = a.read(ctx, "list evidence", func(ctx context.Context, c conn) error {
		if err := c.see(ctx, clippingID); err != nil {
			return err
		}
		kept, err = all(ctx, c, scan, `SELECT version, url, received_at, sha256, size FROM evidence WHERE clipping_id = ? ORDER BY version`, clippingID)
		return err
	})
	return kept, err
}

// WriteEvidence writes the WARC files of a clipping one behind the other, which makes one WARC file, by version. The
// bytes of a version never change, so neither do those of all until there is a new one. It holds one of them in memory
// at a time. The error wraps press.ErrNotFound if there is none; then nothing was written.
func (a *Archive) WriteEvidence(ctx context.Context, clippingID int64, w io.Writer) error {
	for version := int64(0); ; {
		var warc []byte
		found := false
		err := a.read(ctx, "read evidence", func(ctx context.Context, c conn) (err error) {
			if err := c.see(ctx, clippingID); err != nil {
				return err
			}
			found, err = c.found(ctx, `SELECT version, warc FROM evidence WHERE clipping_id = ? AND version > ? ORDER BY version LIMIT 1`,
				[]any{clippingID, version}, &version, &warc)
			return err
		})
		switch {
		case err != nil:
			return err
		case !found && version == 0:
			return notFound("evidence of clipping", clippingID)
		case !found:
			return nil
		}
		if _, err := w.Write(warc); err != nil {
			return err
		}
	}
}

// keepEvidence keeps the response of a reading with the version of the clipping that it shows, in the transaction that
// files them, unless that version has one. A partial clipping has none, because its page was never had: so those that
// become part of another leave none behind.
func (f *filing) keepEvidence(ctx context.Context, shown bool) error {
	e := f.Evidence
	if e == nil || !shown || f.Partial || f.done.ClippingID == 0 {
		return nil
	}
	if len(e.WARC) == 0 || len(e.SHA256) == 0 {
		return errors.New("evidence without a response")
	}
	_, err := f.exec(ctx, `INSERT INTO evidence (clipping_id, version, url, received_at, sha256, size, warc)
		SELECT id, version, ?, ?, ?, ?, ? FROM clipping WHERE id = ? ON CONFLICT (clipping_id, version) DO NOTHING`,
		plain(e.URL), e.At.UnixMilli(), e.SHA256, len(e.WARC), e.WARC, f.done.ClippingID)
	return err
}
