package schedule

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestWaitUntil(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := NewKnock(time.Now)
		begin := time.Now()
		if err := k.Wait(t.Context(), begin.Add(90*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if passed := time.Since(begin); passed != 90*time.Minute {
			t.Errorf("waited %s", passed)
		}
		if err := k.Wait(t.Context(), begin); err != nil || time.Since(begin) != 90*time.Minute {
			t.Errorf("a time that has passed was waited for (%v)", err)
		}
	})
}

func TestKnocksFallTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := NewKnock(time.Now)
		begin := time.Now()
		k.Knock()
		k.Knock()
		k.Knock()
		if err := k.Wait(t.Context(), time.Time{}); err != nil || time.Since(begin) != 0 {
			t.Fatalf("a knock before the wait was lost (%v)", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := k.Wait(ctx, time.Time{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("three knocks woke twice (%v)", err)
		}
	})
}

func TestKnockWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := NewKnock(time.Now)
		begin := time.Now()
		woken := make(chan error)
		go func() { woken <- k.Wait(t.Context(), begin.Add(24*time.Hour)) }()
		synctest.Wait()
		k.Knock()
		if err := <-woken; err != nil || time.Since(begin) != 0 {
			t.Errorf("woke after %s (%v)", time.Since(begin), err)
		}
	})
}

// A clock that is set forward, as after a night with the lid closed, is noticed within a minute.
func TestClockIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		set := false
		k := NewKnock(func() time.Time {
			if set {
				return time.Now().Add(8 * time.Hour)
			}
			set = true
			return time.Now()
		})
		if err := k.Wait(t.Context(), begin.Add(8*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if passed := time.Since(begin); passed != longestNap {
			t.Errorf("noticed after %s", passed)
		}
	})
}

// What a clock says that is set back by a year may never come: whoever waits for it looks again.
func TestClockIsSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		k := NewKnock(func() time.Time {
			if now := time.Now(); now.Sub(begin) < 10*time.Minute {
				return now
			}
			return time.Now().AddDate(-1, 0, 0)
		})
		if err := k.Wait(t.Context(), begin.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(begin); waited < 10*time.Minute || waited > 10*time.Minute+longestNap {
			t.Errorf("returned after %s", waited)
		}
	})
}
