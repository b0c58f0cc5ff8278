package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pressclip/internal/digest"
	"pressclip/internal/press"
)

// route is an address of the page: what it takes to use it, and, where it changes something, as what that is noted.
type route struct {
	pattern string     // as http.ServeMux reads it
	need    press.Role // anybody: whoever asks
	act     string     // its key in the catalogue under "people.act."; empty: it changes nothing that is noted
	answer  http.HandlerFunc
}

// anybody may use what carries no data, what proves by itself who may see it, and what is there to be read by everybody.
const anybody press.Role = ""

// routes are all addresses of the page. What is not among them does not exist. Long because it is one table.
func (s *site) routes() []route {
	const reader, reviewer, admin = press.RoleReader, press.RoleReviewer, press.RoleAdmin
	return slices.Concat(s.makingRoutes(), s.apiDefinitionRoutes(), s.apiIssueRoutes(), s.apiPersonRoutes(), []route{
		{"GET /{$}", reader, "", s.inbox},
		{"GET /search", reader, "", s.search},
		{"GET /print", reader, "", s.pressReview},
		{"GET /clippings/{id}", reader, "", s.clipping},
		{"GET /clippings/{id}/evidence.warc.gz", reader, "", s.evidenceFile},
		{"GET /clippings/{id}/evidence.sha256", reader, "", s.evidenceSums},
		{"GET /clippings/{id}/uploads/{sha256}", reader, "", s.uploadFile},
		{"GET /clippings/{id}/correct", reviewer, "", s.correctForm},
		{"POST /clippings/{id}/correct", reviewer, "correct", s.correctDo},
		{"GET /clippings/{id}/cite/{format}", reader, "", s.cite},
		{"POST /clippings/{id}/review", reviewer, "review", s.review},
		{"POST /reviews", reviewer, "review", s.reviewMany},
		{"POST /clippings/{id}/story", reviewer, "story", s.regroup},
		{"GET /projects", reader, "", s.projects},
		{"GET /projects/{name}", reader, "", s.project},
		{"POST /projects/{name}/alerts/{do}", admin, "alerts", s.alertDo},
		{"POST /projects/{name}/press/{do}", reviewer, "press", s.pressDo},
		{"POST /projects/{name}/feed/{do}", reviewer, "feed", s.feedDo},
		{"GET /searches", reader, "", s.searches},
		{"POST /searches/{do}", reader, "search", s.searchesDo},
		{"GET /try", reader, "", s.try},
		{"GET /outlets", reader, "", s.outlets},
		{"POST /outlets/visit", reviewer, "visit", s.visitNow},
		{"POST /outlets/look-back", reviewer, "visit", s.lookBack},
		{"GET /why", reader, "", s.why},
		{"GET /clip", reviewer, "", s.clip},
		{"GET /clip/form", reviewer, "", s.handForm},
		{"POST /clip/form", reviewer, "byhand", s.handDo},
		{"POST /why/file", reviewer, "byhand", s.fileByHand},
		{"GET /digests", reader, "", s.digests},
		{"GET /digests/{name}", reader, "", s.oneDigest},
		{"GET /digests/{name}/mail", reader, "", s.digestMail},
		{"POST /digests/{name}/{do}", admin, "digest", s.digestDo},

		{"GET /me", reader, "", s.me},
		{"POST /me/{do}", reader, "me", s.meDo},
		{"POST /sign-out", reader, "sign_out", s.signOut},
		{"GET /people", admin, "", s.people},
		{"POST /people", admin, "person", s.addPerson},
		{"GET /people/{id}", admin, "", s.onePerson},
		{"POST /people/{id}/{do}", admin, "person", s.personDo},
		{"GET /acts", admin, "", s.acts},

		{"GET /api/v1/openapi.json", reader, "", s.openAPI},
		{"GET /api/v1/search", reader, "", s.apiSearch},
		{"GET /api/v1/try", reader, "", s.apiTry},
		{"GET /api/v1/export", reader, "", s.export},
		{"GET /api/v1/clippings", reader, "", s.api(s.apiClippings)},
		{"GET /api/v1/clippings/{id}", reader, "", s.api(s.apiClipping)},
		{"GET /api/v1/clippings/{id}/uploads/{sha256}", reader, "", s.uploadFile},
		{"GET /api/v1/clippings/{id}/cite/{format}", reader, "", s.cite},
		{"POST /api/v1/clippings/{id}/correct", reviewer, "correct", s.api(s.apiCorrect)},
		{"POST /api/v1/clippings/{id}/review", reviewer, "review", s.api(s.apiReview)},
		{"POST /api/v1/reviews", reviewer, "review", s.api(s.apiReviewMany)},
		{"POST /api/v1/reviews/undo", reviewer, "review", s.api(s.apiUndoRound)},
		{"GET /api/v1/clippings/{id}/story", reader, "", s.apiStory},
		{"POST /api/v1/clippings/{id}/story", reviewer, "story", s.apiStory},
		{"GET /api/v1/clippings/{id}/evidence.warc.gz", reader, "", s.evidenceFile},
		{"GET /api/v1/clippings/{id}/evidence.sha256", reader, "", s.evidenceSums},
		{"POST /api/v1/clip", reviewer, "byhand", s.api(s.apiClip)},
		{"GET /metrics", admin, "", s.metrics},

		{"GET /sign-in", anybody, "", s.signInPage},
		{"POST /sign-in", anybody, "", s.fromHere(s.signIn)},
		{"GET " + providerPath, anybody, "", s.goToProvider},
		{"GET " + callbackPath, anybody, "", s.fromProvider},
		{"GET /first/{secret}", anybody, "", s.first},
		{"POST /first/{secret}", anybody, "", s.fromHere(s.first)},
		{"GET /healthz", anybody, "", s.healthz},
		{"GET /readyz", anybody, "", s.readyz},
		{"GET /static/{name}", anybody, "", s.assets.ServeHTTP},
		{"GET " + digest.UnsubscribePath + "{ticket}", anybody, "", s.where(s.opts.BaseURL != "", s.unsubscribe)},
		{"POST " + digest.UnsubscribePath + "{ticket}", anybody, "", s.where(s.opts.BaseURL != "", s.unsubscribe)},
		{"GET /feeds/{file}", anybody, "", s.where(s.opts.BaseURL != "", s.projectFeed)},
		{"GET /feeds/search/{file}", anybody, "", s.where(s.opts.BaseURL != "", s.searchFeed)},
		{"GET /press/{file}", anybody, "", s.pressList},

		{"/", reader, "", s.nowhere},
	})
}

// where leaves an address to whoever asks only where people outside were given it, that is where the page has one of its
// own. Else it is for those who may read.
func (s *site) where(given bool, answer http.HandlerFunc) http.HandlerFunc {
	if given {
		return answer
	}
	return s.admitted(press.RoleReader, answer).ServeHTTP
}

// fromHere takes a form from the page itself only.
func (s *site) fromHere(answer http.HandlerFunc) http.HandlerFunc {
	return s.sameOrigin(answer).ServeHTTP
}

// mux leads to all routes, each behind what it needs.
func (s *site) mux() http.Handler {
	mux := http.NewServeMux()
	s.ways = mux
	for _, r := range s.routes() {
		var answer http.Handler = r.answer
		if r.need != anybody {
			answer = s.admitted(r.need, s.noted(r.act, s.byNewName(r.pattern, r.answer)))
		}
		mux.Handle(r.pattern, answer)
	}
	return mux
}

// noted are the fields of a form that an act is noted with, beside its address. What people write themselves is not.
var noted = []string{"do", "verdict", "project", "outlet", "url", "name", "role", "query"}

// noted writes down who changed something, once it is done: the answer then leads somewhere else, or a script gets one. A
// form that is only shown again has changed nothing.
func (s *site) noted(act string, answer http.HandlerFunc) http.Handler {
	if act == "" {
		return answer
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := &watchedWriter{ResponseWriter: w}
		answer(out, r)
		name := who(r)
		script := r.Header.Get("X-Part") != "" || forPrograms(r)
		if name == "" || out.status != http.StatusSeeOther && (!script || out.status/100 != 2) {
			return
		}
		if err := s.opts.Archive.Note(r.Context(), name, act, about(r)); err != nil {
			s.opts.Log.Error("note what was changed", "path", r.URL.Path, "error", err)
		}
	})
}

// about says what a form changed.
func about(r *http.Request) string {
	said := []string{r.URL.Path}
	for _, field := range noted {
		for _, value := range r.PostForm[field] {
			said = append(said, field+"="+value)
		}
	}
	if text, err := url.PathUnescape(said[0]); err == nil {
		said[0] = text
	}
	return strings.Join(said, " ")
}
