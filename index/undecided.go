package index

import "pressclip/internal/query"

// openIn says whether s in a field can only be decided by reading documents.
func openIn(f query.Field, s query.Spans) bool { return f == query.FieldLead || open(s) }

func open(s query.Spans) bool {
	switch s := s.(type) {
	case query.Term:
		_, ok := regular(string(s))
		return ok
	case query.Either:
		for _, m := range s {
			if open(m) {
				return true
			}
		}
	case query.Sequence:
		return len(s) > 1 || len(s) == 1 && open(s[0])
	case query.Near:
		return true
	}
	return false
}

func planOpen(p query.Plan) bool { return openSpans(p) > 0 }

// openSpans is how many spans of a plan, each in one field, can only be decided by reading documents.
func openSpans(p query.Plan) (n int) {
	switch p := p.(type) {
	case query.All:
		return openAmong(p)
	case query.Any:
		return openAmong(p)
	case query.Not:
		return openSpans(p.Plan)
	case query.In:
		for _, f := range p.Fields {
			n += openMembers(f, p.Spans)
		}
	}
	return n
}

func openMembers(f query.Field, s query.Spans) (n int) {
	either, ok := s.(query.Either)
	if !ok && openIn(f, s) {
		return 1
	}
	for _, m := range either {
		n += openMembers(f, m)
	}
	return n
}

func openAmong(plans []query.Plan) (n int) {
	for _, p := range plans {
		n += openSpans(p)
	}
	return n
}
