package archive

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"pressclip/internal/weburl"
)

// Stranger is a site that no outlet is watched of, although clippings come from there.
type Stranger struct {
	URL       string // of its front page, as far as its articles show
	Name      string // what it calls itself, else its host
	Clippings int
}

// StrangersFor is how long the clippings of a site speak for watching it.
const StrangersFor = 30 * 24 * time.Hour

// Strangers are the sites of clippings that were first seen after a time and are on the site of no watched outlet, those with
// the most clippings first.
func (a *Archive) Strangers(ctx context.Context, after time.Time) ([]Stranger, error) {
	outlets, err := a.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	watched := map[string]bool{"": true}
	for _, o := range outlets {
		watched[weburl.Site(o.URL)], watched[weburl.Site(o.Home)] = true, true
		for _, u := range slices.Concat(o.Feeds, o.Sitemaps, o.Sections) {
			watched[weburl.Site(u)] = true
		}
	}
	type clipped struct{ url, site string }
	var list []clipped
	err = a.read(ctx, "look for sites that are not watched", func(ctx context.Context, c conn) error {
		scan := func(rows *sql.Rows) (k clipped, err error) { return k, rows.Scan(&k.url, &k.site) }
		list, err = all(ctx, c, scan, `SELECT url, site FROM clipping WHERE first_seen > ? ORDER BY first_seen, id`, after.UnixMilli())
		return err
	})
	bySite := map[string]*Stranger{}
	for _, k := range list {
		site := weburl.Site(k.url)
		if watched[site] {
			continue
		}
		s := bySite[site]
		if s == nil {
			front, _ := weburl.Resolve(k.url, "/") // of an address that was read
			s = &Stranger{URL: front}
			bySite[site] = s
		}
		s.Clippings++
		s.Name = cmp.Or(s.Name, k.site)
	}
	var strangers []Stranger
	for _, s := range bySite {
		s.Name = cmp.Or(s.Name, weburl.Host(s.URL))
		strangers = append(strangers, *s)
	}
	slices.SortFunc(strangers, func(a, b Stranger) int { return cmp.Or(b.Clippings-a.Clippings, cmp.Compare(a.URL, b.URL)) })
	return strangers, err
}
