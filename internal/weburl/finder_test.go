package weburl

import "testing"

func TestFound(t *testing.T) {
	for link, want := range map[string]string{
		"https://www.google.com/url?rct=j&sa=t&url=https://blatt.example/a%3Fid%3D1&ct=ga&cd=CAIyGj&usg=AOv":                  "https://blatt.example/a?id=1",
		"https://www.google.de/url?q=http%3A%2F%2Fblatt.example%2Fb":                                                          "http://blatt.example/b",
		"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=https%3a%2f%2fblatt.example%2fc.html&c=2&mkt=de-de": "https://blatt.example/c.html",
		"https://www.google.com/url?url=https://www.google.com/url?url=x":                                                     "",
		"https://www.google.com/url?url=javascript:alert(1)":                                                                  "",
		"https://blatt.example/url?url=https://anderes.example/":                                                              "",
		"https://google.blatt.example.org/":                                                                                   "",
		"https://news.google.com/rss/articles/CBMi":                                                                           "",
	} {
		if got, ok := Found(link); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", link, got, ok)
		}
	}
}
