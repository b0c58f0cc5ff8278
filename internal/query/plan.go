package query

// Field is a part of an article that words can be looked for in.
type Field int

// The fields. Words without a field are looked for in FieldTitle and FieldText.
const (
	FieldTitle Field = iota
	FieldText
	FieldLead
	FieldAuthor
	FieldOutlet
	FieldCount
)

// String is the name of the field in the query language and in passages.
func (f Field) String() string {
	return [...]string{"title", "text", "lead", "author", "outlet"}[f]
}

// Plan is a query in the terms of internal/text, the one form from which matcher and index both answer. It is a
// tree of All, Any, Not and In; a nil Plan matches everything.
type Plan interface{ plan() }

// All holds where each of its plans holds.
type All []Plan

// Any holds where one of its plans holds.
type Any []Plan

// Not holds where its plan does not.
type Not struct{ Plan Plan }

// In holds where Spans finds something within one of Fields.
type In struct {
	Fields []Field
	Spans  Spans
}

func (All) plan() {}
func (Any) plan() {}
func (Not) plan() {}
func (In) plan()  {}

// Spans finds stretches of successive positions within one field, each from a first to a last position. It is a
// tree of Term, Prefix, Pattern, Either, Sequence and Near, and in plans of a Planner of *Shared.
type Spans interface{ spans() }

// Term finds the positions of exactly this term, as internal/text writes it (mark included).
type Term string

// Prefix finds the positions of all terms that begin so (mark included).
type Prefix string

// Pattern finds the positions of all terms with this mark whose rest has Infix in it; at its end, if AtEnd.
type Pattern struct {
	Mark  string
	Infix string
	AtEnd bool
}

// Either finds what one of its members finds.
type Either []Spans

// Sequence finds its members one directly after the other.
type Sequence []Spans

// Near finds what both sides find where a position of one differs from a position of the other by at most Distance,
// in either order; the stretch found spans both.
type Near struct {
	A, B     Spans
	Distance int
}

// Shared is spans that plans of one Planner have in common. Numbers count from 0 by Planner.
type Shared struct {
	Planner *Planner
	Number  int
	Spans   Spans
}

func (*Shared) spans()  {}
func (Term) spans()     {}
func (Prefix) spans()   {}
func (Pattern) spans()  {}
func (Either) spans()   {}
func (Sequence) spans() {}
func (Near) spans()     {}
