package main

import (
	"fmt"
	"sync"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/visit"
)

// lookingBack says line by line how far visits have come that look back, which may take hours.
type lookingBack struct {
	*App
	bar *progress

	mu    sync.Mutex
	pause map[string]time.Duration // by outlet
	said  map[string]time.Time
}

// sayEvery is how often it is said how many pages were read.
const sayEvery = time.Minute

// told says what was listed, and before the first page how much lies ahead.
func (l *lookingBack) told(outlet string, b visit.Back) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b.Sitemap != "" {
		if b.Listed > 0 {
			l.say(locale.Count(l.lang, "main.back.listed", b.Listed, outlet, b.Sitemap))
		}
		return
	}
	if l.pause == nil {
		l.pause, l.said = map[string]time.Duration{}, map[string]time.Time{}
	}
	l.pause[outlet], l.said[outlet] = b.Pause, l.Now()
	l.say(locale.Count(l.lang, "main.back.ahead", b.Pages, outlet, l.takes(b.Pages, b.Pause), l.text("main.back.resume")))
}

// read says now and then how many pages were read, and shows the bar where there is one.
func (l *lookingBack) read(outlet string, done, total int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last, ok := l.said[outlet]; ok && l.Now().Sub(last) >= sayEvery {
		l.said[outlet] = l.Now()
		l.say(l.text("main.back.read", outlet, locale.Number(l.lang, done), locale.Number(l.lang, total), l.takes(total-done, l.pause[outlet])))
	}
	l.bar.show(outlet, done, total)
}

// takes is how long so many pages take at least.
func (l *lookingBack) takes(pages int, pause time.Duration) string {
	return locale.Duration(l.lang, time.Duration(pages)*pause)
}

func (l *lookingBack) say(line string) {
	l.bar.clear()
	fmt.Fprintln(l.Stderr, line)
}
