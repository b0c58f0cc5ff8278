package archive

import (
	"context"
	"slices"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// add takes in another candidate with the same address.
func (l *listed) add(c press.Candidate) {
	if !apart(l.Candidate, c) {
		l.Candidate = merge(l.Candidate, c)
		return
	}
	for i, o := range l.others {
		if !apart(o, c) {
			l.others[i] = merge(o, c)
			return
		}
	}
	l.others = append(l.others, c)
}

// apart says that two candidates of one listing are two articles though they lead to one address, as the reports of a
// ticker do and those of a feed that only links to the front page: they have headlines of their own, and no GUID in
// common but one that is the address itself. An article that one place lists with a GUID and another without is one.
func apart(a, b press.Candidate) bool {
	return (a.GUID == "") == (b.GUID == "") && a.Title != "" && b.Title != "" && !sameHeadline(a.Title, b.Title) && !sameGUID(a, b)
}

func sameGUID(a, b press.Candidate) bool { return hasOwnGUID(a) && a.GUID == b.GUID }

// hasOwnGUID says that the candidate has a GUID, and one that says more than its address.
func hasOwnGUID(c press.Candidate) bool {
	return c.GUID != "" && weburl.Key(c.GUID) != weburl.Key(wholeOf(c.URL))
}

func wholeOf(url string) string {
	whole, _ := weburl.Whole(url)
	return whole
}

// anotherDay says that the address of an article has a new one by now, as that of the weather has every day. Everything
// must say so: a publisher may correct a headline, and count its GUIDs anew.
func anotherDay(old, now press.Candidate) bool {
	return hasOwnGUID(old) && hasOwnGUID(now) && apart(old, now) && !old.Published.IsZero() && !now.Published.IsZero() &&
		now.Published.Sub(old.Published) >= nextEdition
}

// apart gives articles that lead to one address one of their own each, by their headline. One that was alone there when
// it was listed first keeps the address. So does the page itself, as one of which nothing else is known, unless it looks
// like a section: a front page is no article. It returns also the pages that have another article by now.
func (w *listWriting) apart(listing []listed) (result []listed, replaced []int64) {
	result = make([]listed, 0, len(listing))
	for _, l := range listing {
		there, before := w.pages[string(l.key)]
		all := l.all()
		own := slices.IndexFunc(all, func(c press.Candidate) bool {
			return before && (sameGUID(there.Candidate, c) || sameHeadline(there.Title, c.Title))
		})
		switch {
		case own >= 0:
			result = append(result, listed{Candidate: all[own], key: l.key})
			all = slices.Delete(all, own, own+1)
		case len(all) > 1 && (before || !weburl.Section(l.URL)):
			result = append(result, listed{Candidate: press.Candidate{URL: l.URL}, key: l.key})
		case len(all) == 1 && before && !there.open && anotherDay(there.Candidate, l.Candidate):
			replaced = append(replaced, there.id)
		case len(all) == 1 && !w.part(l):
			result = append(result, l)
			continue
		}
		for _, c := range all {
			c.URL = weburl.Part(c.URL, c.Title)
			result = append(result, listed{Candidate: c, key: addressKey(c.URL)})
		}
	}
	return result, replaced
}

// all are the candidates with the address.
func (l listed) all() []press.Candidate { return append([]press.Candidate{l.Candidate}, l.others...) }

// part says that a candidate which is alone at its address is one of several articles all the same: because it was
// listed as such before, or because the address is the front page.
func (w *listWriting) part(l listed) bool {
	if l.Title == "" {
		return false
	}
	_, before := w.pages[string(addressKey(weburl.Part(l.URL, l.Title)))]
	return before || weburl.Front(l.URL)
}

// endReadings has pages not read again.
func (w *listWriting) endReadings(ctx context.Context, pages []int64) error {
	for chunk := range slices.Chunk(pages, batch) {
		if _, err := w.exec(ctx, `UPDATE page SET reread_at = NULL WHERE id IN `+marks(len(chunk)), anys(chunk)...); err != nil {
			return err
		}
	}
	return nil
}
