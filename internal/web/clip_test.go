package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"pressclip/internal/archive"
)

// TestClip: what a bookmark opens shows a form and files nothing; what is sent there by another site is text.
func TestClip(t *testing.T) {
	filed := 0
	w := newWorld(t, func(o *Options) {
		o.ByHand = func(context.Context, string, archive.ByHand) (archive.Filed, error) {
			filed++
			return archive.Filed{ClippingID: 1}, nil
		}
	})
	w.watch()
	w.read(coverage())
	has(t, w.page("/clip"), "Ziehen Sie den Knopf in die Lesezeichenleiste", `href="javascript:location.href=`, `%22http:%2F%2Flocalhost:8080%2Fclip%22`)
	address := "/clip?" + url.Values{"url": {"https://mainpost.example/unbekannt"}, "title": {`<script>alert(1)</script> Ein "Titel`}}.Encode()
	page := w.page(address, "Sec-Fetch-Site", "cross-site")
	has(t, page, `action="/why/file"`, "<option>Ankunftsquartiere</option>", "&lt;script&gt;alert(1)", ">Ablegen</button>")
	lacks(t, page, "<script>alert")
	if filed != 0 {
		t.Error("showing the form has filed the article")
	}
	has(t, w.page("/clip?url=https://anderswo.example/a/b"), "wird kein Medium beobachtet", `action="/why/file"`, "/new/outlet?url=https%3A%2F%2Fanderswo.example%2F")
	has(t, w.page("/clip?url=https://www.elbblatt.example/ankommen"), `href="/clippings/`, "<option>Wohnen &amp; Teilhabe</option>")
	if answer := w.get("/clip?url=javascript:alert(1)"); answer.Code != http.StatusBadRequest {
		t.Errorf("no address of the web: status %d", answer.Code)
	}
}
