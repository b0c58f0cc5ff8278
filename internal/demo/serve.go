package demo

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"
)

//go:embed templates
var templateFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"day":     func(t time.Time) string { return t.Format("02.01.2006, 15:04") + " Uhr" },
	"machine": func(t time.Time) string { return t.Format(time.RFC3339) },
	"initial": func(s string) string { return string([]rune(s)[:1]) },
}).ParseFS(templateFiles, "templates/*.html"))

// ServeHTTP answers for the outlet's site.
func (o *Outlet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case o.state == silent:
		panic(http.ErrAbortHandler) // which breaks off the connection and says nothing about it
	case o.state == gone:
		http.NotFound(w, r)
	case r.URL.Path == "/robots.txt":
		answer(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: "+closedPath+"\n"))
	case o.state == brokenFeed && r.URL.Path == rssPath:
		answer(w, r, "text/html; charset=utf-8", []byte("<br>\n<b>Fatal error</b>: too many connections in <b>feed.php</b> on line <b>41</b><br>\n"))
	case o.serveList(w, r):
	case strings.HasSuffix(r.URL.Path, ".html"):
		o.serveArticle(w, r)
	default:
		o.serveSection(w, r)
	}
}

// answer sends a body whose ETag is its hash, so that who has it already is told so.
func answer(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// view is what every page of an outlet shows around its content.
type view struct {
	Outlet   *Outlet
	Claim    string
	Colour   string
	Serif    bool
	Sections []section
	Here     string // path of the section
	Title    string
	Teasers  []shown
	Article  *shown
	Address  string // of the article, which stays
	Linked   any    // JSON-LD
}

func (o *Outlet) view() view {
	return view{Outlet: o, Claim: o.claim, Colour: o.colour, Serif: o.serif, Sections: o.sections()}
}

func (o *Outlet) show(w http.ResponseWriter, r *http.Request, name string, v view) {
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, r, "text/html; charset=utf-8", page.Bytes())
}

// serveSection shows the front page or that of a section.
func (o *Outlet) serveSection(w http.ResponseWriter, r *http.Request) {
	v := o.view()
	at := slices.IndexFunc(v.Sections, func(s section) bool { return s.Path == r.URL.Path })
	if at < 0 && r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	v.Here, v.Title, v.Teasers = r.URL.Path, o.Name, in(o.current(), r.URL.Path)
	if at >= 0 {
		v.Title = v.Sections[at].Name + " | " + o.Name
	}
	o.show(w, r, "list", v)
}

// serveArticle finds the article by the number at the end of its address; what stands before it may be an old headline.
func (o *Outlet) serveArticle(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimSuffix(r.URL.Path[strings.LastIndexByte(r.URL.Path, '-')+1:], ".html")
	all := o.current()
	at := slices.IndexFunc(all, func(s shown) bool { return s.ID == id })
	if at < 0 {
		http.NotFound(w, r)
		return
	}
	a := all[at]
	v := o.view()
	v.Article, v.Title, v.Here = &a, a.title+" | "+o.Name, "/"+slug(a.section)+"/"
	v.Address = "http://" + r.Host + a.Permalink()
	v.Linked = o.linked(a, v.Address)
	v.Teasers = slices.Delete(all, at, at+1)
	v.Teasers = v.Teasers[:min(5, len(v.Teasers))]
	switch a.Wall {
	case withheld:
		http.Error(w, "Zugriff nur aus dem Netz des Verlags.", http.StatusForbidden)
	case consent:
		o.show(w, r, "consent", v)
	default:
		o.show(w, r, "article", v)
	}
}

// linked is what the page says to machines about the article.
func (o *Outlet) linked(a shown, address string) any {
	kind := "Person"
	if a.author == agency || strings.HasPrefix(a.author, "Redaktion") {
		kind = "Organization"
	}
	l := map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title, "description": a.lead,
		"datePublished": a.Published.Format(time.RFC3339), "dateModified": a.Changed().Format(time.RFC3339),
		"author": map[string]string{"@type": kind, "name": a.author}, "publisher": map[string]string{"@type": "Organization", "name": o.Name},
		"mainEntityOfPage": address, "articleSection": a.section, "inLanguage": "de", "isAccessibleForFree": a.Wall != paywall,
	}
	if a.Wall == paywall {
		l["hasPart"] = map[string]any{"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".abo"}
	}
	return l
}
