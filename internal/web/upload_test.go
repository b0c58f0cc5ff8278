package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pressclip/internal/archive"
	"pressclip/internal/pdf"
	"pressclip/internal/press"
)

// savedArticle is a page as a browser saves it.
var savedArticle = `<!DOCTYPE html><html lang="de"><head><title>Am Kai</title><link rel="canonical" href="https://www.elbblatt.example/am-kai">
<meta name="author" content="Eva Lind"><meta property="article:published_time" content="2026-11-19T08:00:00+01:00"></head><body><article><h1>Am Kai wächst ein Ankunftsort</h1>` +
	strings.Repeat("<p>Davon war lange die Rede, und nun wird neben der Kirche gebaut, sagt die Verwaltung.</p>", 6) + `<script>alert(1)</script></article></body></html>`

// A PNG as far as its first bytes say so.
const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"

// bring sends a form with a file from the page itself.
func (w *world) bring(address, name, content string, fields url.Values, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	w.must(err)
	_, err = part.Write([]byte(content))
	w.must(err)
	for name, values := range fields {
		w.must(form.WriteField(name, values[0]))
	}
	w.must(form.Close())
	r := httptest.NewRequest(http.MethodPost, address, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r, header...)
}

// filled is the form of a page as a browser sends it when nothing is changed.
func filled(page string) url.Values {
	_, page, _ = strings.Cut(page, `action="/clip/form">`)
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input[^>]* name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)".*?</select>`).FindAllStringSubmatch(page, -1) {
		if on := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(m[0]); on != nil {
			form.Set(m[1], html.UnescapeString(on[1]))
		}
	}
	return form
}

// TestUpload walks files from the form to the clipping and back: a PDF, a page that knows its address, and a picture.
func TestUpload(t *testing.T) {
	w := newWorld(t, byHanding(t), func(o *Options) { o.ReadPDF = readHere })
	w.watch()
	cookies := w.cast()
	as := func(role press.Role) []string { return []string{"Cookie", cookies[role]} }
	sheet := onePage("BT /F1 24 Tf 50 700 Td (Ein Haus f\xfcr die Stra\xdfe) Tj ET BT /F1 10 Tf 50 650 Td (Am Kai w\xe4chst ein Ankunftsort.) Tj ET")
	for _, c := range []struct {
		name, content, address, kind, saved string
		typed                               url.Values // what the person adds or corrects
		has                                 []string   // in the form
	}{
		{"/tmp/Seite „5“.pdf", sheet, "/clip/form?outlet=Hafenbote&project=Wohnen+%26+Teilhabe", "application/pdf", "attachment; filename*=utf-8''Seite%20%E2%80%9E5%E2%80%9C.pdf", nil,
			[]string{"Gelesen: Seite „5“.pdf (PDF, 1 kB)", `value="Ein Haus für die Straße"`, ">Am Kai wächst ein Ankunftsort.<", `value="Hafenbote"`, `value="2026-11-18"`, `<option value="print" selected>`}},
		{"am-kai.html", savedArticle, "/clip/form", "application/octet-stream", "attachment; filename=am-kai.html", url.Values{"project": {"Ankunftsquartiere"}, "outlet": {"Elbblatt"}},
			[]string{`value="Am Kai wächst ein Ankunftsort"`, "neben der Kirche", `value="Eva Lind"`, `value="2026-11-19"`, `value="https://www.elbblatt.example/am-kai"`, `<option value="online" selected>`}},
		{"scan.png", picture + strings.Repeat("\x00", 2<<20), "/clip/form", "image/png", "attachment; filename=scan.png", url.Values{"project": {"Ankunftsquartiere"}, "outlet": {"Hafenbote"}, "title": {"Abgeschrieben"}, "text": {"Ankunftsort"}},
			[]string{"(PNG, 2.098 kB)", "ließ sich kein Text lesen"}},
	} {
		page := w.bring(c.address, c.name, c.content, nil, as(press.RoleReviewer)...)
		has(t, page.Body.String(), c.has...)
		form := filled(page.Body.String())
		for name := range c.typed {
			form.Set(name, c.typed.Get(name))
		}
		answer := w.post("/clip/form", form, as(press.RoleReviewer)...)
		to, done, _ := strings.Cut(answer.Header().Get("Location"), "?")
		if answer.Code != http.StatusSeeOther || done != "filed=new" {
			t.Fatalf("%s: status %d to %q\n%s", c.name, answer.Code, answer.Header().Get("Location"), answer.Body)
		}
		link := to + "/uploads/" + form.Get("upload")
		has(t, w.page(to, as(press.RoleReviewer)...), `href="`+link+`"`, form.Get("upload")+"</code>")
		lacks(t, w.page(to, as(press.RoleReader)...), "/uploads/")
		file := w.get(link, as(press.RoleReviewer)...)
		got := file.Header()
		if file.Code != http.StatusOK || file.Body.String() != c.content || got.Get("Content-Type") != c.kind || got.Get("Content-Disposition") != c.saved ||
			got.Get("X-Content-Type-Options") != "nosniff" || got.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
			t.Errorf("%s: status %d, header %v", c.name, file.Code, got)
		}
		for _, away := range []string{link[:len(link)-1], to + "/uploads/" + strings.Repeat("0", 64), "/clippings/99/uploads/" + form.Get("upload")} {
			if got := w.get(away, as(press.RoleReviewer)...); got.Code != http.StatusNotFound {
				t.Errorf("%s: status %d", away, got.Code)
			}
		}
		if got := w.get(link, as(press.RoleReader)...); got.Code != http.StatusNotFound {
			t.Errorf("%s for a reader: status %d", c.name, got.Code)
		}
		again := w.post("/clip/form", form, as(press.RoleReviewer)...)
		has(t, again.Body.String(), `id="w-file">Diese Datei wartet hier nicht mehr.`)
	}
	saved, _, err := w.archive.Inbox(t.Context(), archive.InboxRequest{Limit: 10})
	if err != nil || len(saved) != 3 || saved[1].Article.URL != "https://www.elbblatt.example/am-kai" || saved[1].Outlet.Name != "Elbblatt" {
		t.Errorf("filed: %+v, %v", saved, err)
	}
	erased := fmt.Sprintf("/clippings/%d", saved[0].ID)
	_, err = w.archive.Erase(t.Context(), archive.Erasing{Clippings: []int64{saved[0].ID}})
	w.must(err)
	if left, err := w.archive.Uploads(t.Context(), saved[0].ID); err != nil || len(left) != 0 || w.get(erased, as(press.RoleAdmin)...).Code != http.StatusNotFound {
		t.Errorf("left after %s was erased: %+v, %v", erased, left, err)
	}
}

// TestUploadRefused: what cannot be taken is said beside the field for the file, and no file harms the form.
func TestUploadRefused(t *testing.T) {
	w := newWorld(t, byHanding(t), func(o *Options) { o.ReadPDF = readHere })
	w.watch()
	for name, c := range map[string]struct {
		content, said string
		status        int
	}{
		"kind": {"PK\x03\x04 ein Archiv", "weder PDF noch HTML-Seite noch Bild", 400}, "text": {"Nur Text", "weder PDF", 400}, "none": {"", "zuerst eine Datei", 400},
		"large": {"%PDF-1.4" + strings.Repeat(" ", maxUpload), "größer als 20 MB", 413}, "far too large": {strings.Repeat(" ", maxUploadForm), "größer als 20 MB", 413},
		"cut off": {onePage("BT ET")[:200], "ließ sich kein Text lesen", 200}, "random": {"%PDF-1.4\n\x00\xff\x17", "ließ sich kein Text lesen", 200},
	} {
		answer := w.bring("/clip/form?outlet=Hafenbote", name+".pdf", c.content, nil)
		if answer.Code != c.status {
			t.Errorf("%s: status %d, want %d", name, answer.Code, c.status)
		}
		has(t, answer.Body.String(), c.said, `value="Hafenbote"`)
	}
}

// TestAPIUpload: programs bring a file with what it does not say itself.
func TestAPIUpload(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	fields := url.Values{"project": {"Ankunftsquartiere"}, "medium": {"print"}, "outlet": {"Hafenbote"}, "published": {"2026-11-20"}, "title": {"Am Kai"}}
	var said struct {
		ID    int64
		New   bool
		Error string
	}
	answer := w.bring("/api/v1/clip", "seite.png", picture, fields)
	w.must(json.Unmarshal(answer.Body.Bytes(), &said))
	list, err := w.archive.Uploads(t.Context(), said.ID)
	if answer.Code != http.StatusOK || !said.New || err != nil || len(list) != 1 || list[0].Name != "seite.png" {
		t.Errorf("status %d: %+v, files %+v, %v", answer.Code, said, list, err)
	}
	large := w.bring("/api/v1/clip", "seite.pdf", "%PDF-1.4"+strings.Repeat(" ", maxUpload), fields)
	if large.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: status %d", large.Code)
	}
	has(t, large.Body.String(), `"fields":{"file":"Diese Datei ist größer als 20 MB.`)
	for content, want := range map[string]string{"Nur Text": "file: Diese Datei ist weder", picture: "title: Das fehlt noch."} {
		fields.Del("title")
		answer := w.bring("/api/v1/clip", "seite.png", content, fields)
		has(t, answer.Body.String(), want)
		if answer.Code != http.StatusBadRequest {
			t.Errorf("%q: status %d", content, answer.Code)
		}
	}
}

// readHere reads a PDF of ours; a stranger's is read in a process of its own.
func readHere(_ context.Context, file []byte) (pdf.Document, error) { return pdf.Read(file) }

// onePage is a PDF of one page that is drawn by this content, in WinAnsi, made on 18 November 2026.
func onePage(content string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var table strings.Builder
	for i, object := range []string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>", "<</CreationDate (D:20261118081500+01'00')>>",
	} {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 7\n0000000000 65535 f \n%strailer\n<</Size 7 /Root 1 0 R /Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n", table.String(), start)
	return b.String()
}
