package demo

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// serveList answers if the path is that of a feed or sitemap of this outlet.
func (o *Outlet) serveList(w http.ResponseWriter, r *http.Request) bool {
	site := "http://" + r.Host
	lists := append(append([]string{}, o.Feeds...), o.Sitemaps...)
	for _, path := range lists {
		switch {
		case path != r.URL.Path && path != archivePath:
		case path == rssPath:
			answerXML(w, r, "application/rss+xml; charset=utf-8", o.rss(site))
			return true
		case path == atomPath:
			answerXML(w, r, "application/atom+xml; charset=utf-8", o.atom(site))
			return true
		case path == newsPath:
			answerXML(w, r, "application/xml", newsSitemap(o, site))
			return true
		default:
			return o.serveArchive(w, r, site)
		}
	}
	return false
}

func answerXML(w http.ResponseWriter, r *http.Request, kind string, list any) {
	body, err := encode(list)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, r, kind, body)
}

func encode(list any) ([]byte, error) {
	body, err := xml.MarshalIndent(list, "", " ")
	return append([]byte(xml.Header), body...), err
}

type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string       `xml:"title"`
	Link        string       `xml:"link"`
	Description string       `xml:"description"`
	Language    string       `xml:"language"`
	Articles    []rssArticle `xml:"item"`
}

type rssArticle struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	GUID        string `xml:"guid"`
	Published   string `xml:"pubDate"`
	Creator     string `xml:"dc:creator"`
	Category    string `xml:"category"`
	Description string `xml:"description"`
}

func (o *Outlet) rss(site string) rssFeed {
	f := rssFeed{Version: "2.0", DC: "http://purl.org/dc/elements/1.1/", Channel: rssChannel{
		Title: o.Name, Link: site + "/", Description: o.claim, Language: "de",
	}}
	for _, a := range o.current() {
		f.Channel.Articles = append(f.Channel.Articles, rssArticle{
			a.title, site + a.Path(), site + a.Permalink(), a.Published.Format(time.RFC1123Z), a.author, a.section, a.lead,
		})
	}
	return f
}

type atomFeed struct {
	XMLName  xml.Name      `xml:"http://www.w3.org/2005/Atom feed"`
	Title    string        `xml:"title"`
	ID       string        `xml:"id"`
	Updated  string        `xml:"updated"`
	Link     atomLink      `xml:"link"`
	Articles []atomArticle `xml:"entry"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

type atomArticle struct {
	Title     string   `xml:"title"`
	ID        string   `xml:"id"`
	Link      atomLink `xml:"link"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Author    string   `xml:"author>name"`
	Summary   string   `xml:"summary"`
}

func (o *Outlet) atom(site string) atomFeed {
	all := o.current()
	f := atomFeed{Title: o.Name, ID: site + "/", Link: atomLink{site + "/"}, Updated: latest(all).Format(time.RFC3339)}
	for _, a := range all {
		f.Articles = append(f.Articles, atomArticle{
			a.title, site + a.Permalink(), atomLink{site + a.Path()}, a.Published.Format(time.RFC3339), a.Changed().Format(time.RFC3339),
			a.author, a.lead,
		})
	}
	return f
}

// latest is when something was published or corrected last.
func latest(all []shown) (t time.Time) {
	for _, a := range all {
		if c := a.Changed(); c.After(t) {
			t = c
		}
	}
	return t
}

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	newsSpace    = "http://www.google.com/schemas/sitemap-news/0.9"
)

type urlSet struct {
	XMLName xml.Name  `xml:"urlset"`
	Space   string    `xml:"xmlns,attr"`
	News    string    `xml:"xmlns:news,attr,omitempty"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc     string    `xml:"loc"`
	LastMod string    `xml:"lastmod"`
	News    *siteNews `xml:"news:news,omitempty"`
}

type siteNews struct {
	Publication sitePublication `xml:"news:publication"`
	Published   string          `xml:"news:publication_date"`
	Title       string          `xml:"news:title"`
}

type sitePublication struct {
	Name     string `xml:"news:name"`
	Language string `xml:"news:language"`
}

func newsSitemap(o *Outlet, site string) urlSet {
	set := urlSet{Space: sitemapSpace, News: newsSpace}
	for _, a := range o.current() {
		set.URLs = append(set.URLs, siteURL{site + a.Path(), a.Changed().Format(time.RFC3339), &siteNews{
			sitePublication{o.Name, "de"}, a.Published.Format(time.RFC3339), a.title,
		}})
	}
	return set
}

type siteIndex struct {
	XMLName  xml.Name  `xml:"sitemapindex"`
	Space    string    `xml:"xmlns,attr"`
	Sitemaps []siteURL `xml:"sitemap"`
}

// serveArchive answers with the index of the sitemaps, one for each day that has articles, or with one of these.
func (o *Outlet) serveArchive(w http.ResponseWriter, r *http.Request, site string) bool {
	days, byDay := o.days()
	index, set := siteIndex{Space: sitemapSpace}, urlSet{Space: sitemapSpace}
	for _, day := range days {
		path := fmt.Sprintf("/sitemap-%s.xml.gz", day)
		index.Sitemaps = append(index.Sitemaps, siteURL{Loc: site + path, LastMod: latest(byDay[day]).Format(time.RFC3339)})
		for _, a := range byDay[day] {
			if path == r.URL.Path {
				set.URLs = append(set.URLs, siteURL{Loc: site + a.Path(), LastMod: a.Changed().Format(time.RFC3339)})
			}
		}
	}
	switch {
	case r.URL.Path == archivePath:
		answerPacked(w, r, index)
	case strings.HasPrefix(r.URL.Path, "/sitemap-") && len(set.URLs) > 0:
		answerPacked(w, r, set)
	default:
		return false
	}
	return true
}

// days are the days with articles, the newest first.
func (o *Outlet) days() (days []string, byDay map[string][]shown) {
	byDay = map[string][]shown{}
	for _, a := range o.current() {
		day := a.Published.Format(time.DateOnly)
		if byDay[day] == nil {
			days = append(days, day)
		}
		byDay[day] = append(byDay[day], a)
	}
	return days, byDay
}

func answerPacked(w http.ResponseWriter, r *http.Request, list any) {
	body, err := encode(list)
	var packed bytes.Buffer
	zw := gzip.NewWriter(&packed)
	if err == nil {
		_, err = zw.Write(body)
	}
	if err == nil {
		err = zw.Close()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, r, "application/gzip", packed.Bytes())
}
