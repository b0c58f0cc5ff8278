package archive

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"pressclip/internal/press"
)

// clip files the article under the projects that it matched. An article that is a clipping already is brought up to
// date whether it matched or not.
func (f *filing) clip(ctx context.Context) error {
	if err := f.beginTelling(ctx); err != nil {
		return err
	}
	if err := f.heed(ctx); err != nil {
		return err
	}
	var err error
	if f.done.Known, err = f.known(ctx); err != nil {
		return err
	}
	found, err := f.byProject(ctx)
	if err != nil {
		return err
	}
	old, exists, err := f.existing(ctx)
	if err == nil && !exists && len(found) > 0 {
		if err = f.insert(ctx); err == nil && f.done.ClippingID == 0 {
			// Another outlet's visit filed it since we looked.
			old, exists, err = f.existing(ctx)
		}
	}
	if err != nil {
		return err
	}
	shown := true // the passages are of the text that the clipping has
	if exists {
		f.done.ClippingID = old.ID
		if err := f.takeIn(ctx, old); err != nil {
			return err
		}
		f.old = old
		own := f.fillIn(old.Article)
		if shown, err = f.update(ctx, old); err != nil {
			return err
		}
		shown = shown && own
		if err := f.retell(ctx); err != nil {
			return err
		}
	}
	if f.done.ClippingID == 0 {
		return nil
	}
	if err := f.keepEvidence(ctx, shown); err != nil {
		return err
	}
	if err := f.attachUpload(ctx); err != nil {
		return err
	}
	return f.review(ctx, found, shown)
}

// found is what one project found in the article.
type found struct {
	keywords []string
	passages []press.Passage
	byHand   bool
}

// byProject joins the matches of each project that is still there.
func (f *filing) byProject(ctx context.Context) (map[int64]found, error) {
	names := make([]string, 0, len(f.Matches))
	for _, m := range f.Matches {
		names = append(names, m.Project)
	}
	if f.ByHand != nil {
		names = append(names, f.ByHand.Project)
	}
	slices.Sort(names)
	ids, err := f.idsOf(ctx, slices.Compact(names))
	if err != nil {
		return nil, err
	}
	all := make(map[int64]found, len(ids))
	for name, id := range ids {
		one := found{byHand: f.ByHand != nil && f.ByHand.Project == name}
		for _, m := range f.Matches {
			if m.Project == name {
				one.keywords = append(one.keywords, m.Keyword)
				one.passages = append(one.passages, m.Passages...)
			}
		}
		all[id] = one
	}
	return all, nil
}

// firstSeen is when the article was first seen.
func (f *filing) firstSeen() time.Time { return cmp.Or(f.seen, f.now) }

// insert makes the clipping, unless another has just made it. Outlets that read the article before, when no project
// wanted it, now have a clipping of it too.
func (f *filing) insert(ctx context.Context) error {
	a := f.Article
	first := f.firstSeen().UnixMilli()
	number, err := f.tell(ctx)
	if err != nil {
		return err
	}
	made, err := f.conn.found(ctx, `INSERT INTO clipping (key, outlet_id, first_seen, verdict, partial, version, version_at, story, url, canonical_url,
		site, title, lead, authors, agency, published, modified, language, paywalled, topics, text, medium, page, programme)
		VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id`,
		[]any{f.key, f.OutletID, first, press.VerdictNew, f.Partial, f.at().UnixMilli(), storyNumber(number), a.URL, a.CanonicalURL, a.Site, a.Title, a.Lead, list(a.Authors), a.Agency,
			millis(a.Published), millis(a.Modified), a.Language, nullBool(a.Paywalled), list(a.Topics), a.Text,
			a.Medium, a.Page, a.Programme}, &f.done.ClippingID)
	f.done.New, f.done.Changed = made, made
	if err == nil && made {
		err = f.putSketch(ctx, f.done.ClippingID, f.telling.sketch)
	}
	if err == nil && made {
		err = f.attach(ctx)
	}
	return err
}

// attach says of the pages where the article was read before that it is a clipping now.
func (f *filing) attach(ctx context.Context) error {
	_, err := f.exec(ctx, `UPDATE page SET state = ?, clipping_id = ? WHERE article_key = ? AND state = ?`, PageClipped, f.done.ClippingID, f.key, PageRead)
	return err
}

// update brings a clipping's article up to date and says whether it now has the text of this reading. What was read
// in full is not replaced by what a place says about it, nor what its outlet read by the reading of another: the two
// may extract differently.
func (f *filing) update(ctx context.Context, old clippingRow) (shown bool, err error) {
	if !old.DroppedAt.IsZero() {
		return false, nil // what was dropped does not come back, and what is left of it stays what was seen then
	}
	a := f.Article
	shut := f.Correction == nil && !old.Partial && shut(old.Article, *a)
	if shut {
		a.Title, a.Lead, a.Text = old.Article.Title, old.Article.Lead, old.Article.Text
	}
	same, exact := sameText(old.Article, *a), identical(old.Article, *a)
	moved := false
	if f.Correction != nil {
		same = false // who corrects a sign, or the day alone, means it
		if moved, err = f.fileElsewhere(ctx, *f.Correction, f.Backfill, f.round, f.now.UnixMilli()); err != nil {
			return false, err
		}
		moved = moved || old.outletID != f.OutletID
		old.outletID = f.OutletID
	}
	less, more := f.Partial && !old.Partial, old.Partial && !f.Partial
	if less || f.Correction == nil && (old.outletID != f.OutletID || f.at().Before(old.VersionAt)) && !more {
		return exact && !shut, nil
	}
	f.first = more && old.outletID == f.OutletID
	if f.page.ClippingID != old.ID && !old.Partial && f.Correction == nil {
		// Another address of the article: only what it says can be news, not where.
		if same {
			return exact && !shut, nil
		}
		a.URL, a.CanonicalURL = old.Article.URL, old.Article.CanonicalURL
	}
	if old.Partial == f.Partial && equal(old.Article, *a) && !moved {
		return !shut, nil
	}
	key := addressKey(cmp.Or(a.CanonicalURL, a.URL)) // that of the clipping, where this is another address of it
	version, versionAt := old.Version, old.VersionAt.UnixMilli()
	if !same && (!old.Partial || f.Correction != nil) {
		if err := f.keepVersion(ctx, old); err != nil {
			return false, err
		}
		version, versionAt = version+1, f.at().UnixMilli()
	}
	f.done.Changed, f.telling.changed = true, old.Article.Text != a.Text || old.Article.Lead != a.Lead
	_, err = f.exec(ctx, `UPDATE clipping SET outlet_id = ?, key = ?, partial = ?, version = ?, version_at = ?, url = ?, canonical_url = ?, site = ?, title = ?, lead = ?,
		authors = ?, agency = ?, published = ?, modified = ?, language = ?, paywalled = ?, topics = ?, text = ?,
		medium = ?, page = ?, programme = ? WHERE id = ?`,
		old.outletID, key, f.Partial, version, versionAt, a.URL, a.CanonicalURL, a.Site, a.Title, a.Lead, list(a.Authors), a.Agency, millis(a.Published),
		millis(a.Modified), a.Language, nullBool(a.Paywalled), list(a.Topics), a.Text, a.Medium, a.Page, a.Programme, old.ID)
	if err == nil && !exact {
		// Where they stood in the old text says nothing about the new one.
		_, err = f.exec(ctx, `UPDATE review SET passages = '[]' WHERE clipping_id = ?`, old.ID)
	}
	return !shut, err
}

// shut says that an article which could be read has gone behind a paywall: what is left of it replaces nothing.
func shut(old, now press.Article) bool {
	return now.Paywalled != nil && *now.Paywalled && len(now.Text) < len(old.Text)*3/4
}

func (c conn) keepVersion(ctx context.Context, old clippingRow) error {
	a := old.Article
	_, err := c.exec(ctx, `INSERT INTO version (clipping_id, number, seen_at, modified, title, lead, text) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		old.ID, old.Version, old.VersionAt.UnixMilli(), millis(a.Modified), a.Title, a.Lead, a.Text)
	return err
}

// review adds projects and keywords to the clipping, and passages if they are of the text it has.
func (f *filing) review(ctx context.Context, byProject map[int64]found, shown bool) error {
	rows, err := f.reviewRows(ctx, f.done.ClippingID)
	if err != nil {
		return err
	}
	have := make(map[int64]press.Review, len(rows))
	for _, r := range rows {
		have[r.projectID] = r.Review
	}
	changed := false
	for _, id := range slices.Sorted(maps.Keys(byProject)) {
		matched := byProject[id]
		if !shown {
			matched.passages = nil
		}
		old, exists := have[id]
		keywords, passages := union(old.Keywords, matched.keywords), joinPassages(old.Passages, matched.passages)
		if exists && len(keywords) == len(old.Keywords) && len(passages) == len(old.Passages) && (old.ByHand || !matched.byHand) {
			continue
		}
		changed = true
		by := ""
		if matched.byHand {
			by = f.ByHand.Person
		}
		if err := f.putReview(ctx, f.done.ClippingID, id, found{keywords, passages, matched.byHand}, by, f.Backfill, f.now.UnixMilli()); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	f.done.Changed = true
	return f.sumUp(ctx, f.done.ClippingID)
}

// putReview files a clipping in a project, or writes anew what was found there; by is who does, where what is found is by hand.
func (c conn) putReview(ctx context.Context, clippingID, projectID int64, what found, by string, backfill bool, now int64) error {
	_, err := c.exec(ctx, `INSERT INTO review (clipping_id, project_id, first_seen, keywords, passages, verdict, tags, note, reviewer, filed_at, backfill, filed_by)
		SELECT id, ?, first_seen, ?, ?, ?, '[]', '', '', ?, ?, ? FROM clipping WHERE id = ?
		ON CONFLICT (clipping_id, project_id) DO UPDATE SET keywords = excluded.keywords, passages = excluded.passages,
		filed_by = coalesce(review.filed_by, excluded.filed_by)`,
		projectID, list(what.keywords), list(what.passages), press.VerdictNew, now, backfill, sql.NullString{String: plain(by), Valid: what.byHand}, clippingID)
	return err
}

// union keeps the order of a and adds what only b has.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// joinPassages are those of both, each once, by field and place.
func joinPassages(a, b []press.Passage) []press.Passage {
	both := slices.Concat(a, b)
	slices.SortFunc(both, func(a, b press.Passage) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	return slices.CompactFunc(both, func(a, b press.Passage) bool { return a.Field == b.Field && a.Start == b.Start && a.End == b.End })
}
