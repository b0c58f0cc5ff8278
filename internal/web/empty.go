package web

import "pressclip/internal/press"

// emptyView stands where a list would: what goes on, instead of nothing.
type emptyView struct {
	Sentences []string
	Next      *choice // what an admin does next, where nothing is watched or asked for yet
	Troubles  []outletTrouble
	LookBack  *lookBackView // offered where nothing was found
	Headlines []readHeadline
}

// outletTrouble is an outlet that could not be read, and why.
type outletTrouble struct {
	Name  string
	State string
	Words string
}

// readHeadline is an article that was read and not filed.
type readHeadline struct {
	Title  string
	URL    string
	Outlet string
	When   stamp
}

// figures says what was watched, read and found, in one line.
func (w words) figures(x watch) string {
	return w.text("web.figures", w.count("web.outlets", x.onRounds()), w.count("web.articles.read", x.Read), w.count("web.hits", x.Clipped))
}

// alarm says that no outlet at all could be reached; empty if one could, or none was tried.
func (w words) alarm(x watch) string {
	lost := x.unreachable()
	if len(lost) == 0 || len(lost) < x.visited() {
		return ""
	}
	said := w.text("web.alarm.none_reached")
	if reason := w.commonReason(lost); reason != "" {
		said += " " + reason
	}
	if next := x.next(); !next.IsZero() {
		said += " " + w.text("web.alarm.next", w.relative(next).Words)
	}
	return said
}

// commonReason is the reason that most outlets without answer share.
func (w words) commonReason(lost []watched) string {
	counts, best := map[string]int{}, ""
	for _, o := range lost {
		for _, f := range o.Last.Faults[:min(1, len(o.Last.Faults))] {
			said := w.fault(f)
			counts[said]++
			if best == "" || counts[said] > counts[best] {
				best = said
			}
		}
	}
	return best
}

// nothing words an inbox without a row: nothing watched, nothing visited yet, nobody reached, nothing found, or all
// of it decided (known is the number of clippings there are).
func (w words) nothing(x watch, known int) *emptyView {
	e := &emptyView{}
	add := func(key string, args ...any) { e.Sentences = append(e.Sentences, w.text(key, args...)) }
	switch {
	case len(x.Outlets) == 0:
		add("web.empty.no_outlets")
		e.Next = &choice{Label: w.text("desk.new.outlet"), URL: "/new/outlet"}
	case len(x.Projects) == 0:
		add("web.empty.no_projects")
		e.Next = &choice{Label: w.text("desk.new.project"), URL: "/new/project"}
	case x.visited() == 0:
		add("web.empty.not_visited")
		if next := x.next(); !next.IsZero() {
			add("web.empty.first_visit", w.relative(next).Words)
		}
	case w.alarm(x) != "":
		e.Sentences = append(e.Sentences, w.alarm(x))
	case known > 0:
		add("web.empty.all_decided")
	default:
		add("web.empty.no_hits")
	}
	lost, said := x.unreachable(), ""
	if w.alarm(x) != "" {
		said = w.commonReason(lost)
	}
	for _, o := range lost {
		t := outletTrouble{Name: o.Name, State: "bad", Words: w.firstReason(o.Last)}
		if t.Words == said {
			t.Words = "" // it stands above already
		}
		e.Troubles = append(e.Troubles, t)
	}
	return e
}

func (w words) firstReason(v *press.Visit) string {
	if len(v.Faults) == 0 {
		return w.text("web.outlets.no_reason")
	}
	return w.fault(v.Faults[0])
}
