package visit

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// What no keyword finds is filed when somebody wants it, and leaves the outlet's history alone.
func TestByHand(t *testing.T) {
	w := newWorld(t, press.Outlet{Feeds: []string{"/feed.xml"}})
	w.keeping()
	w.feed("/feed.xml", "/listed.html", "/away.html|Zoll|Kurz gesagt.")
	w.market("/listed.html", "")
	w.text("/unlisted.html", "text/html", `<!doctype html><html lang="de"><head><title>Brunnen</title></head><body><article><h1>Brunnen</h1>
<p>Seit gestern läuft wieder Wasser über die Stufen am Rathaus, und wer dort sitzt, hört vom Verkehr beinahe gar nichts mehr.</p>
<p>Die Stadt hat die Rohre erneuert, sagt das Bauamt, und hofft, dass sie diesmal länger als zehn Jahre dicht bleiben.</p></article></body></html>`)
	w.status("/away.html", http.StatusForbidden)
	w.visit()
	visits, err := w.record.LastVisits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := visits[w.outlet.ID]
	byHand := func(path, project string) (archive.Filed, error) {
		return w.visitor.ByHand(t.Context(), w.url+path, archive.ByHand{Project: project, Person: "eva"})
	}
	for path, partial := range map[string]bool{"/listed.html": false, "/unlisted.html": false, "/away.html": true} {
		filed, err := byHand(path, "Quartiere")
		if err != nil || !filed.New {
			t.Fatalf("%s: %+v, %v", path, filed, err)
		}
		c, err := w.record.Clipping(t.Context(), filed.ClippingID)
		if err != nil || len(c.Reviews) != 1 || !c.Reviews[0].ByHand || c.Reviews[0].FiledBy != "eva" || c.Backfill() || c.Partial != partial {
			t.Errorf("%s: %+v, %v", path, c, err)
		}
		if list, err := w.record.Evidence(t.Context(), filed.ClippingID); err != nil || (len(list) == 1) == partial {
			t.Errorf("%s: evidence %+v, %v", path, list, err)
		}
	}
	var fault *press.Fault
	if _, err := byHand("/nichts.html", "Quartiere"); !errors.As(err, &fault) || fault.Status != http.StatusNotFound {
		t.Errorf("a page that is not there: %v", err)
	}
	if _, err := byHand("/unlisted.html", "Fehlt"); !errors.Is(err, press.ErrNotFound) {
		t.Errorf("a project that is not there: %v", err)
	}
	elsewhere := strings.Replace(w.url, "127.0.0.1", "localhost", 1)
	filed, err := w.visitor.ByHand(t.Context(), elsewhere+"/unlisted.html", archive.ByHand{Project: "Quartiere"})
	if err != nil || !filed.New {
		t.Fatalf("where nothing is watched: %+v, %v", filed, err)
	}
	c, err := w.record.Clipping(t.Context(), filed.ClippingID)
	if err != nil || !c.Outlet.ByHand || c.Outlet.URL != elsewhere+"/" || c.Article.URL != elsewhere+"/unlisted.html" {
		t.Errorf("where nothing is watched: %+v, %v", c, err)
	}
	if again, err := w.visitor.ByHand(t.Context(), elsewhere+"/unlisted.html", archive.ByHand{Project: "Quartiere"}); err != nil || again.ClippingID != filed.ClippingID {
		t.Errorf("again: %+v, %v", again, err)
	}
	w.text("/namesake.html", "text/html", `<!doctype html><html lang="de"><head><meta property="og:site_name" content="`+w.outlet.Name+`"><meta property="og:type" content="article"></head><body><article>
<h1>Am Brunnen wird gebaut</h1><p>Seit gestern steht ein Kran am Brunnen, und wer vorbeikommt, bleibt stehen und schaut den Leuten bei der Arbeit zu.</p>
<p>Die Stadt hat die Rohre erneuert, sagt das Bauamt, und hofft, dass sie diesmal länger als zehn Jahre dicht bleiben.</p></article></body></html>`)
	filed, err = w.visitor.ByHand(t.Context(), elsewhere+"/namesake.html", archive.ByHand{Project: "Quartiere"})
	if err != nil || !filed.New {
		t.Fatalf("where nothing is watched, called like what is: %+v, %v", filed, err)
	}
	if c, err := w.record.Clipping(t.Context(), filed.ClippingID); err != nil || c.Outlet.Name == w.outlet.Name || c.Outlet.URL != elsewhere+"/" {
		t.Errorf("where nothing is watched, called like what is: %+v, %v", c.Outlet, err)
	}
	outlets, err := w.record.Outlets(t.Context())
	if err != nil || len(outlets) != 2 {
		t.Errorf("%d outlets, %v", len(outlets), err)
	}
	if _, err := w.visitor.ByHand(t.Context(), elsewhere+"/nichts.html", archive.ByHand{Project: "Quartiere"}); !errors.As(err, &fault) || fault.Status != http.StatusNotFound {
		t.Errorf("a page that is not there where nothing is watched: %v", err)
	}
	claimed := w.claim()
	if _, err := byHand("/unlisted.html", "Quartiere"); !errors.As(err, &fault) || fault.Code != press.FaultBusy {
		t.Errorf("while it is visited: %v", err)
	}
	if err := w.record.Release(t.Context(), claimed.Lease, claimed.State); err != nil {
		t.Fatal(err)
	}
	visits, err = w.record.LastVisits(t.Context())
	if err != nil || !visits[w.outlet.ID].Ended.Equal(before.Ended) || visits[w.outlet.ID].Found != before.Found {
		t.Errorf("the last visit became %+v, %v", visits[w.outlet.ID], err)
	}
	if _, ok, err := w.record.ClaimOutlet(t.Context(), w.outlet.ID, LeaseLength); err != nil || !ok {
		t.Errorf("the lease was kept: %v, %v", ok, err)
	}
}
