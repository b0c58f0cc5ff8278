package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/visit"
	"pressclip/internal/warc"
)

// readingRecordings says how far the reading of WARC files is: in the bar, and where there is none, line by line.
type readingRecordings struct {
	*App
	bar   *progress
	quiet bool

	mu   sync.Mutex
	said time.Time
}

// read says how far a file is, and how long the rest takes.
func (r *readingRecordings) read(p visit.RecordingProgress) {
	const kib = 1 << 10
	r.mu.Lock()
	defer r.mu.Unlock()
	rest := ""
	if done := p.Read - p.Before; done > 0 && p.Read < p.Size {
		left := time.Duration(float64(p.Took) * float64(p.Size-p.Read) / float64(done))
		rest = r.text("main.recording.rest", locale.Duration(r.lang, left))
	}
	r.bar.show(r.text("main.recording.unit", p.Name)+rest, int(p.Read/kib), int(p.Size/kib))
	if r.said.IsZero() {
		r.said = r.Now()
	}
	if !r.quiet && r.Now().Sub(r.said) >= sayEvery {
		r.said = r.Now()
		r.bar.clear()
		fmt.Fprintln(r.Stderr, r.text("main.recording.read", p.Name, locale.Number(r.lang, int(p.Read/kib)), locale.Number(r.lang, int(p.Size/kib)))+rest)
	}
}

// sum says who has read the files. The error says which of them break off.
func (r *readingRecordings) sum(taken []visit.RecordingTaken) error {
	var errs []error
	r.bar.clear()
	for _, t := range taken {
		if !r.quiet {
			fmt.Fprintln(r.Stdout, r.taken(t))
		}
		for _, fault := range t.Faults {
			errs = append(errs, fmt.Errorf("%s: %w%s", t.Name, warc.ErrFormat, strings.TrimPrefix(fault, warc.ErrFormat.Error())))
		}
	}
	return errors.Join(errs...)
}

func (r *readingRecordings) taken(t visit.RecordingTaken) string {
	if t.Parts == t.Before {
		return r.text("main.recording.known", t.Name)
	}
	return locale.Count(r.lang, "main.recording.taken", t.Parts, t.Name, locale.Number(r.lang, t.Here),
		locale.Number(r.lang, t.Parts-t.Before-t.Here), locale.Number(r.lang, t.Before))
}
