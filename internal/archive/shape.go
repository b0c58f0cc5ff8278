package archive

import (
	"context"
	"database/sql"

	"pressclip/internal/press"
)

// learn counts whether an address of this shape was an article, once for each page.
func (f *filing) learn(ctx context.Context) error {
	const longest = 500 // what an index of PostgreSQL takes is bounded
	articles, others := 0, 0
	switch {
	case f.Fault == nil && f.page.ReadAt.IsZero():
		articles = 1
	case f.Fault != nil && notArticle(f.Fault.Code) && (f.page.Fault == nil || !notArticle(f.page.Fault.Code)):
		others = 1
	}
	if articles+others == 0 || f.Shape == "" || len(f.Shape) > longest {
		return nil
	}
	_, err := f.exec(ctx, `INSERT INTO shape (outlet_id, shape, articles, others) VALUES (?, ?, ?, ?) ON CONFLICT (outlet_id, shape) DO UPDATE SET
		articles = shape.articles + excluded.articles, others = shape.others + excluded.others`, f.OutletID, plain(f.Shape), articles, others)
	return err
}

// notArticle says that a page was had and is no article.
func notArticle(code press.FaultCode) bool {
	switch code {
	case press.FaultNotHTML, press.FaultSection, press.FaultErrorPage, press.FaultEmpty:
		return true
	}
	return false
}

// ShapeCount says how often addresses of one shape turned out to be articles, and how often not.
type ShapeCount struct {
	Articles int
	Others   int
}

// Shapes are the shapes of an outlet's addresses, as weburl.Shape writes them, with what they turned out to be.
func (a *Archive) Shapes(ctx context.Context, outletID int64) (map[string]ShapeCount, error) {
	shapes := make(map[string]ShapeCount)
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var shape string
		var n ShapeCount
		err = rows.Scan(&shape, &n.Articles, &n.Others)
		shapes[shape] = n
		return struct{}{}, err
	}
	err := a.read(ctx, "read shapes", func(ctx context.Context, c conn) error {
		_, err := all(ctx, c, scan, `SELECT shape, articles, others FROM shape WHERE outlet_id = ?`, outletID)
		return err
	})
	return shapes, err
}
