package web

import (
	"context"
	"strings"
	"sync"
	"time"

	"pressclip/internal/archive"
)

// throttle slows down those who guess passwords: by name, so that many machines cannot guess at one, and by the address
// they come from, so that one machine cannot guess at many. A name is kept waiting for a minute at most, or whoever knows
// it could lock its owner out. What failed stands in the archive, where other processes count it too; what is being tried
// counts as failed until it has proved right.
type throttle struct {
	archive *archive.Archive
	now     func() time.Time
	mu      sync.Mutex
	trying  map[string]int
}

// limit is how often one may fail before it costs time, and how much it costs at most.
type limit struct {
	free int
	most time.Duration
}

var (
	byName    = limit{5, time.Minute}
	byAddress = limit{20, 15 * time.Minute}
)

func limitOf(key string) limit {
	if key[0] == '@' {
		return byAddress
	}
	return byName
}

// attempt is one password that somebody tries.
type attempt struct {
	guesses *throttle
	keys    []string // the name, and the address that it comes from
	failed  bool     // the name has failed before
}

// begin begins an attempt, unless one has to wait for so long before it. Whoever begins one ends it.
func (t *throttle) begin(ctx context.Context, name, address string) (a *attempt, wait time.Duration, err error) {
	a = &attempt{guesses: t, keys: []string{"=" + strings.ToLower(strings.TrimSpace(name)), "@" + address}}
	failed, err := t.archive.Failing(ctx, a.keys)
	if err != nil {
		return nil, 0, err
	}
	a.failed = failed[0].Times > 0
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, key := range a.keys {
		wait = max(wait, limitOf(key).wait(failed[i], t.trying[key], now))
	}
	if wait > 0 {
		return nil, wait, nil
	}
	if t.trying == nil {
		t.trying = map[string]int{}
	}
	for _, key := range a.keys {
		t.trying[key]++
	}
	return a, 0, nil
}

// wait is how long one has to wait before the next try; a second doubles with every failure beyond the free ones.
func (l limit) wait(f archive.Failing, trying int, now time.Time) time.Duration {
	times, last := f.Times+trying, f.Last
	if times < l.free {
		return 0
	}
	if trying > 0 {
		last = now
	}
	return max(0, last.Add(min(time.Second<<min(times-l.free, 20), l.most)).Sub(now))
}

// end ends an attempt: wrong counts it, right ends the slowing down of its name. Whatever else went wrong counts nothing.
func (a *attempt) end(ctx context.Context, right, wrong bool) (err error) {
	switch {
	case wrong:
		err = a.guesses.archive.NoteFailing(ctx, a.keys)
	case right && a.failed:
		err = a.guesses.archive.ForgetFailing(ctx, a.keys[0])
	}
	a.guesses.mu.Lock()
	defer a.guesses.mu.Unlock()
	for _, key := range a.keys {
		if a.guesses.trying[key]--; a.guesses.trying[key] == 0 {
			delete(a.guesses.trying, key)
		}
	}
	return err
}
