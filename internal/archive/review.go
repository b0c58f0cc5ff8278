package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/press"
)

// ReviewChange is what somebody decides about a clipping in a project. What is nil stays as it is.
type ReviewChange struct {
	Verdict  *press.Verdict
	Tags     *[]string // all of them; written without double ones and space around them, in order
	AddTags  []string  // beside those that are there
	Note     *string
	Reviewer string // who decides; empty where nobody signs in

	// What they saw when they decided: the verdict, and the edition of tags and note (press.Review.Edition). What stands
	// there by now is not written over, but comes back as a *StaleError. Empty: they take whatever is there.
	Was  press.Verdict
	Seen string
}

// StaleError says that somebody else has decided or written meanwhile. It wraps press.ErrConflict.
type StaleError struct {
	Review press.Review // as it is now
}

// Error names the project.
func (e *StaleError) Error() string {
	return fmt.Sprintf("the review in project %q has changed since", e.Review.Project)
}

// Unwrap is press.ErrConflict.
func (e *StaleError) Unwrap() error { return press.ErrConflict }

// Review records a decision. Deciding the same again changes nothing but who decided and when. The error wraps
// press.ErrNotFound if the clipping is not in that project, or is a *StaleError.
func (a *Archive) Review(ctx context.Context, clippingID int64, project string, change ReviewChange) error {
	return a.write(ctx, "review clipping", func(ctx context.Context, c conn) error {
		round, err := c.newRound(ctx)
		if err != nil {
			return err
		}
		return c.review(ctx, clippingID, []string{project}, change, round, a.now().UnixMilli())
	})
}

// review changes the reviews of a clipping in projects, which it must have.
func (c conn) review(ctx context.Context, clippingID int64, projects []string, change ReviewChange, round, now int64) error {
	var one int
	if ok, err := c.found(ctx, `SELECT 1 FROM clipping WHERE id = ?`+c.locked, []any{clippingID}, &one); err != nil {
		return err
	} else if !ok {
		return notFound("clipping", clippingID)
	}
	rows, err := c.reviewRows(ctx, clippingID)
	if err != nil {
		return err
	}
	for _, project := range projects {
		if err := seeProject(ctx, project); err != nil {
			return err
		}
		at := slices.IndexFunc(rows, func(r reviewRow) bool { return r.Project == project })
		if at < 0 {
			return notFound(fmt.Sprintf("clipping %d in project", clippingID), project)
		}
		if err := c.decide(ctx, rows[at], change, round, now); err != nil {
			return err
		}
	}
	if err := c.sumUp(ctx, clippingID); err != nil {
		return err
	}
	return c.changed(ctx, clippingID)
}

func (c conn) decide(ctx context.Context, old reviewRow, change ReviewChange, round, now int64) error {
	r := old
	decided := millis(r.DecidedAt)
	if v := change.Verdict; v != nil {
		switch *v {
		case press.VerdictNew:
			decided.Valid = false
		case press.VerdictRelevant, press.VerdictIrrelevant:
			decided.Int64, decided.Valid = now, true
		default:
			return fmt.Errorf("not a verdict: %q", *v)
		}
		r.Verdict = *v
	}
	if change.Tags != nil {
		r.Tags = tidyTags(*change.Tags)
	}
	if len(change.AddTags) > 0 {
		r.Tags = tidyTags(slices.Concat(r.Tags, change.AddTags))
	}
	if change.Note != nil {
		r.Note = plain(*change.Note)
	}
	lateVerdict := change.Was != "" && change.Was != old.Verdict && r.Verdict != old.Verdict
	lateWords := change.Seen != "" && change.Seen != old.Edition() && r.Edition() != old.Edition()
	if lateVerdict || lateWords {
		return &StaleError{old.Review}
	}
	if err := c.keepDecision(ctx, old, r, change.Reviewer, round, now); err != nil {
		return err
	}
	_, err := c.exec(ctx, `UPDATE review SET verdict = ?, tags = ?, note = ?, reviewer = ?, decided_at = ?, touched_at = ? WHERE clipping_id = ? AND project_id = ?`,
		r.Verdict, list(r.Tags), r.Note, plain(change.Reviewer), decided, now, r.clippingID, r.projectID)
	return err
}

func tidyTags(tags []string) []string {
	var tidy []string
	for _, t := range tags {
		if t = strings.Join(strings.Fields(plain(t)), " "); t != "" {
			tidy = append(tidy, t)
		}
	}
	slices.Sort(tidy)
	return slices.Compact(tidy)
}

// sumUp keeps the verdict of a clipping that goes by all its reviews.
func (c conn) sumUp(ctx context.Context, clippingID int64) error {
	rows, err := c.reviewRows(ctx, clippingID)
	if err != nil {
		return err
	}
	var clip press.Clipping
	for _, r := range rows {
		clip.Reviews = append(clip.Reviews, r.Review)
	}
	_, err = c.exec(ctx, `UPDATE clipping SET verdict = ? WHERE id = ? AND verdict <> ?`, clip.Verdict(), clippingID, clip.Verdict())
	return err
}
