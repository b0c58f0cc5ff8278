package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// floors is the plan of the house: a room imports only rooms on lower floors.
var floors = map[string]int{
	"cmd/pressclip": 6,
	"internal/web":  5,

	"internal/visit":  4,
	"internal/digest": 4,
	"internal/search": 4, // query and filters → hits; here because page, API and command line all show them

	"internal/archive": 3,
	"index":            3,

	"config":            2,
	"internal/match":    2,
	"internal/discover": 2,

	"internal/query":    1,
	"internal/fetch":    1,
	"internal/feed":     1,
	"internal/sitemap":  1,
	"internal/crawl":    1,
	"internal/extract":  1,
	"internal/story":    1,
	"internal/health":   1,
	"internal/identity": 1, // a provider for signing in → who somebody is
	"internal/schedule": 1,
	"internal/mail":     1,
	"internal/webhook":  1,
	"internal/export":   1,
	"internal/warc":     1,
	"internal/pdf":      1, // a PDF that somebody brings → its words

	"internal/press":   0,
	"internal/cores":   0, // work on all processors; index and search share it
	"internal/charset": 0, // bytes in any encoding → UTF-8; pages, feeds and sitemaps share it
	"internal/dates":   0, // the ways in which German papers write dates; feeds, sitemaps and pages share it
	"internal/text":    0,
	"internal/weburl":  0,
	"internal/wording": 0, // two wordings of one article → the same or not, and which words changed; record and page share it
	"internal/locale":  0,
	"internal/demo":    0,

	"internal/archive/archivetest": 0, // for tests alone: an archive that is laid out once and copied

	"internal/identity/identitytest": 1, // for tests alone: a provider on loopback

	"internal/text/lexiconmaker": 1, // a command of its own: makes the word lists of internal/text
}

// libraries says which rooms may speak each library, by the longest prefix of the import path.
var libraries = map[string][]string{
	"code.dny.dev/ssrf":                        {"internal/fetch"},
	"database/sql":                             {"internal/archive"},
	"github.com/PuerkitoBio/goquery":           {"internal/crawl", "internal/extract"},
	"github.com/VictoriaMetrics/metrics":       {"internal/web"},
	"github.com/RoaringBitmap/roaring/v2":      {"index"},
	"github.com/andybalholm/brotli":            {"internal/fetch"},
	"github.com/andybalholm/cascadia":          {"config", "internal/extract"},
	"github.com/blevesearch":                   {"index"},
	"github.com/blevesearch/bleve/v2/analysis": {"internal/text", "index"},
	"github.com/blevesearch/snowballstem":      {"internal/text"},
	"github.com/coreos/go-oidc/v3":             {"internal/identity"},
	"github.com/goccy/go-yaml":                 {"config"},
	"github.com/gocolly/colly/v2":              {"internal/crawl"},
	"github.com/gofrs/flock":                   {"cmd/pressclip", "index"},
	"github.com/gogs/chardet":                  {"internal/charset"},
	"github.com/jackc/pgx/v5":                  {"internal/archive", "internal/archive/archivetest"},
	"github.com/ledongthuc/pdf":                {"internal/pdf"},
	"github.com/mmcdole/gofeed":                {"internal/feed"},
	"github.com/pressly/goose/v3":              {"internal/archive"},
	"github.com/robfig/cron/v3":                {"internal/schedule"},
	"github.com/spf13/pflag":                   {"cmd/pressclip"},
	"github.com/wneessen/go-mail":              {"internal/mail"},
	"github.com/zitadel/oidc/v3":               {"internal/identity/identitytest"},
	"golang.org/x/crypto":                      {"internal/archive"},
	"golang.org/x/net":                         nil, // anywhere
	"golang.org/x/oauth2":                      {"internal/identity"},
	"golang.org/x/sync":                        nil,
	"golang.org/x/text":                        nil,
	"modernc.org/sqlite":                       {"internal/archive"},
	"znkr.io/diff":                             {"internal/wording"},
}

// A name of ours never has one of these words in it; the library's own names are not ours.
var unused = regexp.MustCompile(`^(Source|Item|Entry|Entries|Post|Manager|Handler|Processor|Service|Helper|Util|Utils)s?$`)

// allowed are the two seams that the plan itself names so.
var allowed = []string{"index.Source"}

var camel = regexp.MustCompile(`[A-Z]?[a-z0-9]+|[A-Z]+`)

type goFile struct {
	room string // directory below the top
	path string
	test bool
	ast  *ast.File
	fset *token.FileSet
}

func TestHouseTopLevel(t *testing.T) {
	plan := []string{"cmd", "config", "index", "internal", "go.mod", "go.sum", "README.md", "LICENSE", "CHANGELOG.md"}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, ".") && !slices.Contains(plan, name) && !ignored(name) {
			t.Errorf("%s is not in the plan of the top level", name)
		}
	}
	for _, name := range plan {
		if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
			t.Errorf("%s is missing at the top level", name)
		}
	}
}

// ignored names are what running the program in the checkout leaves there; git ignores them too.
func ignored(name string) bool {
	return name == "pressclip-data" || name == "pressclip.yaml" || name == "pressclip"
}

func TestHouseFloors(t *testing.T) {
	for _, f := range goFiles(t) {
		floor, known := floors[f.room]
		if !known {
			t.Errorf("%s: the room %s is not in the plan", f.path, f.room)
			continue
		}
		if f.test {
			continue
		}
		for _, path := range imports(f) {
			if room, ours := strings.CutPrefix(path, "pressclip/"); ours {
				if below, ok := floors[room]; !ok || below >= floor {
					t.Errorf("%s (floor %d) imports %s (floor %d)", f.path, floor, room, below)
				}
				continue
			}
			if rooms, ruled := speakers(path); ruled && rooms != nil && !slices.Contains(rooms, f.room) {
				t.Errorf("%s imports %s, which only %v may speak", f.path, path, rooms)
			} else if !ruled && strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
				t.Errorf("%s imports %s, which the plan gives to no room", f.path, path)
			}
			if floor <= 1 && (path == "log" || path == "log/slog") {
				t.Errorf("%s: floors 0 and 1 never log", f.path)
			}
		}
	}
}

func TestHouseWords(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		for name, pos := range declared(f.ast) {
			if slices.Contains(allowed, f.ast.Name.Name+"."+name) {
				continue
			}
			for _, word := range camel.FindAllString(name, -1) {
				if unused.MatchString(strings.ToUpper(word[:1]) + word[1:]) {
					t.Errorf("%s: %s uses a word that the house does not", f.fset.Position(pos), name)
				}
			}
		}
	}
}

func TestHouseStyle(t *testing.T) {
	commented := map[string]bool{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		commented[f.room] = commented[f.room] || f.ast.Doc != nil
		lines := f.fset.Position(f.ast.End()).Line
		if lines > 400 && !strings.Contains(f.ast.Doc.Text()+leading(f.ast), "Long because") {
			t.Errorf("%s has %d lines and no comment with \"Long because\"", f.path, lines)
		}
		for _, d := range f.ast.Decls {
			checkDecl(t, f, d)
		}
	}
	for room, ok := range commented {
		if !ok {
			t.Errorf("%s: the package has no comment", room)
		}
	}
}

func checkDecl(t *testing.T, f goFile, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		at := f.fset.Position(d.Pos())
		if d.Name.Name == "init" && d.Recv == nil {
			t.Errorf("%s: no init() of our own", at)
		}
		if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
			t.Errorf("%s: %s has no comment", at, d.Name.Name)
		}
		if n := f.fset.Position(d.End()).Line - at.Line; n > 60 && !strings.Contains(d.Doc.Text(), "Long because") {
			t.Errorf("%s: %s has %d lines and no \"Long because\" in its comment", at, d.Name.Name, n)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
				t.Errorf("%s: %s has no comment", f.fset.Position(ts.Pos()), ts.Name.Name)
			}
			if vs, ok := s.(*ast.ValueSpec); ok && vs.Names[0].IsExported() && d.Doc == nil && vs.Doc == nil && vs.Comment == nil {
				t.Errorf("%s: %s has no comment", f.fset.Position(vs.Pos()), vs.Names[0].Name)
			}
		}
	}
}

// exportedReceiver is false for methods of unexported types, and for the ones that only satisfy a known interface.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if generic, ok := typ.(*ast.IndexExpr); ok {
		typ = generic.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

func leading(f *ast.File) string {
	if len(f.Comments) == 0 {
		return ""
	}
	return f.Comments[0].Text()
}

func imports(f goFile) []string {
	var paths []string
	for _, i := range f.ast.Imports {
		paths = append(paths, strings.Trim(i.Path.Value, `"`))
	}
	return paths
}

func speakers(path string) (rooms []string, ruled bool) {
	longest := -1
	for prefix, who := range libraries {
		if (path == prefix || strings.HasPrefix(path, prefix+"/")) && len(prefix) > longest {
			rooms, ruled, longest = who, true, len(prefix)
		}
	}
	return rooms, ruled
}

// declared are the names that a file gives to its types, and to whatever it exports. What a format calls its own parts,
// such as the entry of an Atom feed, may be called so inside a room.
func declared(file *ast.File) map[string]token.Pos {
	names := map[string]token.Pos{}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() {
				names[d.Name.Name] = d.Pos()
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names[s.Name.Name] = s.Pos()
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if n.IsExported() {
							names[n.Name] = n.Pos()
						}
					}
				}
			}
		}
	}
	return names
}

// ownModule says that a folder is a module of its own, which stands in for a library.
func ownModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	for _, top := range []string{"cmd", "config", "index", "internal"} {
		err := filepath.WalkDir(filepath.Join("../..", top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "testdata" || ownModule(path)) {
				return fs.SkipDir
			}
			if !strings.HasSuffix(path, ".go") {
				return nil
			}
			fset := token.NewFileSet()
			parsed, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			room, _ := filepath.Rel("../..", filepath.Dir(path))
			files = append(files, goFile{filepath.ToSlash(room), path, strings.HasSuffix(path, "_test.go"), parsed, fset})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}
