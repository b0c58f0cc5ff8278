// Package demo is the sample press of `pressclip demo`: a few invented outlets of an invented valley with articles of
// their own, dated from the start, some of which appear while it runs. It serves pages and nothing else: it opens no
// connection, keeps nothing and knows nothing of pressclip.
package demo

import (
	"fmt"
	"slices"
	"time"
)

// Press is the sample press. Its outlets may be asked by several goroutines.
type Press struct {
	// Outlets in the order in which they are to be listed.
	Outlets []*Outlet

	start time.Time
}

// New is a sample press that began when it was made; now is its clock from then on.
func New(now func() time.Time) (*Press, error) {
	p := &Press{start: now().Truncate(time.Second)}
	wire, err := readWire()
	if err != nil {
		return nil, err
	}
	for _, o := range outlets() {
		o.now, o.start, o.zone = now, p.start, zone()
		if o.articles, err = readArticles(o.file, wire); err != nil {
			return nil, fmt.Errorf("articles of %s: %w", o.Name, err)
		}
		p.Outlets = append(p.Outlets, o)
	}
	return p, nil
}

// Appeared names the outlets that brought or corrected an article after one time and not after the other.
func (p *Press) Appeared(after, until time.Time) []string {
	var names []string
	for _, o := range p.Outlets {
		if slices.ContainsFunc(o.articles, func(a article) bool { return a.news(p.start, after, until) }) {
			names = append(names, o.Name)
		}
	}
	return names
}

// zone is the time zone of the papers; where the machine does not know it, that of the machine.
func zone() *time.Location {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.Local
	}
	return berlin
}
