package archive

import (
	"cmp"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// fillIn has an article that goes by a name, and was filed before, keep what was said of it then: filing it again only adds
// what was left out. It returns whether headline, lead and text are still those of this reading.
func (f *filing) fillIn(old press.Article) (own bool) {
	if !weburl.Named(f.Article.URL) || f.Correction != nil {
		return true
	}
	a := *f.Article
	now := old
	now.Lead, now.Text = cmp.Or(old.Lead, a.Lead), cmp.Or(old.Text, a.Text)
	now.Language, now.Agency = cmp.Or(old.Language, a.Language), cmp.Or(old.Agency, a.Agency)
	now.Medium, now.Page, now.Programme = cmp.Or(old.Medium, a.Medium), cmp.Or(old.Page, a.Page), cmp.Or(old.Programme, a.Programme)
	if len(old.Authors) == 0 {
		now.Authors = a.Authors
	}
	f.Article = &now
	return identical(now, a)
}
