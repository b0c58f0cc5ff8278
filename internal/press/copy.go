package press

import "time"

// Copy is a clipping as the others of its story name it.
type Copy struct {
	ID        int64
	Story     int64
	Outlet    string
	URL       string
	Title     string
	Published time.Time
	FirstSeen time.Time
	Reviews   []Review // by project name; of each, the project and the verdict
}

// Date is when the copy counts as published: what the outlet says, else when it was first seen.
func (c Copy) Date() time.Time {
	if c.Published.IsZero() {
		return c.FirstSeen
	}
	return c.Published
}

// Verdict without a project in mind, as that of a clipping.
func (c Copy) Verdict() Verdict { return Clipping{Reviews: c.Reviews}.Verdict() }

// VerdictIn is the verdict in a project; empty if the clipping is not filed there.
func (c Copy) VerdictIn(project string) Verdict {
	for _, r := range c.Reviews {
		if r.Project == project {
			return r.Verdict
		}
	}
	return ""
}

// Regrouping is a decision about a story that somebody made by hand.
type Regrouping struct {
	ID     int64
	Kind   RegroupingKind
	At     time.Time
	Who    string  // empty where nobody signs in
	Others []int64 // the other clippings that it was about
	Undone bool
}

// RegroupingKind is what a decision about a story does.
type RegroupingKind string

// The kinds of decisions about stories.
const (
	RegroupingSplit RegroupingKind = "split" // a clipping was taken out
	RegroupingJoin  RegroupingKind = "join"  // two stories were made one
	RegroupingUndo  RegroupingKind = "undo"  // an earlier decision was taken back
)
