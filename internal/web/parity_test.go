package web

import (
	"strings"
	"testing"
)

// alike says which address programs have for each of the page, or why they have none. An address that is added to the page is
// added here too, by somebody who thought about it.
var alike = map[string]string{
	"GET /{$}":                             "GET /api/v1/clippings",
	"GET /search":                          "GET /api/v1/search",
	"GET /print":                           "- a page to be printed; GET /api/v1/export has the same clippings",
	"GET /clippings/{id}":                  "GET /api/v1/clippings/{id}",
	"GET /clippings/{id}/evidence.warc.gz": "GET /api/v1/clippings/{id}/evidence.warc.gz",
	"GET /clippings/{id}/evidence.sha256":  "GET /api/v1/clippings/{id}/evidence.sha256",
	"GET /clippings/{id}/uploads/{sha256}": "GET /api/v1/clippings/{id}/uploads/{sha256}",
	"GET /clippings/{id}/cite/{format}":    "GET /api/v1/clippings/{id}/cite/{format}",
	"POST /clippings/{id}/review":          "POST /api/v1/clippings/{id}/review",
	"GET /clippings/{id}/correct":          "- a form",
	"POST /clippings/{id}/correct":         "POST /api/v1/clippings/{id}/correct",
	"POST /reviews":                        "POST /api/v1/reviews",
	"POST /clippings/{id}/story":           "POST /api/v1/clippings/{id}/story",
	"GET /projects":                        "GET /api/v1/projects",
	"GET /projects/{name}":                 "GET /api/v1/projects/{name}/yield",
	"POST /projects/{name}/alerts/{do}":    "POST /api/v1/projects/{name}/alerts/resend",
	"POST /projects/{name}/press/{do}":     "POST /api/v1/projects/{name}/press/publish",
	"POST /projects/{name}/feed/{do}":      "POST /api/v1/projects/{name}/feed/open",
	"GET /searches":                        "GET /api/v1/searches",
	"POST /searches/{do}":                  "POST /api/v1/searches",
	"GET /try":                             "GET /api/v1/try",
	"GET /outlets":                         "GET /api/v1/outlets",
	"POST /outlets/visit":                  "POST /api/v1/outlets/{name}/visit",
	"POST /outlets/look-back":              "POST /api/v1/outlets/look-back",
	"GET /why":                             "GET /api/v1/why",
	"GET /clip":                            "- a form",
	"GET /clip/form":                       "- a form",
	"POST /clip/form":                      "POST /api/v1/clip",
	"POST /why/file":                       "POST /api/v1/clip",
	"GET /digests":                         "GET /api/v1/digests",
	"GET /digests/{name}":                  "GET /api/v1/digests/{name}/issues",
	"GET /digests/{name}/mail":             "GET /api/v1/digests/{name}/preview",
	"POST /digests/{name}/{do}":            "POST /api/v1/digests/{name}/pause",
	"GET /me":                              "GET /api/v1/me",
	"POST /me/{do}":                        "POST /api/v1/me/tokens",
	"POST /sign-out":                       "- ends that somebody is signed in with a browser",
	"GET /people":                          "GET /api/v1/people",
	"POST /people":                         "POST /api/v1/people",
	"GET /people/{id}":                     "GET /api/v1/people/{id}",
	"POST /people/{id}/{do}":               "PUT /api/v1/people/{id}",
	"GET /acts":                            "GET /api/v1/acts",
	"GET /import":                          "- a form",
	"POST /import":                         "POST /api/v1/watchlist",
	"GET /watchlist.yaml":                  "GET /api/v1/watchlist",
	"GET /outlets.opml":                    "GET /api/v1/watchlist",
	"GET /new/{kind}":                      "- a form",
	"POST /new/{kind}":                     "POST /api/v1/projects",
	"GET /outlets/{name}/change":           "GET /api/v1/outlets/{name}",
	"POST /outlets/{name}/change":          "PUT /api/v1/outlets/{name}",
	"POST /outlets/{name}/rename":          "POST /api/v1/outlets/{name}/rename",
	"POST /outlets/{name}/remove":          "DELETE /api/v1/outlets/{name}",
	"GET /projects/{name}/change":          "GET /api/v1/projects/{name}",
	"POST /projects/{name}/change":         "PUT /api/v1/projects/{name}",
	"POST /projects/{name}/exclude":        "POST /api/v1/projects/{name}/exclude",
	"POST /projects/{name}/rename":         "POST /api/v1/projects/{name}/rename",
	"POST /projects/{name}/remove":         "DELETE /api/v1/projects/{name}",
	"GET /digests/{name}/change":           "GET /api/v1/digests/{name}",
	"POST /digests/{name}/change":          "PUT /api/v1/digests/{name}",
	"POST /digests/{name}/rename":          "POST /api/v1/digests/{name}/rename",
	"POST /digests/{name}/remove":          "DELETE /api/v1/digests/{name}",
	"GET /metrics":                         "- is for programs itself",
	"/":                                    "- says that there is nothing",
}

// TestParity: what can be seen or done on the page can be by programs, in the same role.
func TestParity(t *testing.T) {
	w := newWorld(t)
	all, page := map[string]route{}, map[string]bool{}
	for _, r := range w.routesOf() {
		all[r.pattern] = r
	}
	for pattern, r := range all {
		if strings.Contains(pattern, apiBase) || r.need == anybody {
			continue
		}
		page[pattern] = true
		twin, known := alike[pattern]
		other, there := all[twin]
		switch {
		case !known:
			t.Errorf("%s: nobody has said here how programs do it", pattern)
		case strings.HasPrefix(twin, "- "):
		case !there:
			t.Errorf("%s: there is no %s", pattern, twin)
		case !other.need.May(r.need) && !strings.HasSuffix(pattern, "/change"):
			t.Errorf("%s needs a %s, %s only a %s", pattern, r.need, twin, other.need)
		case r.act != other.act:
			t.Errorf("%s is noted as %q, %s as %q", pattern, r.act, twin, other.act)
		}
	}
	for pattern := range alike {
		if !page[pattern] {
			t.Errorf("%s is no address of the page any more", pattern)
		}
	}
}
