package archive

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"pressclip/internal/press"
)

// Feed is what somebody may read outside the page who knows its token: what is found for a project, or a search that
// is kept.
type Feed struct {
	ID      int64
	Token   string
	Project string // its name; empty: it is of a search
	Name    string // of the search
	Query   string // of the search: the parameters of its address
	MadeAt  time.Time
	Person  string // who made it; empty where nobody signs in
}

const feedQuery = `SELECT f.id, f.token, coalesce(p.name, ''), f.name, f.query, f.made_at, f.person FROM feed f LEFT JOIN project p ON p.id = f.project_id
	WHERE p.removed_at IS NULL`

func scanFeed(rows *sql.Rows) (f Feed, err error) {
	var made sql.NullInt64
	err = rows.Scan(&f.ID, &f.Token, &f.Project, &f.Name, &f.Query, &made, &f.Person)
	f.MadeAt = timeOf(made)
	return f, err
}

func (a *Archive) oneFeed(ctx context.Context, what any, where string, args ...any) (f Feed, err error) {
	err = a.read(ctx, "read feed", func(ctx context.Context, c conn) error {
		found, err := all(ctx, c, scanFeed, feedQuery+where, args...)
		if err == nil && len(found) == 0 {
			err = notFound("feed", what)
		}
		if err == nil {
			f = found[0]
		}
		return err
	})
	return f, err
}

// Feed is the feed of this token. The error wraps press.ErrNotFound.
func (a *Archive) Feed(ctx context.Context, token string) (Feed, error) {
	return a.oneFeed(ctx, "of this token", ` AND f.token = ?`, token)
}

// ProjectFeed is the feed of a project. The error wraps press.ErrNotFound if it has none.
func (a *Archive) ProjectFeed(ctx context.Context, projectID int64) (Feed, error) {
	return a.oneFeed(ctx, fmt.Sprint("of project ", projectID), ` AND f.project_id = ?`, projectID)
}

// Searches are those that a person and nobody in particular keep, by name; those of all, where the name is empty.
func (a *Archive) Searches(ctx context.Context, person string) (list []Feed, err error) {
	err = a.read(ctx, "read searches", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanFeed, feedQuery+` AND f.project_id IS NULL AND (? = '' OR f.person IN ('', ?)) ORDER BY f.name, f.id`, person, person)
		return err
	})
	return list, err
}

// OpenFeed makes the feed of a project; where there is one it gets another token, and the old one opens nothing any more.
func (a *Archive) OpenFeed(ctx context.Context, projectID int64, person string) error {
	return a.write(ctx, "open feed", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `INSERT INTO feed (token, project_id, name, query, made_at, person) VALUES (?, ?, '', '', ?, ?)
			ON CONFLICT (project_id) DO UPDATE SET token = excluded.token, made_at = excluded.made_at, person = excluded.person`,
			rand.Text(), projectID, a.now().UnixMilli(), plain(person))
		return err
	})
}

// longestSearch bounds the name and the parameters of a search that is kept, in bytes.
const longestSearch = 4000

// KeepSearch keeps a search under a name and opens a feed of it. The error wraps press.ErrConflict if there is no name, or
// too much of anything.
func (a *Archive) KeepSearch(ctx context.Context, name, query, person string) (f Feed, err error) {
	f = Feed{Token: rand.Text(), Name: strings.Join(strings.Fields(plain(name)), " "), Query: plain(query), Person: plain(person)}
	if f.Name == "" || len(f.Name) > longestSearch/10 || len(f.Query) > longestSearch {
		return Feed{}, fmt.Errorf("keep search: name or query: %w", press.ErrConflict)
	}
	f.MadeAt = a.now().UTC().Truncate(time.Millisecond)
	err = a.write(ctx, "keep search", func(ctx context.Context, c conn) error {
		return c.one(ctx, `INSERT INTO feed (token, name, query, made_at, person) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			[]any{f.Token, f.Name, f.Query, f.MadeAt.UnixMilli(), f.Person}, &f.ID)
	})
	return f, err
}

// handOver gives the searches of one person to another and their feeds other tokens.
func (c conn) handOver(ctx context.Context, from, to string, now int64) error {
	ids, err := all(ctx, c, scanID, `SELECT id FROM feed WHERE project_id IS NULL AND person = ?`, from)
	for _, id := range ids {
		if err == nil {
			_, err = c.exec(ctx, `UPDATE feed SET person = ?, token = ?, made_at = ? WHERE id = ?`, to, rand.Text(), now, id)
		}
	}
	return err
}

// RenewFeed gives a feed another token; the old one opens nothing any more. The error wraps press.ErrNotFound.
func (a *Archive) RenewFeed(ctx context.Context, id int64) error {
	return a.write(ctx, "renew feed", func(ctx context.Context, c conn) error {
		set, err := c.exec(ctx, `UPDATE feed SET token = ?, made_at = ? WHERE id = ?`, rand.Text(), a.now().UnixMilli(), id)
		return goneUnless(set, id, err)
	})
}

// CloseFeed ends a feed, and forgets the search that it is of. The error wraps press.ErrNotFound.
func (a *Archive) CloseFeed(ctx context.Context, id int64) error {
	return a.write(ctx, "close feed", func(ctx context.Context, c conn) error {
		set, err := c.exec(ctx, `DELETE FROM feed WHERE id = ?`, id)
		return goneUnless(set, id, err)
	})
}

func goneUnless(set, id int64, err error) error {
	if err == nil && set == 0 {
		err = notFound("feed", id)
	}
	return err
}
