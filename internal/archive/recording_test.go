package archive

import (
	"slices"
	"testing"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/warc"
)

// record begins to read a recording of three parts for outlets.
func (b *bed) record(t *testing.T, outlets ...press.Outlet) Recording {
	t.Helper()
	return must(b.BeginRecording(t.Context(), Recording{SHA256: []byte("eins"), Name: "a.warc.gz", Size: 9, Outlets: outlets, Begins: []int64{0, 3, 6}}))(t)
}

func (b *bed) claimPart(t *testing.T, r Recording) RecordingPart {
	t.Helper()
	p, ok, err := b.ClaimRecordingPart(t.Context(), []int64{r.ID}, time.Minute)
	check(t, err)
	if !ok {
		t.Fatal("there is no part")
	}
	return p
}

// Who loses the lease of a part keeps nothing of it, and another goes on where it was.
func TestRecordingParts(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"})[0]
		rec := b.record(t, o)
		same(t, "again", b.record(t, o).ID, rec.ID)
		first, second := b.claimPart(t, rec), b.claimPart(t, rec)
		same(t, "second part", second.Begins, first.Ends)
		read := func(url string, at time.Time) Recorded {
			return Recorded{Reading: Reading{OutletID: o.ID, URL: url, At: at, Article: &press.Article{Title: url}}}
		}
		check(t, b.KeepRecorded(ctx, first, []Recorded{read("https://a.example/2", b.Now())}, warc.Place{Byte: 2, Nth: 4}, time.Minute))
		b.advance(2 * time.Minute)
		taken := b.claimPart(t, rec)
		same(t, "goes on", taken.Next, warc.Place{Byte: 2, Nth: 4})
		wantErr(t, b.KeepRecorded(ctx, first, []Recorded{read("https://a.example/3", b.Now())}, warc.Place{Byte: 3}, time.Minute), press.ErrStale)
		wantErr(t, b.EndRecordingPart(ctx, first, []Recorded{read("https://a.example/3", b.Now())}, ""), press.ErrStale)
		wantErr(t, b.ExtendRecordingPart(ctx, first, time.Minute), press.ErrStale)
		check(t, b.EndRecordingPart(ctx, taken, []Recorded{read("https://a.example/1", b.Now().Add(-time.Hour))}, ""))
		same(t, "in hand", must(b.RecordingsInHand(ctx, time.Second))(t), true)
		check(t, b.EndRecordingPart(ctx, second, nil, "bricht ab"))
		same(t, "to be filed", must(b.RecordedLeft(ctx, o.ID))(t), 0)
		b.advance(time.Hour)
		same(t, "in hand", must(b.RecordingsInHand(ctx, time.Second))(t), false)
		last := b.claimPart(t, rec)
		same(t, "in hand", must(b.RecordingsInHand(ctx, time.Second))(t), true)
		check(t, b.EndRecordingPart(ctx, last, nil, ""))
		if _, ok, err := b.ClaimRecordingPart(ctx, []int64{rec.ID}, time.Minute); ok || err != nil {
			t.Errorf("there is a fourth part: %v", err)
		}
		how := must(b.RecordingRead(ctx, rec.ID))(t)
		if how.Size != 9 || how.Read != 9 || how.Done != 3 || !slices.Equal(how.Faults, []string{"bricht ab"}) {
			t.Errorf("read %+v", how)
		}
		var urls []string
		for _, r := range must(b.NextRecorded(ctx, o.ID, 10))(t) {
			urls = append(urls, r.URL)
		}
		if !slices.Equal(urls, []string{"https://a.example/1", "https://a.example/2"}) {
			t.Errorf("in order of time: %v", urls)
		}
		same(t, "left to read", b.record(t, o).ID, int64(0))
		must(b.Erase(ctx, Erasing{URLs: []string{"https://a.example/2"}}))(t)
		same(t, "after erasing", must(b.RecordedLeft(ctx, o.ID))(t), 1)
		same(t, "dropped", must(b.DropRecordings(ctx, b.Now()))(t), 1)
		same(t, "after dropping", must(b.RecordedLeft(ctx, o.ID))(t), 0)
	})
}
