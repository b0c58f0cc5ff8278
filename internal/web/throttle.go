package web

import (
	"sync"
	"time"
)

// throttle slows down those who guess passwords: by name, so that many machines cannot guess at one, and by the address
// they come from, so that one machine cannot guess at many. A name is kept waiting for a minute at most, or whoever knows
// it could lock its owner out.
type throttle struct {
	mu     sync.Mutex
	failed map[string]failures
}

type failures struct {
	count int
	last  time.Time
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

// forgetAfter is when failures count no longer. So many are remembered at once.
const (
	forgetAfter = time.Hour
	mostFailing = 10000
)

func limitOf(key string) limit {
	if key[0] == '@' {
		return byAddress
	}
	return byName
}

// keys are what one sign-in is slowed down by.
func throttleKeys(name, address string) []string { return []string{"=" + name, "@" + address} }

// wait is how long one has to wait before the next try; a second doubles with every failure beyond the free ones.
func (t *throttle) wait(now time.Time, keys []string) (longest time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, key := range keys {
		f, l := t.failed[key], limitOf(key)
		if f.count < l.free {
			continue
		}
		cost := min(time.Second<<min(f.count-l.free, 20), l.most)
		longest = max(longest, f.last.Add(cost).Sub(now))
	}
	return longest
}

// fail counts a try that was wrong.
func (t *throttle) fail(now time.Time, keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed == nil || len(t.failed) > mostFailing {
		t.failed = map[string]failures{}
	}
	for _, key := range keys {
		f := t.failed[key]
		if now.Sub(f.last) > forgetAfter {
			f.count = 0
		}
		t.failed[key] = failures{f.count + 1, now}
	}
}

// succeed ends the slowing down of a name, and takes back what the try counted against its address: a whole office may
// come from one.
func (t *throttle) succeed(keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.failed, keys[0])
	f := t.failed[keys[1]]
	f.count = max(f.count-1, 0)
	t.failed[keys[1]] = f
}
