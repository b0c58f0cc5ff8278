package archive

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

const (
	// lookBack is how long before or after it an article was seen first that comes again under another address and another
	// GUID. A text that comes again later is more often one that was printed again.
	lookBack = 30 * 24 * time.Hour
	// mostAlike bounds how many articles with the same headline, or the same date, are held against one.
	mostAlike = 20
)

// byWords is the clipping that this outlet has of the article under another address, where nothing but the words says
// so; 0 if there is none. It is looked for only when a clipping is about to be made.
func (f *filing) byWords(ctx context.Context) (int64, error) {
	a := f.Article
	if weburl.Named(a.URL) { // what was printed is not what stands in the web, and the other way round
		return 0, nil
	}
	for _, alike := range []struct {
		wanted bool
		column string
		value  any
	}{
		{a.Title != "", `lower(substr(title, 1, 60)) = lower(substr(CAST(? AS TEXT), 1, 60))`, a.Title},
		{exact(a.Published), `published = ?`, millis(a.Published)},
	} {
		if !alike.wanted {
			continue
		}
		first := f.firstSeen()
		rows, err := all(ctx, f.conn, scanAlike, `SELECT id, partial, title, published, text FROM clipping
			WHERE outlet_id = ? AND url NOT LIKE 'urn:%' AND `+alike.column+` AND first_seen BETWEEN ? AND ? ORDER BY first_seen DESC`+limit(mostAlike),
			f.OutletID, alike.value, first.Add(-lookBack).UnixMilli(), first.Add(lookBack).UnixMilli())
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			if sameArticle(r.Article, *a, r.Partial || f.Partial) {
				return r.ID, nil
			}
		}
	}
	return 0, nil
}

func scanAlike(rows *sql.Rows) (r clippingRow, err error) {
	var published sql.NullInt64
	err = rows.Scan(&r.ID, &r.Partial, &r.Article.Title, &published, &r.Article.Text)
	r.Article.Published = timeOf(published)
	return r, err
}

// sameArticle says whether two articles of one outlet are one by their words: headline or date are the same, and most of
// the shorter text stands in the longer. A headline alone says nothing, for columns have the same one every day; nor does
// a text, which some print under many headlines. Where one is partial, headline and date have to be the same.
func sameArticle(a, b press.Article, partial bool) bool {
	sameTitle := sameHeadline(a.Title, b.Title)
	sameDate := exact(a.Published) && a.Published.Equal(b.Published.Truncate(time.Millisecond))
	if partial {
		return sameTitle && sameDate
	}
	x, y := letters(a.Text), letters(b.Text)
	shorter := min(len(x), len(y))
	return (sameTitle || sameDate) && shorter >= ownText && 2*common(a.Text, b.Text) >= shorter
}

// common is how many letters the paragraphs have that two texts have in common.
func common(a, b string) (n int) {
	have := make(map[string]bool)
	for p := range strings.SplitSeq(a, "\n") {
		have[letters(p)] = true
	}
	for p := range strings.SplitSeq(b, "\n") {
		if p = letters(p); have[p] {
			have[p] = false
			n += len(p)
		}
	}
	return n
}

// heed takes from the article an address that its page only declares and that is another article's, as where one template
// gives the same to all of them. It goes by the address where it was read then.
func (f *filing) heed(ctx context.Context) error {
	own := addressKey(f.Article.URL)
	if string(own) == string(f.key) || string(f.pageKey) == string(f.key) {
		return nil
	}
	there, err := f.goesBy(ctx, f.key)
	if err != nil || there == nil || akin(*there, *f.Article) {
		return err
	}
	f.key, f.Article.CanonicalURL = own, f.Article.URL
	return nil
}

// akin says whether an article may be another under the same address, edited: it has the same headline, or more of its
// text than what some print below every article. A text that was dropped may have been any.
func akin(a, b press.Article) bool {
	const least = 4 // one part in so many of the shorter text
	return a.Text == "" || sameHeadline(a.Title, b.Title) || least*common(a.Text, b.Text) >= min(len(letters(a.Text)), len(letters(b.Text)))
}

// goesBy is the article that has an address: that of another page's clipping, or one that is kept without a match; nil if
// there is none that was read in full.
func (f *filing) goesBy(ctx context.Context, key []byte) (*press.Article, error) {
	rows, err := all(ctx, f.conn, scanAlike, `SELECT id, partial, title, published, text FROM clipping WHERE key = ?`, key)
	if err == nil && len(rows) == 0 {
		rows, err = all(ctx, f.conn, scanUnmatched, `SELECT id, outlet_id, first_seen, url, article FROM unmatched WHERE key = ?`, key)
	} else if len(rows) > 0 && rows[0].ID == f.page.ClippingID {
		return nil, nil
	}
	if err != nil || len(rows) == 0 || rows[0].Partial {
		return nil, err
	}
	return &rows[0].Article, nil
}
