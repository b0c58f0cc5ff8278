package web

import (
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/press"
)

// apiInbox is what /api/v1/clippings says: the inbox. Its names are a contract with scripts, like those of all below.
type apiInbox struct {
	Total     int         `json:"total"` // copies of a story counted
	Clippings []press.Hit `json:"clippings"`
	Next      *string     `json:"next"` // before= of the answer that goes on
}

// maxInbox is how many clippings an answer has at most.
const maxInbox = 100

// apiClippings answers as the inbox does.
func (s *site) apiClippings(r *http.Request) (reply, error) {
	values := r.URL.Query()
	p := parameters{values: values}
	p.oneOf("verdict", verdictNames()...)
	limit := p.number("limit", maxInbox, inboxRows)
	l := s.lookedWithNewName(r.Context(), lookedFrom(values))
	if p.bad != nil {
		return reply{}, &refusal{http.StatusBadRequest, apiError{Error: s.wordsFor(r).misfit(*p.bad)}}
	}
	if values.Get("before") != "" && l.Before.IsZero() {
		return reply{}, s.wordsFor(r).refuse(http.StatusBadRequest, "web.api.before")
	}
	projects, err := s.projectNames(r.Context())
	if err != nil {
		return reply{}, err
	}
	tallies, _, err := s.tallies(r.Context())
	if err == nil {
		err = l.known(projects, tallies)
	}
	if err != nil {
		return reply{}, err
	}
	clippings, total, err := s.opts.Archive.Inbox(r.Context(), l.request(limit+1))
	answer := apiInbox{Total: total, Clippings: []press.Hit{}}
	if len(clippings) > limit {
		clippings = clippings[:limit]
		next := beforeText(clippings[limit-1].FirstSeen, clippings[limit-1].ID)
		answer.Next = &next
	}
	for _, c := range clippings {
		answer.Clippings = append(answer.Clippings, s.opts.Search.Hit(c, nil))
	}
	return reply{value: answer}, err
}

// apiClippingAnswer is one clipping with all that its page says of it.
type apiClippingAnswer struct {
	press.Hit
	CanonicalURL string           `json:"canonical_url,omitempty"` // that the page itself names
	Site         string           `json:"site,omitempty"`
	Agency       string           `json:"agency,omitempty"`
	Modified     time.Time        `json:"modified,omitzero"`
	GoneAt       time.Time        `json:"gone_at,omitzero"`
	Rights       press.Rights     `json:"rights"`         // as they are today
	Text         string           `json:"text,omitempty"` // under a licence only
	Versions     []apiVersion     `json:"versions"`       // the newest first
	Reviews      []apiReview      `json:"reviews"`
	Decisions    []apiDecision    `json:"decisions"` // the newest first
	Uploads      []apiUpload      `json:"uploads"`   // for those who may have them
	Evidence     []apiEvidence    `json:"evidence"`
	Terms        press.Terms      `json:"terms"`
	Press        []apiPublication `json:"press"`
}

// apiPublication is a press list that a clipping stands on.
type apiPublication struct {
	Project  string    `json:"project"`
	Sentence string    `json:"sentence,omitempty"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at"`
}

// apiVersion is one version of a clipping.
type apiVersion struct {
	Version  int       `json:"version"` // from 1
	SeenAt   time.Time `json:"seen_at"`
	Modified time.Time `json:"modified,omitzero"`
	Title    string    `json:"title"`
	Text     string    `json:"text,omitempty"` // of former ones, under a licence only
}

// apiReview is a clipping in one project.
type apiReview struct {
	Project   string        `json:"project"`
	Keywords  []string      `json:"keywords"`
	Verdict   press.Verdict `json:"verdict"`
	Tags      []string      `json:"tags"`
	Note      string        `json:"note,omitempty"`
	Edition   string        `json:"edition"` // of tags and note, for who changes them
	Reviewer  string        `json:"reviewer,omitempty"`
	FiledAt   time.Time     `json:"filed_at"`
	ByHand    bool          `json:"by_hand,omitempty"`
	FiledBy   string        `json:"filed_by,omitempty"`
	DecidedAt time.Time     `json:"decided_at,omitzero"`
	Backfill  bool          `json:"backfill"`
}

// apiUpload is a file of a clipping.
type apiUpload struct {
	Name   string `json:"name,omitempty"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
	URL    string `json:"url"` // on this page
}

// apiEvidence is a response that is kept of a clipping.
type apiEvidence struct {
	Version int       `json:"version"`
	URL     string    `json:"url"`
	At      time.Time `json:"at"`
	SHA256  string    `json:"sha256"`
}

// apiClipping answers for one clipping.
func (s *site) apiClipping(r *http.Request) (reply, error) {
	id, err := numbered(r)
	if err != nil {
		return reply{}, err
	}
	c, err := s.opts.Archive.Clipping(r.Context(), id)
	if err != nil {
		return reply{}, err
	}
	shown := c.Outlet.Shown(s.wordsFor(r).now, s.opts.Search.Words)
	answer := apiClippingAnswer{
		Hit: s.opts.Search.Hit(c, nil), CanonicalURL: press.Link(c.Article.CanonicalURL), Site: c.Article.Site, Agency: c.Article.Agency,
		Modified: c.Article.Modified, GoneAt: c.GoneAt, Rights: shown.Rights, Reviews: apiReviews(c.Reviews),
	}
	if shown.Full {
		answer.Text = c.Article.Text
	}
	decisions, err := s.opts.Archive.Decisions(r.Context(), id)
	if err != nil {
		return reply{}, err
	}
	answer.Decisions = apiDecisions(decisions)
	former, err := s.opts.Archive.Versions(r.Context(), id)
	if err != nil {
		return reply{}, err
	}
	answer.Versions = apiVersions(c, former, shown)
	if answer.Terms, err = s.opts.Archive.Terms(r.Context(), id); err != nil {
		return reply{}, err
	}
	err = s.apiKept(r, c, &answer)
	return reply{value: answer}, err
}

func apiReviews(reviews []press.Review) []apiReview {
	list := []apiReview{}
	for _, r := range reviews {
		list = append(list, apiReview{
			Project: r.Project, Keywords: append([]string{}, r.Keywords...), Verdict: r.Verdict, Tags: append([]string{}, r.Tags...), Note: r.Note, Edition: r.Edition(),
			Reviewer: r.Reviewer, FiledAt: r.FiledAt, ByHand: r.ByHand, FiledBy: r.FiledBy, DecidedAt: r.DecidedAt, Backfill: r.Backfill,
		})
	}
	return list
}

func apiVersions(c press.Clipping, former []archive.Version, shown press.Shown) []apiVersion {
	a := c.Article
	now := archive.Version{Number: c.Version, SeenAt: later(c.VersionAt, c.FirstSeen), Modified: a.Modified, Title: a.Title}
	list := []apiVersion{}
	for _, v := range slices.Backward(append(former[:len(former):len(former)], now)) {
		one := apiVersion{Version: v.Number, SeenAt: v.SeenAt, Modified: v.Modified, Title: v.Title}
		if shown.Full {
			one.Text = v.Text
		}
		list = append(list, one)
	}
	return list
}

// apiKept adds what is kept of a clipping beside its text, and where it is published.
func (s *site) apiKept(r *http.Request, c press.Clipping, answer *apiClippingAnswer) error {
	uploads, err := s.uploads(r, c)
	if err != nil {
		return err
	}
	answer.Uploads, answer.Evidence, answer.Press = []apiUpload{}, []apiEvidence{}, []apiPublication{}
	for _, u := range uploads {
		answer.Uploads = append(answer.Uploads, apiUpload{u.file.Name, u.file.Kind, u.file.Size, u.SHA256, apiBase + u.URL})
	}
	kept, err := s.opts.Archive.Evidence(r.Context(), c.ID)
	if err != nil {
		return err
	}
	for _, e := range kept {
		answer.Evidence = append(answer.Evidence, apiEvidence{e.Version, e.URL, e.At, hex.EncodeToString(e.SHA256)})
	}
	chosen, err := s.opts.Archive.PublishedAs(r.Context(), c.ID)
	for _, p := range chosen {
		answer.Press = append(answer.Press, apiPublication{p.Project, p.Sentence, p.Person, p.At})
	}
	return err
}
