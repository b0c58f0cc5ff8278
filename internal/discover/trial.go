package discover

import (
	"context"
	"slices"
	"strings"
	"time"

	"pressclip/internal/crawl"
	"pressclip/internal/extract"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Trial is an article that the site lists, as a visit would read it.
type Trial struct {
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Authors   []string     `json:"authors"`
	Published time.Time    `json:"published,omitzero"`
	Words     int          `json:"words"`                 // that can be read
	WordsTold int          `json:"words_total,omitempty"` // of the whole text, where the page says so
	Paywalled *bool        `json:"paywalled"`             // nil: the page does not say
	Fault     *press.Fault `json:"-"`                     // why it cannot be read; nil if it can
}

const (
	maxTrials   = 5
	fewestWords = 40 // of one below which its text seems not to be found
)

// Try reads some of the newest articles that the lists of a site name or, where there are none, its front page links. It adds
// what is wrong with them to the problems. The error is as Site's.
func (r *Report) Try(ctx context.Context, web *fetch.Transport) error {
	r.Trials = []Trial{}
	if r.Fault != nil {
		return nil
	}
	listed := r.listed
	if len(listed) == 0 {
		found, err := crawl.Section(ctx, web, crawl.Options{URL: r.URL})
		if _, ok := asFault(err); err != nil && !ok {
			return err
		}
		listed = found.Candidates
	}
	slices.SortStableFunc(listed, func(a, b press.Candidate) int { return b.Published.Compare(a.Published) })
	seen := map[string]bool{}
	for _, c := range listed {
		if key := weburl.Key(c.URL); len(r.Trials) < maxTrials && !seen[key] {
			seen[key] = true
			trial, err := read(ctx, web, c)
			if err != nil {
				return err
			}
			r.Trials = append(r.Trials, trial)
		}
	}
	r.judge()
	return nil
}

func read(ctx context.Context, web *fetch.Transport, c press.Candidate) (Trial, error) {
	s := Trial{URL: c.URL, Title: c.Title, Authors: []string{}, Published: c.Published}
	page, err := web.Get(ctx, c.URL, press.Validators{})
	if err == nil {
		var got extract.Result
		got, err = extract.Extract(page.HTML(), page.URL, press.Selectors{})
		if f, _ := asFault(err); f != nil && f.Code == press.FaultEmpty && got.Article.Text != "" {
			err = nil // short, but what is there can be read
		}
		if a := got.Article; err == nil {
			s.Title, s.Words, s.WordsTold, s.Paywalled = a.Title, len(strings.Fields(a.Text)), a.WordsTold, a.Paywalled
			s.Authors = append(s.Authors, a.Authors...)
			if !a.Published.IsZero() {
				s.Published = a.Published
			}
		}
	}
	fault, ok := asFault(err)
	if err != nil && (!ok || ctx.Err() != nil) {
		return s, err
	}
	s.Fault = fault
	return s, nil
}

// judge says what is wrong with several samples in one problem each.
func (r *Report) judge() {
	var away, walled, undated, short, words int
	var fault *press.Fault
	for _, s := range r.Trials {
		walls := s.Paywalled != nil && *s.Paywalled
		switch {
		case s.Fault != nil:
			away, fault = away+1, s.Fault
			continue
		case walls:
			walled, words = walled+1, words+s.Words
		case s.Words < fewestWords:
			short++
		}
		if s.Published.IsZero() {
			undated++
		}
	}
	all := len(r.Trials)
	if all == 0 {
		r.Problems = append(r.Problems, Problem{Code: "no_samples"})
	}
	if away > 0 {
		r.Problems = append(r.Problems, Problem{Code: "samples_away", Count: away, Of: all, Fault: fault})
	}
	if walled > 0 {
		r.Problems = append(r.Problems, Problem{Code: "samples_paywalled", Count: walled, Of: all, Words: words / walled})
	}
	if short > 0 {
		r.Problems = append(r.Problems, Problem{Code: "samples_short", Count: short, Of: all, Words: fewestWords})
	}
	if undated > 0 {
		r.Problems = append(r.Problems, Problem{Code: "samples_undated", Count: undated, Of: all})
	}
}
