//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
	"pressclip/internal/press"
)

// Outlets in trouble are told of in one mail to each admin, once, whatever is started again; the command line and the
// figures name them as long as they last.
func TestTroublesAreTold(t *testing.T) {
	site := newSite(t)
	site.feed("/feed.xml", "application/rss+xml", talblickFeed)
	site.page("/kueche.html", []byte(talblickPage))
	dir := t.TempDir()
	file, post := filepath.Join(dir, "pressclip.yaml"), filepath.Join(dir, "post")
	writeFile(t, file, strings.NewReplacer("PRESS", site.URL, "KEYWORD", "Ankunftsquartier*").Replace(runConfig)+
		"mail: {smtp: 'folder:"+post+"', from: presse@example.org, admins: [a@example.org, b@example.org]}\n")
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	p.visits() // so that none is due for a while
	record, err := archive.Open(t.Context(), archive.Options{DSN: "sqlite:" + filepath.Join(dir, "data", "archive.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	outlet, err := record.Outlet(t.Context(), "Talblick")
	if err != nil {
		t.Fatal(err)
	}
	since := time.Now().Add(-50 * time.Hour)
	found := []health.Finding{
		{Kind: health.Quiet, Since: since, Usual: 70},
		{Kind: health.Place, Since: since, URL: site.URL + "/alt.xml", Code: press.FaultStatus, Status: 404},
	}
	if err := record.KeepHealth(t.Context(), outlet.ID, health.Report{Findings: found}); err != nil {
		t.Fatal(err)
	}
	later := func() time.Time { return time.Now().Add(alarmGather + time.Minute) }
	j := startAt(t, p, later)
	page := j.await(`Die Seite ist unter (\S+) zu sehen`)
	j.await(`told of outlets in trouble`)
	if got := get(t, page+"metrics", 200); !strings.Contains(got, `pressclip_outlet_trouble_since_seconds{outlet="Talblick",kind="quiet"} 1`) ||
		!strings.Contains(got, `{outlet="Talblick",kind="consent_wall"} 0`) {
		t.Errorf("metrics:\n%s", got)
	}
	if got := get(t, page+"outlets", 200); !strings.Contains(got, "So lange schweigt das Medium sonst nie") || !strings.Contains(got, "outlets check") {
		t.Errorf("page:\n%s", got)
	}
	j.end()
	again := startAt(t, p, later)
	again.await(`Die Seite ist unter (\S+) zu sehen`)
	again.end()
	mails, err := filepath.Glob(filepath.Join(post, "*"))
	if err != nil || len(mails) != 2 {
		t.Fatalf("mails: %q, %v", mails, err)
	}
	text, err := os.ReadFile(mails[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"To: <a@example.org>", "Talblick", "Still seit", "alt.xml", "outlets check", "Auto-Submitted"} {
		if !strings.Contains(string(text), want) && !strings.Contains(string(text), strings.Replace(want, "<a@", "<b@", 1)) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	open, err := record.ClaimOutages(t.Context(), later(), time.Minute)
	if err != nil || len(open) != 0 {
		t.Errorf("to be told once more: %+v, %v", open, err)
	}
	line := lines[archive.OutletLine](t, p.do("outlets", "--json"))[0]
	if h := line.Health; h.State != "bad" || len(h.Findings) != 2 || h.Findings[0].Kind != health.Quiet || h.Findings[0].Advice == "" {
		t.Errorf("%+v", h)
	}
	// A visit that finds all well ends them.
	p.visits()
	if h := lines[archive.OutletLine](t, p.do("outlets", "--json"))[0].Health; h.State != "good" || len(h.Findings) != 0 {
		t.Errorf("after a visit: %+v", h)
	}
	// That they are over is told once too, with what was read of that time.
	claimed, ok, err := record.ClaimOutlet(t.Context(), outlet.ID, time.Minute)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	back, err := record.BeginLookBack(t.Context(), claimed.Lease, archive.LookBack{OutletID: outlet.ID, LookBack: health.LookBack{Since: since, Begun: time.Now(), Expected: 20}})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := record.ClaimEnded(t.Context(), later(), time.Minute); err != nil || len(list) != 0 {
		t.Errorf("told before everything was read: %+v, %v", list, err)
	}
	if err := record.EndLookBack(t.Context(), claimed.Lease, back.ID); err != nil {
		t.Fatal(err)
	}
	if err := record.Release(t.Context(), claimed.Lease, claimed.State); err != nil {
		t.Fatal(err)
	}
	over := startAt(t, p, later)
	page = over.await(`Die Seite ist unter (\S+) zu sehen`)
	over.await(`told of troubles that are over`)
	if got := get(t, page+"outlets", 200); !strings.Contains(got, "Nachgelesen, was zwischen") {
		t.Errorf("page:\n%s", got)
	}
	over.end()
	if b := lines[archive.OutletLine](t, p.do("outlets", "--json"))[0].LookBack; b == nil || b.Expected == nil || *b.Expected != 20 || b.Ended == nil {
		t.Errorf("looked back: %+v", b)
	}
	mails, err = filepath.Glob(filepath.Join(post, "*"))
	if err != nil || len(mails) != 4 {
		t.Fatalf("mails: %q, %v", mails, err)
	}
	ended := 0
	for _, name := range mails {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "sind vorbei") && strings.Contains(string(text), "Nachgelesen, was zwischen") {
			ended++
		}
	}
	if ended != 2 {
		t.Errorf("%d mails say that it is over", ended)
	}
}
