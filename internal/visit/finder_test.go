package visit

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

// What a finder found is read where it appeared, without asking the finder: by the outlet of that site, if one is watched, and
// else for the finder's; then the site is proposed.
func TestFinder(t *testing.T) {
	w := newWorld(t, press.Outlet{})
	w.article("/bekannt.html", "Bekannt", "")
	w.article("/there/fremd.html", "Fremd", `<meta property="og:site_name" content="Fremdes Blatt">`)
	there := w.elsewhere()
	link := func(to string) string {
		return "https://www.google.com/url?rct=j&amp;sa=t&amp;url=" + url.QueryEscape(to) + "&amp;ct=ga"
	}
	finder := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "application/atom+xml")
		_, _ = rw.Write([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Alert</title>` +
			`<entry><id>1</id><title type="html">&lt;b&gt;Ankunftsquartiere&lt;/b&gt; heute</title><link href="` + link(w.url+"/bekannt.html") + `"/></entry>` +
			`<entry><id>2</id><title type="html">Fremd</title><link href="` + link(there+"/fremd.html") + `"/></entry></feed>`))
	}))
	t.Cleanup(finder.Close)
	alert := press.Outlet{Name: "Fundstellen", URL: finder.URL + "/", Feeds: []string{finder.URL + "/feed"}}
	project := press.Project{Name: "Quartiere", Keywords: []string{"Ankunftsquartier*"}}
	if err := w.record.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{w.outlet, alert}, Projects: []press.Project{project}}); err != nil {
		t.Fatal(err)
	}
	talblick := w.outlet
	var err error
	if w.outlet, err = w.record.Outlet(t.Context(), alert.Name); err != nil {
		t.Fatal(err)
	}
	w.visit()
	w.outlet = talblick
	w.visit()
	got := ""
	for _, c := range w.clippings() {
		got += c.Outlet.Name + ": " + c.Article.Title + " (" + c.Article.Site + ")|"
	}
	if want := "Fundstellen: Fremd (Fremdes Blatt)|Talblick: Bekannt (127.0.0.1)|"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	strangers, err := w.record.Strangers(t.Context(), w.clock().Add(-time.Hour))
	if err != nil || len(strangers) != 1 || strangers[0].Name != "Fremdes Blatt" || strangers[0].Clippings != 1 || !strings.HasPrefix(strangers[0].URL, there) {
		t.Errorf("proposed %+v, %v", strangers, err)
	}
	if strangers, err := w.record.Strangers(t.Context(), w.clock().Add(time.Hour)); err != nil || len(strangers) != 0 {
		t.Errorf("later proposed %+v, %v", strangers, err)
	}
}
