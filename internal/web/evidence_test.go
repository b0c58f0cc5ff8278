package web

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// proved is a morning on which the first article has evidence and terms.
func proved() []told {
	stories := coverage()
	sum := sha256.Sum256([]byte("HTTP/1.1 200 OK"))
	stories[0].evidence = &archive.Evidence{
		URL: "https://www.elbblatt.example/ankommen", At: morning.Add(-time.Hour), SHA256: sum[:], WARC: []byte("\x1f\x8b eine Datei"),
	}
	stories[0].terms = press.Terms{
		Robots: press.RobotsAllow, Directives: []string{"noarchive", "<b>"}, TDM: press.TDMReserved, TDMFrom: press.TDMFile,
		TDMPolicy: "https://www.elbblatt.example/tdm",
	}
	stories[1].terms = press.Terms{Robots: press.RobotsNone, TDM: press.TDMUnset}
	return stories
}

// TestEvidenceFile: what is kept of a clipping can be had as a file, which no browser opens, and checked.
func TestEvidenceFile(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(proved())
	id := w.clip("Wo Ankommen gelingt").ID
	base := fmt.Sprintf("/clippings/%d", id)
	has(t, w.page(base), "Die Antwort des Servers ist als Beleg aufbewahrt: 1 kB", base+"/evidence.warc.gz", base+"/evidence.sha256")
	for _, address := range []string{base, "/api/v1" + base} {
		file := w.get(address + "/evidence.warc.gz")
		h := file.Header()
		if file.Code != http.StatusOK || file.Body.String() != "\x1f\x8b eine Datei" || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || h.Get("Content-Type") != "application/gzip" ||
			h.Get("Content-Disposition") != fmt.Sprintf(`attachment; filename="clipping-%d.warc.gz"`, id) {
			t.Errorf("%s: status %d, header %v, %q", address, file.Code, h, file.Body)
		}
		sums := w.get(address + "/evidence.sha256")
		want := fmt.Sprintf("%x  clipping-%d.warc.gz\n# %x  response 1 2026-11-22T06:20:00Z https://www.elbblatt.example/ankommen\n",
			sha256.Sum256([]byte("\x1f\x8b eine Datei")), id, sha256.Sum256([]byte("HTTP/1.1 200 OK")))
		if sums.Code != http.StatusOK || sums.Body.String() != want || !strings.HasPrefix(sums.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: status %d, %q, want %q", address, sums.Code, sums.Body, want)
		}
	}
	without := w.clip("„Wir mischen").ID
	lacks(t, w.page(fmt.Sprintf("/clippings/%d", without)), "Beleg", "evidence")
	for _, path := range []string{fmt.Sprint(without), "999", "x", "99999999999999999999"} {
		for _, name := range []string{"/evidence.warc.gz", "/evidence.sha256"} {
			if answer := w.get("/clippings/" + path + name); answer.Code != http.StatusNotFound {
				t.Errorf("%s%s: status %d", path, name, answer.Code)
			}
		}
	}
}

// TestTerms: a clipping says in words what its site says about its use.
func TestTerms(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(proved())
	page := w.page(fmt.Sprintf("/clippings/%d", w.clip("Wo Ankommen gelingt").ID))
	has(t, page, "<dt>Abruf</dt><dd>robots.txt erlaubt das Lesen. Die Seite sagt: noarchive, &lt;b&gt;.</dd>",
		"<dt>Data-Mining</dt><dd>vorbehalten (in tdmrep.json); Bedingungen unter https://www.elbblatt.example/tdm</dd>")
	has(t, w.page(fmt.Sprintf("/clippings/%d", w.clip("„Wir mischen").ID), "Accept-Language", "en"),
		"<dt>Robots</dt><dd>No robots.txt.</dd>", "<dd>no reservation stated</dd>")
	lacks(t, w.page(fmt.Sprintf("/clippings/%d", w.clip("Wohnungsmarkt").ID)), "<dt>Abruf</dt>", "Data-Mining")
}
