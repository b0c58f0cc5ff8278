package index

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"pressclip/internal/press"
)

// filters says whether a request asks for more than its plan does.
func (r Request) filters() bool {
	return len(r.Projects)+len(r.Outlets)+len(r.Tags) > 0 || r.Verdict != "" || r.Paywall != "" || !r.From.IsZero() || !r.To.IsZero()
}

// filter is a new set of the live documents that meet the request, its plan left aside.
func (p *part) filter(ctx context.Context, r Request, in *time.Location) (*roaring.Bitmap, error) {
	b := p.live()
	keep := func(field string, values []string) error {
		if len(values) == 0 {
			return nil
		}
		with, err := p.withAny(ctx, field, values)
		if err == nil {
			b.And(with)
		}
		return err
	}
	field, values := verdictValues(r.Projects, r.Verdict)
	if err := keep(field, values); err != nil {
		return nil, err
	}
	if err := keep(fieldOutlet, r.Outlets); err != nil {
		return nil, err
	}
	if r.Paywall != "" {
		if err := keep(fieldPaywall, []string{string(r.Paywall)}); err != nil {
			return nil, err
		}
	}
	if len(r.Tags) > 0 {
		with, err := p.tagged(ctx, r.Projects, r.Tags)
		if err != nil {
			return nil, err
		}
		b.And(with)
	}
	if r.From.IsZero() && r.To.IsZero() {
		return b, nil
	}
	during, err := p.during(ctx, r.From, r.To, in)
	if err == nil {
		b.And(during)
	}
	return b, err
}

// tagged is a new set of the documents that have one of these tags, in one of the projects if there are any. All tags there
// are are looked at: people give few.
func (p *part) tagged(ctx context.Context, projects, tags []string) (*roaring.Bitmap, error) {
	var values []string
	err := p.eachTerm(ctx, fieldTag, "", func(term string) bool {
		project, tag, _ := strings.Cut(term, separator)
		if slices.Contains(tags, tag) && (len(projects) == 0 || slices.Contains(projects, project)) {
			values = append(values, term)
		}
		return true
	})
	if err != nil || len(values) == 0 {
		return roaring.New(), err
	}
	return p.withAny(ctx, fieldTag, values)
}

// verdictValues are the values that meet projects and verdict together: with projects, the verdict is the one that was
// reached there.
func verdictValues(projects []string, v press.Verdict) (field string, values []string) {
	switch {
	case v == "":
		return fieldProject, projects
	case len(projects) == 0:
		return fieldVerdict, []string{string(v)}
	}
	for _, p := range projects {
		values = append(values, reviewed(p, v))
	}
	return fieldReviewed, values
}

// reviewed is the term of a verdict in a project.
func reviewed(project string, v press.Verdict) string { return project + separator + string(v) }

func readReviewed(term string) (project string, v press.Verdict) {
	project, verdict, _ := strings.Cut(term, separator)
	return project, press.Verdict(verdict)
}

// during is a new set of the documents dated from from on and before to. Whole months are taken as they are; of the
// two at the ends every document is looked at.
func (p *part) during(ctx context.Context, from, to time.Time, in *time.Location) (*roaring.Bitmap, error) {
	first, last := "", "\xff"
	if !from.IsZero() {
		first = monthOf(from, in)
	}
	if !to.IsZero() {
		last = monthOf(to, in)
	}
	b := roaring.New()
	var failed error
	err := p.eachTerm(ctx, fieldMonth, "", func(month string) bool {
		if month < first || month > last {
			return true
		}
		with, err := p.with(fieldMonth, month)
		if err == nil && (month == first || month == last) {
			with, err = p.dated(with, from, to)
		}
		if err != nil {
			failed = err
			return false
		}
		b.Or(with)
		return true
	})
	if err == nil {
		err = failed
	}
	return b, err
}

func (p *part) dated(docs *roaring.Bitmap, from, to time.Time) (*roaring.Bitmap, error) {
	b := roaring.New()
	for _, doc := range docs.ToArray() {
		id, err := p.id(doc)
		if err != nil {
			return nil, err
		}
		ms, _, err := readDocID(id)
		if err != nil {
			return nil, err
		}
		at := time.UnixMilli(ms)
		if !at.Before(from) && (to.IsZero() || at.Before(to)) {
			b.Add(doc)
		}
	}
	return b, nil
}
