package press

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// Verdict is what was decided about a clipping in a project.
type Verdict string

// The verdicts. Every review begins as new.
const (
	VerdictNew        Verdict = "new"
	VerdictRelevant   Verdict = "relevant"
	VerdictIrrelevant Verdict = "irrelevant"
)

// Review is a clipping in one project: why it was filed there and what was decided about it.
type Review struct {
	Project   string // its name
	Keywords  []string
	Passages  []Passage // of all its keywords, in order of field and start
	Verdict   Verdict
	Tags      []string
	Note      string
	Reviewer  string
	FiledAt   time.Time
	ByHand    bool      // somebody filed it, whether a keyword found it or not
	FiledBy   string    // who, if ByHand; empty where nobody signs in
	DecidedAt time.Time // zero while new
	TouchedAt time.Time // when somebody last decided or wrote something; zero if nobody has
	Backfill  bool      // found by looking back; never in a digest or alert
}

// Edition is a short sum of the tags and the note, by which it shows whether somebody has written there meanwhile.
func (r Review) Edition() string {
	sum := sha256.New()
	for _, s := range append(slices.Clone(r.Tags), "", r.Note) {
		fmt.Fprintf(sum, "%d %s\n", len(s), s)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Decision is one time that somebody decided or wrote something about a clipping in a project.
type Decision struct {
	Project string // its name
	At      time.Time
	Who     string    // empty where nobody signs in
	Verdict Verdict   // empty if it stayed
	Tags    *[]string // all of them afterwards; nil if they stayed
	Note    *string   // nil if it stayed
}

// Clipping is an article filed under at least one project.
type Clipping struct {
	ID        int64
	Outlet    Outlet // as it is now; a removed outlet keeps its name here
	Article   Article
	FirstSeen time.Time
	Partial   bool      // only what the feed said could be had
	Version   int       // counts from 1
	VersionAt time.Time // when this version was first seen
	GoneAt    time.Time // since when its page is no longer there (404, 410), as far as it was read again; zero: it is
	Story     int64
	Reviews   []Review // by project name

	DroppedAt time.Time // when its text left the record, lead included; zero while it is there
	Shown     Extract   // what may still be shown of a text that was dropped
}

// Extract is a few words of a text, and what is to be marked in them.
type Extract struct {
	Text  string `json:"text,omitempty"`
	Marks []Span `json:"marks,omitempty"`
}

// Date is when the clipping counts as published: what the outlet says, else when it was first seen.
func (c Clipping) Date() time.Time {
	if c.Article.Published.IsZero() {
		return c.FirstSeen
	}
	return c.Article.Published
}

// Medium is what the article appeared in: its own, else that of the outlet; empty if neither is said.
func (c Clipping) Medium() Medium { return cmp.Or(c.Article.Medium, c.Outlet.Medium) }

// Verdict without a project in mind: relevant if it is in any project, irrelevant if in all, else new.
func (c Clipping) Verdict() Verdict {
	irrelevant := 0
	for _, r := range c.Reviews {
		switch r.Verdict {
		case VerdictRelevant:
			return VerdictRelevant
		case VerdictIrrelevant:
			irrelevant++
		}
	}
	if irrelevant > 0 && irrelevant == len(c.Reviews) {
		return VerdictIrrelevant
	}
	return VerdictNew
}

// Backfill is true if every project found the clipping by looking back.
func (c Clipping) Backfill() bool {
	for _, r := range c.Reviews {
		if !r.Backfill {
			return false
		}
	}
	return len(c.Reviews) > 0
}

// Change is one step of the record, as the index follows it. Numbers grow in the order of commits.
type Change struct {
	Number   int64
	ID       int64     // of the clipping
	Clipping *Clipping // as it is now, text included; nil if it is gone
}
