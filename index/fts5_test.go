package index_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	_ "modernc.org/sqlite"

	"pressclip/index"
	"pressclip/internal/query"
)

// fts5 is the same press in SQLite's own full-text index, as somebody would build it who has SQLite anyway: rows in the
// order of time, words as they are written. It knows no forms of words, so it finds less.
type fts5 struct{ *sql.DB }

const fts5Schema = `
create table article (id integer primary key, outlet text, month text, title text, text text);
create table filed (article integer, project text);
create virtual table words using fts5 (title, text, content='article', content_rowid='id');`

func openFTS5(b *testing.B, p *pressOf) fts5 {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "words.db")+"?_pragma=journal_mode(wal)&_pragma=cache_size(-65536)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = db.Close() })
	f := fts5{db}
	f.exec(b, fts5Schema)
	var inWords time.Duration
	for id := int64(1); id <= int64(p.articles); {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for range 1000 {
			if id > int64(p.articles) {
				break
			}
			inWords += f.insert(b, tx, p, id)
			id++
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	f.exec(b, `create index filed_article on filed (article, project); analyze`)
	b.Run("building", func(b *testing.B) {
		b.ReportMetric(float64(p.articles)/inWords.Seconds(), "articles/s")
		b.ReportMetric(float64(f.size(b, `words%`)/p.articles), "B/article")
		b.ReportMetric(float64(f.size(b, `article`)/p.articles), "B/article-of-rows")
	})
	return f
}

func (f fts5) exec(b *testing.B, s string) {
	if _, err := f.Exec(s); err != nil {
		b.Fatal(err)
	}
}

func (f fts5) insert(b *testing.B, tx *sql.Tx, p *pressOf, id int64) time.Duration {
	c := p.clipping(id)
	a := c.Article
	_, err := tx.Exec(`insert into article values (?, ?, ?, ?, ?)`, id, c.Outlet.Name, a.Published.Format("2006-01"), a.Title, a.Text)
	for _, r := range c.Reviews {
		_, other := tx.Exec(`insert into filed values (?, ?)`, id, r.Project)
		err = errors.Join(err, other)
	}
	begun := time.Now()
	_, other := tx.Exec(`insert into words (rowid, title, text) values (?, ?, ?)`, id, a.Title, a.Text)
	took := time.Since(begun)
	if err = errors.Join(err, other); err != nil {
		b.Fatal(err)
	}
	return took
}

func (f fts5) size(b *testing.B, tables string) (size int) {
	if err := f.QueryRow(`select sum(pgsize) from dbstat where name like ?`, tables).Scan(&size); err != nil {
		b.Fatal(err)
	}
	return size
}

// search asks for a page with snippets, the total and the facets.
func (f fts5) search(b *testing.B, match string) (total int) {
	f.rows(b, `select rowid, snippet(words, 1, '[', ']', '…', 30) from words where words match ? order by rowid desc limit 20`, match)
	if err := f.QueryRow(`select count(*) from words where words match ?`, match).Scan(&total); err != nil {
		b.Fatal(err)
	}
	for _, facet := range []string{
		`select outlet, count(*) from words join article on id = words.rowid where words match ? group by 1`,
		`select month, count(*) from words join article on id = words.rowid where words match ? group by 1`,
		`select project, count(*) from words join filed on article = words.rowid where words match ? group by 1`,
	} {
		f.rows(b, facet, match)
	}
	return total
}

func (f fts5) rows(b *testing.B, s, match string) {
	rows, err := f.Query(s, match)
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFTS5 asks both for the same, one search after the other, of each kind a hundred or as many as a minute allows. It runs where PRESSCLIP_TEST_LONG is set.
func BenchmarkFTS5(b *testing.B) {
	if os.Getenv("PRESSCLIP_TEST_LONG") == "" {
		b.Skip("PRESSCLIP_TEST_LONG is not set")
	}
	p := newPress(b, benchmarkSize(b))
	f, ix := openFTS5(b, p), benchmarkIndex(b, p)
	for _, kind := range []struct{ name, ours, theirs string }{
		{"one word", "{a}", `"{a}"`},
		{"two words", "{a} {b}", `"{a}" AND "{b}"`},
		{"or", "{a} OR {b}", `"{a}" OR "{b}"`},
		{"phrase", `"{a} {c}"`, `"{a} {c}"`},
		{"near", "{a} NEAR/5 {b}", `NEAR("{a}" "{b}", 5)`},
		{"prefix", "{p}*", `"{p}" *`},
	} {
		b.Run(kind.name, func(b *testing.B) {
			w := newWriter(18)
			var ours, theirs []time.Duration
			for until := time.Now().Add(time.Minute); len(ours) < 100 && time.Now().Before(until); {
				words := strings.FieldsFunc(p.clipping(1+w.Int64N(int64(p.articles))).Article.Text, func(r rune) bool { return !unicode.IsLetter(r) })
				i := w.IntN(max(1, len(words)-1))
				fill := strings.NewReplacer("{a}", words[i], "{b}", w.pick(words), "{c}", words[min(i+1, len(words)-1)], "{p}", cutRunes(words[i], 5))
				q, err := query.Parse(fill.Replace(kind.ours))
				if err != nil {
					continue // a prefix that is too short, or an operator that was a word
				}
				begun := time.Now()
				search(b, ix, index.Request{Plan: q.Plan, Limit: 20, Facets: true})
				between := time.Now()
				f.search(b, fill.Replace(kind.theirs))
				ours, theirs = append(ours, between.Sub(begun)), append(theirs, time.Since(between))
			}
			b.ReportMetric(float64(len(ours)), "searches")
			reportTook(b, "ours", ours)
			reportTook(b, "FTS5", theirs)
		})
	}
}
