package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pressclip/internal/archive"
	"pressclip/internal/charset"
	"pressclip/internal/extract"
	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

const (
	maxUpload     = 20 << 20  // bytes of a file
	maxUploadForm = 40 << 20  // of a form with one: a file that is a little too large is refused in the form itself
	inMemory      = 1 << 20   // of that; the rest waits on disk
	longestRead   = 200 << 10 // bytes of text that a file puts into the form, which comes back as one of maxForm
)

// Kinds of files that can be brought.
const (
	kindPDF  = "application/pdf"
	kindHTML = "text/html"
)

// kinds are those whose content may be sent as what it is. A page could run what it holds, so it goes as mere bytes.
var kinds = []string{kindPDF, kindHTML, "image/jpeg", "image/png", "image/webp"}

// kindOf is the kind of a file, by what is in it; empty if it is none of those that can be brought.
func kindOf(file []byte) string {
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(file))
	if strings.HasPrefix(kind, "text/") {
		head := strings.ToLower(string(charset.UTF8(file[:min(len(file), 4<<10)], "")))
		if kind = ""; strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html") {
			kind = kindHTML
		}
	}
	if !slices.Contains(kinds, kind) {
		return ""
	}
	return kind
}

// isUpload says that a form may hold a file.
func isUpload(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// tooLarge is the key of what is wrong with a file that is larger than can be brought.
const tooLarge = "large"

// badFile is the status of an answer that says what is wrong with a file.
func badFile(wrong string) int {
	return either(wrong == tooLarge, http.StatusRequestEntityTooLarge, http.StatusBadRequest)
}

// readUpload reads a form with a file, which is kept until the article is filed, and fills in what was left empty and the
// file says. What is wrong with the file comes as a key.
func (s *site) readUpload(r *http.Request) (h handed, wrong string, err error) {
	h = handedFrom(r.URL.Query())
	var large *http.MaxBytesError
	switch err := r.ParseMultipartForm(inMemory); {
	case errors.As(err, &large):
		return h, tooLarge, nil
	case err != nil:
		return h, "nofile", nil
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	s.formWithNewNames(r.Context(), r.Form)
	h = handedFrom(r.Form)
	part, about, err := r.FormFile("file")
	if err != nil {
		return h, "nofile", nil
	}
	defer part.Close()
	file, err := io.ReadAll(io.LimitReader(part, maxUpload+1))
	kind := kindOf(file)
	switch {
	case err != nil:
		return h, "", err
	case len(file) == 0:
		return h, "nofile", nil
	case len(file) > maxUpload:
		return h, tooLarge, nil
	case kind == "":
		return h, "kind", nil
	}
	sum := sha256.Sum256(file)
	u := archive.Upload{SHA256: sum[:], Name: fileName(about.Filename), Kind: kind, Content: file, By: who(r)}
	if err := s.opts.Archive.KeepUpload(r.Context(), u); err != nil {
		return h, "", err
	}
	h.Upload = hex.EncodeToString(u.SHA256)
	h.fill(s.read(r.Context(), kind, file), s.opts.Location)
	return h, "", nil
}

// fileName is the last part of a name that a browser sent, of characters that can be seen.
func fileName(sent string) string {
	name := []rune(oneLine(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, sent[strings.LastIndexAny(sent, `/\`)+1:])))
	return string(name[max(0, len(name)-longestWord):])
}

// read is what a file says of its article; nothing, if that cannot be read.
func (s *site) read(ctx context.Context, kind string, file []byte) press.Article {
	switch {
	case kind == kindHTML:
		return savedPage(file)
	case kind == kindPDF && s.opts.ReadPDF != nil:
		doc, err := s.opts.ReadPDF(ctx, file)
		if err != nil {
			s.opts.Log.Info("read uploaded file", "error", err)
		}
		if doc.Made.After(s.opts.Now()) {
			doc.Made = time.Time{}
		}
		return press.Article{Title: doc.Title, Text: doc.Text, Published: doc.Made}
	}
	return press.Article{}
}

// savedFrom is how browsers note in a page where they saved it from.
var savedFrom = regexp.MustCompile(`<!-- saved from url=\(\d+\)(\S+) -->`)

// savedPage is the article of a page that was saved, at the address that it says is its own.
func savedPage(file []byte) press.Article {
	page := charset.UTF8(file, "")
	from := "file:///"
	if m := savedFrom.FindSubmatch(page[:min(len(page), 4<<10)]); m != nil {
		from = string(m[1])
	}
	got, _ := extract.Extract(page, from, press.Selectors{}) // what is no article still has a headline
	a := got.Article
	a.URL = ""
	for _, address := range []string{from, a.CanonicalURL} {
		if canonical, err := weburl.Canonical(address); err == nil {
			a.URL = canonical
		}
	}
	return a
}

// fill puts into empty fields what was read from a file.
func (h *handed) fill(a press.Article, zone *time.Location) {
	h.Title = cmp.Or(h.Title, firstRunes(oneLine(a.Title), longestTitle))
	h.Text = cmp.Or(h.Text, strings.ToValidUTF8(a.Text[:min(len(a.Text), longestRead)], ""))
	h.URL, h.Outlet = cmp.Or(h.URL, a.URL), cmp.Or(h.Outlet, oneLine(a.Site))
	if len(h.Authors) == 0 {
		h.Authors = a.Authors
	}
	if h.Published == "" && !a.Published.IsZero() {
		h.Published = a.Published.In(zone).Format(time.DateOnly)
	}
	if h.Medium == "" && a.URL != "" {
		h.Medium = string(press.MediumOnline)
	}
}

func firstRunes(s string, n int) string {
	all := []rune(s)
	return string(all[:min(len(all), n)])
}

// waiting is the file that goes with what is handed in, nil if there is none; ok is false if it is not there any more.
func (s *site) waiting(r *http.Request, h handed) (u *archive.Upload, ok bool, err error) {
	if h.Upload == "" {
		return nil, true, nil
	}
	sum, err := hex.DecodeString(h.Upload)
	if err != nil {
		return nil, false, nil
	}
	found, err := s.opts.Archive.WaitingUpload(r.Context(), sum, who(r))
	if errors.Is(err, press.ErrNotFound) {
		return nil, false, nil
	}
	return &found, err == nil, err
}

// uploadLink is a file of a clipping, for those who may have it.
type uploadLink struct {
	Name, URL string
	Said      string
	SHA256    string
	file      archive.Upload
}

// mayDownload says whether the files of a clipping are for whoever asks: those hold the whole text.
func (s *site) mayDownload(r *http.Request, c press.Clipping) bool {
	g, _ := guestOf(r.Context())
	return g.Role.May(press.RoleReviewer) || c.Outlet.Shown(s.wordsFor(r).now, s.opts.Search.Words).Full
}

// uploads are the files of a clipping; none where whoever asks may not have them.
func (s *site) uploads(r *http.Request, c press.Clipping) (list []uploadLink, err error) {
	if !s.mayDownload(r, c) {
		return nil, nil
	}
	said := s.wordsFor(r)
	kept, err := s.opts.Archive.Uploads(r.Context(), c.ID)
	for _, u := range kept {
		sum := hex.EncodeToString(u.SHA256)
		list = append(list, uploadLink{
			Name: cmp.Or(u.Name, said.text("desk.upload.unnamed")), Said: said.upload(u), SHA256: sum, URL: clippingURL(c.ID) + "/uploads/" + sum, file: u,
		})
	}
	return list, err
}

// upload is the kind and size of a file.
func (w words) upload(u archive.Upload) string {
	_, kind, _ := strings.Cut(u.Kind, "/")
	return w.text("desk.upload.about", strings.ToUpper(kind), w.number(int((u.Size+999)/1000)))
}

// uploadFile sends a file of a clipping, to be kept and never opened as a page of ours.
func (s *site) uploadFile(w http.ResponseWriter, r *http.Request) {
	id, bad := strconv.ParseInt(r.PathValue("id"), 10, 64)
	sum, worse := hex.DecodeString(r.PathValue("sha256"))
	if bad != nil || worse != nil {
		s.notFound(w, r)
		return
	}
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	if err == nil && !s.mayDownload(r, c) {
		err = press.ErrNotFound
	}
	var u archive.Upload
	if err == nil {
		u, err = s.opts.Archive.Upload(r.Context(), id, sum)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	kind := u.Kind
	if kind == kindHTML {
		kind = "application/octet-stream"
	}
	download(w, kind, r.PathValue("sha256"))
	if named := mime.FormatMediaType("attachment", map[string]string{"filename": u.Name}); u.Name != "" && named != "" {
		w.Header().Set("Content-Disposition", named)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(u.Content))
}
