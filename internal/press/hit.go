package press

import "time"

// Hit is a clipping as search, export and digest show it; the JSON names are those of the command line and the API.
type Hit struct {
	ID         int64        `json:"id"`
	URL        string       `json:"url,omitempty"` // empty: it never stood in the web
	Title      string       `json:"title"`
	TitleMarks []Span       `json:"title_marks,omitempty"`
	Outlet     string       `json:"outlet"`
	Medium     Medium       `json:"medium"`
	Page       string       `json:"page,omitempty"`      // as printed
	Programme  string       `json:"programme,omitempty"` // of radio or television
	Published  time.Time    `json:"published,omitzero"`
	FirstSeen  time.Time    `json:"first_seen"`
	Authors    []string     `json:"authors"`
	Language   string       `json:"language,omitempty"` // BCP 47
	Projects   []HitProject `json:"projects"`
	Verdict    Verdict      `json:"verdict"`
	Snippet    string       `json:"snippet"` // plain text within the outlet's rights
	Marks      []Span       `json:"marks,omitempty"`
	Score      float64      `json:"score"`
	Version    int          `json:"version"` // of headline and text, from 1: what a reader cites
	Story      int64        `json:"story,omitempty"`
	Paywalled  *bool        `json:"paywalled,omitempty"`
	Partial    bool         `json:"partial"`
	Backfill   bool         `json:"backfill"`
	Dropped    bool         `json:"text_dropped,omitempty"` // its text is not kept any more
}

// Span is bytes Start to End of a snippet that are to be marked.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// HitProject is what one project says about a hit.
type HitProject struct {
	Project  string   `json:"project"`
	Verdict  Verdict  `json:"verdict"`
	Keywords []string `json:"keywords"`
	Tags     []string `json:"tags"`
}
