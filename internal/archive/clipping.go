package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/press"
)

// Clipping is the clipping of this ID. The error wraps press.ErrNotFound if there is none.
func (a *Archive) Clipping(ctx context.Context, id int64) (press.Clipping, error) {
	found, err := a.Clippings(ctx, []int64{id})
	if err == nil && len(found) == 0 {
		err = notFound("clipping", id)
	}
	if err != nil {
		return press.Clipping{}, err
	}
	return found[0], nil
}

// Clippings are the clippings of these IDs, in their order; those that are gone or out of sight are left out.
func (a *Archive) Clippings(ctx context.Context, ids []int64) ([]press.Clipping, error) {
	var found []press.Clipping
	err := a.read(ctx, "read clippings", func(ctx context.Context, c conn) (err error) {
		found, err = c.clippings(ctx, ids)
		return err
	})
	return found, err
}

// ClippingsAfter are at most n clippings with an ID above id, by ID.
func (a *Archive) ClippingsAfter(ctx context.Context, id int64, n int) (found []press.Clipping, err error) {
	err = a.read(ctx, "read clippings", func(ctx context.Context, c conn) error {
		ids, err := all(ctx, c, scanID, `SELECT id FROM clipping WHERE id > ? ORDER BY id`+limit(n), id)
		if err != nil {
			return err
		}
		found, err = c.clippings(ctx, ids)
		return err
	})
	return found, err
}

// Size is how many clippings there are and how many articles are kept though they matched nothing.
func (a *Archive) Size(ctx context.Context) (clippings, unmatched int, err error) {
	err = a.read(ctx, "count articles", func(ctx context.Context, c conn) error {
		return c.one(ctx, `SELECT (SELECT count(*) FROM clipping), (SELECT count(*) FROM unmatched)`, nil, &clippings, &unmatched)
	})
	return clippings, unmatched, err
}

func (c conn) clippings(ctx context.Context, ids []int64) ([]press.Clipping, error) {
	rows, err := allIn(ctx, c, scanClipping, `SELECT `+clippingColumns+` FROM clipping WHERE id IN (?)`, ids)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	outlets, err := c.outletsOf(ctx, rows)
	if err != nil {
		return nil, err
	}
	reviews, err := c.reviews(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]press.Clipping, len(rows))
	_, bounded := Bounds(ctx)
	for _, r := range rows {
		r.Outlet, r.Reviews = outlets[r.outletID], blind(ctx, reviews[r.ID], func(r press.Review) string { return r.Project })
		if !bounded || len(r.Reviews) > 0 {
			byID[r.ID] = r.Clipping
		}
	}
	list := make([]press.Clipping, 0, len(rows))
	for _, id := range ids {
		if clip, ok := byID[id]; ok {
			list = append(list, clip)
		}
	}
	return list, nil
}

// clippingRow is a clipping as its table holds it, without outlet and reviews.
type clippingRow struct {
	press.Clipping
	outletID int64
}

const clippingColumns = `id, outlet_id, first_seen, partial, version, version_at, coalesce(story, 0), url, canonical_url, site,
	title, lead, authors, agency, published, modified, language, paywalled, topics, gone_at, text, dropped_at, shown, medium, page, programme`

func scanClipping(rows *sql.Rows) (r clippingRow, err error) {
	var authors, topics, shown string
	var first, versionAt, published, modified, gone, dropped sql.NullInt64
	var paywalled sql.NullBool
	a := &r.Article
	if err = rows.Scan(&r.ID, &r.outletID, &first, &r.Partial, &r.Version, &versionAt, &r.Story, &a.URL, &a.CanonicalURL, &a.Site,
		&a.Title, &a.Lead, &authors, &a.Agency, &published, &modified, &a.Language, &paywalled, &topics, &gone, &a.Text, &dropped, &shown,
		&a.Medium, &a.Page, &a.Programme); err != nil {
		return r, err
	}
	r.FirstSeen, a.Published, a.Modified, a.Paywalled = timeOf(first), timeOf(published), timeOf(modified), boolOf(paywalled)
	r.VersionAt, r.GoneAt, r.DroppedAt = timeOf(versionAt), timeOf(gone), timeOf(dropped)
	if shown != "" {
		if err = json.Unmarshal([]byte(shown), &r.Shown); err != nil {
			return r, err
		}
	}
	if err = decodeList(authors, &a.Authors); err != nil {
		return r, err
	}
	return r, decodeList(topics, &a.Topics)
}

// outletsOf reads the outlets of clippings, those that were removed too.
func (c conn) outletsOf(ctx context.Context, rows []clippingRow) (map[int64]press.Outlet, error) {
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.outletID)
	}
	slices.Sort(ids)
	definitions, err := allIn(ctx, c, scanOutlet, `SELECT `+outletColumns+` FROM outlet WHERE id IN (?)`, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	outlets := make(map[int64]press.Outlet, len(definitions))
	for _, e := range definitions {
		if outlets[e.id], err = e.outlet(); err != nil {
			return nil, fmt.Errorf("outlet %q: %w", e.name, err)
		}
	}
	return outlets, nil
}

// reviews reads the reviews of clippings, by project name.
func (c conn) reviews(ctx context.Context, ids []int64) (map[int64][]press.Review, error) {
	rows, err := c.reviewRows(ctx, ids...)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64][]press.Review)
	for _, r := range rows {
		byID[r.clippingID] = append(byID[r.clippingID], r.Review)
	}
	for _, list := range byID {
		slices.SortFunc(list, func(a, b press.Review) int { return strings.Compare(a.Project, b.Project) })
	}
	return byID, nil
}

// reviewRow is a review as its table holds it.
type reviewRow struct {
	press.Review
	clippingID, projectID int64
}

func (c conn) reviewRows(ctx context.Context, clippingIDs ...int64) ([]reviewRow, error) {
	return allIn(ctx, c, scanReview, `SELECT r.clipping_id, r.project_id, p.name, r.keywords, r.passages, r.verdict, r.tags, r.note, r.reviewer,
		r.filed_at, r.decided_at, r.backfill, r.filed_by, r.touched_at FROM review r JOIN project p ON p.id = r.project_id WHERE r.clipping_id IN (?)`, clippingIDs)
}

func scanReview(rows *sql.Rows) (r reviewRow, err error) {
	var keywords, passages, tags string
	var filed, decided, touched sql.NullInt64
	var by sql.NullString
	if err = rows.Scan(&r.clippingID, &r.projectID, &r.Project, &keywords, &passages, &r.Verdict, &tags, &r.Note, &r.Reviewer, &filed, &decided, &r.Backfill, &by, &touched); err != nil {
		return r, err
	}
	r.FiledAt, r.DecidedAt, r.TouchedAt, r.ByHand, r.FiledBy = timeOf(filed), timeOf(decided), timeOf(touched), by.Valid, by.String
	if err = decodeList(keywords, &r.Keywords); err != nil {
		return r, err
	}
	if err = decodeList(passages, &r.Passages); err != nil {
		return r, err
	}
	return r, decodeList(tags, &r.Tags)
}
