package archive

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// upload is what the archive takes for a file; it does not look into it.
func upload(content string) Upload {
	sum := sha256.Sum256([]byte(content))
	return Upload{SHA256: sum[:], Name: "Seite „5“.pdf", Kind: "application/pdf", Content: []byte(content), By: "eva"}
}

// contents are the files of a clipping, each read by itself.
func (b *bed) contents(t *testing.T, id int64) string {
	t.Helper()
	var all []string
	for _, u := range must(b.Uploads(t.Context(), id))(t) {
		all = append(all, string(must(b.Upload(t.Context(), id, u.SHA256))(t).Content))
	}
	return strings.Join(all, "|")
}

// A file waits for its article to be filed by whoever brought it, is then that clipping's, and goes with it or its text.
func TestUpload(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		o := b.watch(t, []string{"Elbblatt"}, "Quartiere")[0]
		file := func(path, person, content string) (Filed, error) {
			b.list(t, Desk, o, press.Candidate{URL: o.URL + path})
			r := reading(must(b.PageAt(ctx, o.ID, o.URL+path))(t), "Am Kai "+path, "Von "+path, "Quartiere")
			r.ByHand = &ByHand{Project: "Quartiere", Person: person, Upload: upload(content).SHA256}
			return b.File(ctx, Desk, r)
		}
		for _, content := range []string{"eins", "eins", "zwei"} {
			check(t, b.KeepUpload(ctx, upload(content)))
		}
		got := must(b.WaitingUpload(ctx, upload("eins").SHA256, "eva"))(t)
		want := upload("eins")
		want.Size, want.Content, want.At = 4, nil, b.Now().UTC().Truncate(time.Millisecond)
		same(t, "waiting", encode(got), encode(want))
		_, err := b.WaitingUpload(ctx, want.SHA256, "ali")
		wantErr(t, err, press.ErrNotFound)
		_, err = file("1", "ali", "eins")
		wantErr(t, err, press.ErrNotFound)
		_, total, err := b.Inbox(ctx, InboxRequest{Limit: 1})
		check(t, err)
		same(t, "filed without its file", total, 0)

		one := must(file("1", "eva", "eins"))(t).ClippingID
		same(t, "filed", b.contents(t, one), "eins")
		same(t, "a second one", must(file("1", "eva", "zwei"))(t).Changed, true)
		check(t, b.KeepUpload(ctx, upload("eins")))
		same(t, "the same again", must(file("1", "eva", "eins"))(t).Changed, false)
		same(t, "filed", b.contents(t, one), "eins|zwei")
		other := Within(ctx, []string{"Märkte"})
		_, err = b.Upload(other, one, want.SHA256)
		wantErr(t, err, press.ErrNotFound)
		_, err = b.Upload(ctx, one, upload("drei").SHA256)
		wantErr(t, err, press.ErrNotFound)

		check(t, b.KeepUpload(ctx, upload("drei")))
		two := must(file("2", "eva", "drei"))(t).ClippingID
		must(b.DropTexts(ctx, &Dropping{Before: b.Now()}, []Dropped{{ID: two, Version: 1}}))(t)
		same(t, "of a dropped text", b.contents(t, two), "")
		check(t, b.KeepUpload(ctx, upload("vier")))
		must(file("2", "eva", "vier"))(t)
		same(t, "brought after it was dropped", b.contents(t, two), "")
		must(b.Erase(ctx, Erasing{Clippings: []int64{one}}))(t)

		check(t, b.KeepUpload(ctx, upload("fünf")))
		b.advance(UploadStays)
		check(t, b.KeepUpload(ctx, upload("sechs")))
		check(t, b.DropUploads(ctx))
		same(t, "rows left", len(b.rows(t)["upload"]), 1)
		same(t, "that waits", must(b.WaitingUpload(ctx, upload("sechs").SHA256, "eva"))(t).Size, int64(5))
	})
}
