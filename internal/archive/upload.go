package archive

import (
	"context"
	"database/sql"
	"time"
)

// UploadStays is how long a file that was brought waits for its article to be filed.
const UploadStays = 24 * time.Hour

// Upload is a file that somebody brings with an article that is filed by hand.
type Upload struct {
	SHA256  []byte // of Content; KeepUpload is told it
	Name    string // that it had where it came from; nothing depends on it
	Kind    string // media type, by what is in it
	Size    int64  // of Content, in bytes; KeepUpload finds it out
	Content []byte // nil where only the list is asked for
	At      time.Time
	By      string // who brought it; empty where nobody signs in
}

// KeepUpload keeps a file until its article is filed by whoever brought it, for UploadStays. The same file brought again
// waits anew.
func (a *Archive) KeepUpload(ctx context.Context, u Upload) error {
	return a.write(ctx, "keep upload", func(ctx context.Context, c conn) error {
		if _, err := c.exec(ctx, `DELETE FROM upload WHERE sha256 = ? AND made_by = ? AND clipping_id IS NULL`, u.SHA256, plain(u.By)); err != nil {
			return err
		}
		_, err := c.exec(ctx, `INSERT INTO upload (sha256, name, kind, size, content, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			u.SHA256, plain(u.Name), u.Kind, len(u.Content), u.Content, a.now().UnixMilli(), plain(u.By))
		return err
	})
}

const uploadColumns = `sha256, name, kind, size, made_at, made_by`

func scanUpload(rows *sql.Rows) (u Upload, err error) {
	var at sql.NullInt64
	err = rows.Scan(&u.SHA256, &u.Name, &u.Kind, &u.Size, &at, &u.By)
	u.At = timeOf(at)
	return u, err
}

// WaitingUpload is a file that somebody brought and has not filed, without its content. The error wraps press.ErrNotFound
// if there is none.
func (a *Archive) WaitingUpload(ctx context.Context, sum []byte, by string) (Upload, error) {
	var found []Upload
	err := a.read(ctx, "read upload", func(ctx context.Context, c conn) (err error) {
		found, err = all(ctx, c, scanUpload, `SELECT `+uploadColumns+` FROM upload WHERE sha256 = ? AND made_by = ? AND clipping_id IS NULL`, sum, plain(by))
		return err
	})
	if err == nil && len(found) == 0 {
		err = notFound("upload", by)
	}
	if err != nil {
		return Upload{}, err
	}
	return found[0], nil
}

// Uploads lists the files of a clipping, the first brought first, without their content. There may be none, also where
// there is no such clipping.
func (a *Archive) Uploads(ctx context.Context, clippingID int64) (list []Upload, err error) {
	err = a.read(ctx, "list uploads", func(ctx context.Context, c conn) error {
		if err := c.see(ctx, clippingID); err != nil {
			return err
		}
		list, err = all(ctx, c, scanUpload, `SELECT `+uploadColumns+` FROM upload WHERE clipping_id = ? ORDER BY id`, clippingID)
		return err
	})
	return list, err
}

// Upload is a file of a clipping with its content. The error wraps press.ErrNotFound if there is none.
func (a *Archive) Upload(ctx context.Context, clippingID int64, sum []byte) (u Upload, err error) {
	err = a.read(ctx, "read upload", func(ctx context.Context, c conn) error {
		if err := c.see(ctx, clippingID); err != nil {
			return err
		}
		found, err := all(ctx, c, scanUpload, `SELECT `+uploadColumns+` FROM upload WHERE clipping_id = ? AND sha256 = ?`, clippingID, sum)
		if err == nil && len(found) == 0 {
			err = notFound("upload of clipping", clippingID)
		}
		if err != nil {
			return err
		}
		u = found[0]
		return c.one(ctx, `SELECT content FROM upload WHERE clipping_id = ? AND sha256 = ?`, []any{clippingID, sum}, &u.Content)
	})
	return u, err
}

// DropUploads drops the files that have waited for UploadStays.
func (a *Archive) DropUploads(ctx context.Context) error {
	return a.write(ctx, "drop uploads", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `DELETE FROM upload WHERE clipping_id IS NULL AND made_at <= ?`, a.now().Add(-UploadStays).UnixMilli())
		return err
	})
}

// attachUpload gives the clipping the file that was brought for it, unless it has the same one, or its text was dropped:
// then nothing that holds it comes back. A partial clipping has none, because what somebody brings is whole: so those that
// become part of another leave none behind.
func (f *filing) attachUpload(ctx context.Context) error {
	if f.ByHand == nil || f.ByHand.Upload == nil {
		return nil
	}
	const waiting = ` WHERE sha256 = ? AND made_by = ? AND clipping_id IS NULL`
	sum, by := f.ByHand.Upload, plain(f.ByHand.Person)
	n, err := f.exec(ctx, `UPDATE upload SET clipping_id = ?`+waiting+` AND NOT EXISTS (SELECT 1 FROM upload o WHERE o.clipping_id = ? AND o.sha256 = ?)
		AND EXISTS (SELECT 1 FROM clipping WHERE id = ? AND dropped_at IS NULL)`, f.done.ClippingID, sum, by, f.done.ClippingID, sum, f.done.ClippingID)
	if err != nil {
		return err
	}
	if n > 0 {
		f.done.Changed = true
		return nil
	}
	n, err = f.exec(ctx, `DELETE FROM upload`+waiting, sum, by)
	if err == nil && n == 0 {
		err = notFound("upload", by)
	}
	return err
}
