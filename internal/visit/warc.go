package visit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pressclip/internal/archive"
	"pressclip/internal/fetch"
	"pressclip/internal/press"
	"pressclip/internal/warc"
	"pressclip/internal/weburl"
)

const (
	// partLease is how long a part of a recording is held without a heartbeat. It is short, because nothing is lost
	// where two processes read a part: what the late one read is not taken.
	partLease = LeaseLength / 3
	// partLeast and partMost bound the parts of a recording: small enough to be shared, and few.
	partLeast = 256 << 10
	partMost  = 64
	// keptAtOnce bounds how many pages are read before they are kept, and keptBytes what they take.
	keptAtOnce = 32
	keptBytes  = 8 << 20
	// othersPause is how long to wait before looking again whether other processes have come to their end.
	othersPause = time.Second / 4
)

// RecordingProgress says how far the reading of a recording is. It is told after every few pages.
type RecordingProgress struct {
	Name       string
	Size, Read int64         // bytes; read by all processes
	Before     int64         // bytes; that were read when this process came to it
	Took       time.Duration // since then
}

// RecordingTaken says who has read a recording.
type RecordingTaken struct {
	Name   string
	Parts  int
	Before int      // that were read when this process came to it; Parts, if there was nothing left to do
	Here   int      // that this process read to their end
	Faults []string // why parts could not be read to their end
}

// recording is a file on its way through this process.
type recording struct {
	archive.Recording
	file   *os.File
	begun  time.Time // when this process came to it
	before int64     // bytes that had been read by then

	mu    sync.Mutex
	taken RecordingTaken
}

// ReadRecordings reads what WARC files hold of outlets' sites, so many parts of them at once, together with all other
// processes that read them for these outlets in the same archive. It returns when everything has been read, by whomever,
// and no other process is reading any recording; then FileRecorded files it. Interrupted and called again, it goes on
// from there; what was read once is not read again for these outlets. Errors are those of files and of the archive; that a
// file breaks off stands in Faults. progress may be called by several goroutines; nil: nobody is told.
func (v *Visitor) ReadRecordings(ctx context.Context, outlets []press.Outlet, names []string, atOnce int, progress func(RecordingProgress)) (taken []RecordingTaken, err error) {
	var all []*recording
	defer func() {
		for _, rec := range all {
			err = errors.Join(err, rec.file.Close())
			taken = append(taken, rec.taken)
		}
	}()
	for _, name := range names {
		rec, err := v.openRecording(ctx, outlets, name)
		if err != nil {
			return nil, err
		}
		all = append(all, rec)
	}
	if progress == nil {
		progress = func(RecordingProgress) {}
	}
	for {
		group, within := errgroup.WithContext(ctx)
		for range max(atOnce, 1) {
			group.Go(func() error { return v.readParts(within, all, progress) })
		}
		if err := group.Wait(); err != nil {
			return nil, err
		}
		if done, err := v.everythingRead(ctx, all, progress); err != nil || done {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(othersPause):
		}
	}
}

func (v *Visitor) openRecording(ctx context.Context, outlets []press.Outlet, name string) (*recording, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	rec := &recording{file: file, begun: v.Now(), taken: RecordingTaken{Name: name}}
	err = func() error {
		sum := sha256.New()
		size, err := io.Copy(sum, contextReader{ctx, file})
		if err != nil {
			return err
		}
		begin := make([]byte, 1<<10)
		n, err := file.ReadAt(begin, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if !warc.Is(begin[:n]) {
			return fmt.Errorf("%s: %w", name, warc.ErrFormat)
		}
		begins, err := warc.Begins(file, size, partMost, partLeast)
		if err != nil {
			return err
		}
		rec.Recording, err = v.Archive.BeginRecording(ctx, archive.Recording{SHA256: sum.Sum(nil), Name: name, Size: size, Outlets: outlets, Begins: begins})
		if err != nil || rec.ID == 0 {
			return err
		}
		read, err := v.Archive.RecordingRead(ctx, rec.ID)
		rec.taken.Parts, rec.taken.Before, rec.before = read.Parts, read.Done, read.Read
		return err
	}()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return rec, nil
}

// contextReader ends with its context.
type contextReader struct {
	context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// readParts reads parts until none is left that nobody is at.
func (v *Visitor) readParts(ctx context.Context, all []*recording, progress func(RecordingProgress)) error {
	byID := map[int64]*recording{}
	var ids []int64
	for _, rec := range all {
		if rec.ID != 0 {
			byID[rec.ID] = rec
			ids = append(ids, rec.ID)
		}
	}
	for {
		p, ok, err := v.Archive.ClaimRecordingPart(ctx, ids, partLease)
		if err != nil || !ok {
			return err
		}
		part := &partReading{Visitor: v, recording: byID[p.Recording], part: p, progress: progress}
		if err := part.read(ctx); err != nil && !errors.Is(err, press.ErrStale) { // what is stale is another's by now
			return err
		}
	}
}

// everythingRead says whether these recordings have been read and nobody reads any.
func (v *Visitor) everythingRead(ctx context.Context, all []*recording, progress func(RecordingProgress)) (done bool, err error) {
	for _, rec := range all {
		if rec.ID == 0 {
			continue
		}
		read, err := v.Archive.RecordingRead(ctx, rec.ID)
		if err != nil {
			return false, err
		}
		rec.taken.Faults = read.Faults
		rec.tell(read, v.Now(), progress)
		if read.Done < read.Parts {
			return false, nil
		}
	}
	some, err := v.Archive.RecordingsInHand(ctx, partLease)
	return !some, err
}

// tell says how far the reading is.
func (rec *recording) tell(read archive.RecordingRead, now time.Time, progress func(RecordingProgress)) {
	progress(RecordingProgress{Name: rec.taken.Name, Size: read.Size, Read: read.Read, Before: rec.before, Took: now.Sub(rec.begun)})
}

// partReading is a part of a recording that is read.
type partReading struct {
	*Visitor
	recording *recording
	part      archive.RecordingPart
	progress  func(RecordingProgress)
	list      []archive.Recorded
	bytes     int
}

// read reads the part to its end. Interrupted, it sets it free where it is.
func (p *partReading) read(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := beating(ctx, partLease/4, cancel, func(ctx context.Context) error { return p.Archive.ExtendRecordingPart(ctx, p.part, partLease) })
	err := warc.ReadPart(p.recording.file, p.part.Next, p.part.Ends, func(resp warc.Response) error { return p.response(ctx, resp) })
	stop()
	fault := ""
	if errors.Is(err, warc.ErrFormat) {
		fault, err = err.Error(), nil
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if err != nil {
		last, done := context.WithTimeout(context.WithoutCancel(ctx), LeaseLength)
		defer done()
		if !errors.Is(err, press.ErrStale) {
			err = errors.Join(err, p.Archive.ReleaseRecordingPart(last, p.part))
		}
		return err
	}
	if err := p.Archive.EndRecordingPart(ctx, p.part, p.list, fault); err != nil {
		return err
	}
	p.recording.mu.Lock()
	p.recording.taken.Here++
	p.recording.mu.Unlock()
	return p.tell(ctx)
}

// response reads one response, after it has kept those before it where they are many.
func (p *partReading) response(ctx context.Context, resp warc.Response) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if len(p.list) >= keptAtOnce || p.bytes >= keptBytes {
		if err := p.Archive.KeepRecorded(ctx, p.part, p.list, resp.Place, partLease); err != nil {
			return err
		}
		p.list, p.bytes = p.list[:0], 0
		if err := p.tell(ctx); err != nil {
			return err
		}
	}
	url, err := weburl.Canonical(resp.URL)
	if err != nil || resp.Status != http.StatusOK {
		return nil
	}
	for _, o := range p.recording.Outlets {
		if !weburl.SameSite(url, o.URL) && !weburl.SameSite(url, o.Home) {
			continue
		}
		reading, err := p.reading(ctx, o, url, resp)
		if err != nil {
			return err
		}
		p.list = append(p.list, archive.Recorded{Place: resp.Place, Reading: reading})
		p.bytes += len(resp.Block)
	}
	return nil
}

// reading is what a response says, as far as it can be known without what the archive knows of the page.
func (p *partReading) reading(ctx context.Context, o press.Outlet, url string, recorded warc.Response) (archive.Reading, error) {
	r := &round{Visitor: p.Visitor, outlet: o, recorded: true}
	reading := archive.Reading{OutletID: o.ID, URL: url, At: recorded.Date}
	page, err := p.Archive.PageAt(ctx, o.ID, url)
	if err == nil && !readable(page, recorded.Date) {
		return reading, nil
	}
	if err != nil && !errors.Is(err, press.ErrNotFound) {
		return reading, err
	}
	resp, err := fetch.Recorded(url, recorded.Header, recorded.Body, recorded.Date)
	if err != nil {
		reading.Fault = asFault(err)
		return reading, nil
	}
	if p.Evidence {
		resp.Wire = &fetch.Exchange{Response: recorded.Block, At: recorded.Date}
	}
	if reading.Article, reading.Fault, err = r.inPage(resp, &reading); err != nil || reading.Article == nil {
		return reading, err
	}
	return reading, errors.Join(r.heed(ctx, resp, &reading), r.evidence(&reading))
}

// readable says that a page which was recorded at a time says more than what was read of it: it was not read yet, or
// before that.
func readable(p archive.Page, recorded time.Time) bool {
	switch p.State {
	case archive.PagePending, archive.PageFailed:
		return true
	case archive.PageRead, archive.PageClipped:
		return !p.AsOf.IsZero() && p.AsOf.Before(recorded)
	}
	return false
}

func (p *partReading) tell(ctx context.Context) error {
	read, err := p.Archive.RecordingRead(ctx, p.recording.ID)
	if err == nil {
		p.recording.tell(read, p.Now(), p.progress)
	}
	return err
}

// FileRecorded files what ReadRecordings read of the claimed outlet's pages, in the order in which they were recorded,
// instead of asking the outlet itself. A page that was recorded several times has a version for each time that it had
// changed; what is known from later than it was recorded is left alone. Everything it finds was found by looking back. Errors
// are those of Visit.
func (v *Visitor) FileRecorded(ctx context.Context, c archive.Claimed, progress Progress) (press.Visit, error) {
	back := *v
	back.Since = v.Now() // whatever a recording holds is older than now
	return back.round(ctx, c, func(ctx context.Context, r *round) error {
		const batch = 64
		r.recorded, r.report.OK = true, true
		left, err := r.Archive.RecordedLeft(ctx, r.outlet.ID)
		if err != nil {
			return err
		}
		for done := 0; ; {
			next, err := r.Archive.NextRecorded(ctx, r.outlet.ID, batch)
			if err != nil || len(next) == 0 {
				return err
			}
			for _, reading := range next {
				if err := r.fileRecorded(ctx, reading); err != nil {
					return err
				}
				if done++; progress != nil {
					progress(r.outlet.Name, done, max(done, left))
				}
			}
		}
	})
}

func (r *round) fileRecorded(ctx context.Context, reading archive.Reading) error {
	r.report.Found++
	page, err := r.recordedPage(ctx, reading)
	if err != nil && !errors.Is(err, press.ErrNotFound) {
		return err
	}
	settled := page.State != archive.PagePending && page.State != archive.PageFailed
	if err != nil || !readable(page, reading.At) || reading.Article == nil && (reading.Fault == nil || settled) {
		r.report.Skipped++
		return r.Archive.PassRecorded(ctx, r.lease, reading.Recorded)
	}
	reading.PageID, reading.Shape = page.ID, weburl.Shape(page.URL)
	article, fault := r.judged(reading.Article, reading.Fault, page)
	if settled && fault != nil { // what was had stays
		r.report.Skipped++
		return r.Archive.PassRecorded(ctx, r.lease, reading.Recorded)
	}
	reading.Article, reading.Fault = nil, nil
	_, err = r.fileReading(ctx, page, reading, article, fault)
	return err
}

// recordedPage is the page of a reading, which becomes known by it where it was not. The error wraps press.ErrNotFound if
// it must not.
func (r *round) recordedPage(ctx context.Context, reading archive.Reading) (archive.Page, error) {
	page, err := r.Archive.PageAt(ctx, r.outlet.ID, reading.URL)
	if !errors.Is(err, press.ErrNotFound) {
		return page, err
	}
	listed := archive.Listing{OutletID: r.outlet.ID, Candidates: []press.Candidate{{URL: reading.URL}}, Backfill: true}
	if _, err := r.Archive.List(ctx, r.lease, listed); err != nil {
		return page, err
	}
	return r.Archive.PageAt(ctx, r.outlet.ID, reading.URL)
}
