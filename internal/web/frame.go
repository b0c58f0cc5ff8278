package web

// frame is what every page has around its own content.
type frame struct {
	Title   string
	Section string // the tab it belongs to, by name; may be none
	Tabs    []choice
	Me      string // the name of who is signed in; empty where nobody is
	Body    any
}

// choice is one of several links of which one may be the current one.
type choice struct {
	Label   string
	URL     string
	Value   string
	Count   int
	Current bool
}

// phrase is a part of a line of words, perhaps a link.
type phrase struct {
	Label string
	URL   string
}

// fact is a name with its value, which is a moment or a text.
type fact struct {
	Label string
	Value string
	When  *stamp
}

// tabs are the main areas; fresh is the number of clippings that wait in the inbox.
func (w words) tabs(section string, fresh int) []choice {
	tabs := []choice{
		{Value: "inbox", URL: "/", Count: fresh}, {Value: "search", URL: "/search"}, {Value: "projects", URL: "/projects"},
		{Value: "outlets", URL: "/outlets"}, {Value: "digests", URL: "/digests"},
	}
	for i := range tabs {
		tabs[i].Label = w.text("web.nav." + tabs[i].Value)
		tabs[i].Current = tabs[i].Value == section
	}
	return tabs
}
