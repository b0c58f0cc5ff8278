package archive

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"pressclip/internal/press"
)

// A session ends when it was not used for so long, and when it is so old.
const (
	SessionIdle = 14 * 24 * time.Hour
	SessionAge  = 90 * 24 * time.Hour
)

// seenWithin is how exactly the last use of sessions and tokens is known.
const seenWithin = 10 * time.Minute

// ErrSignIn says that name and password do not go together; which of the two is wrong is not said.
var ErrSignIn = errors.New("wrong name or password")

// SignIn begins a session of somebody who knows their password. Secret is for the browser; the record keeps its checksum
// only. The error wraps ErrSignIn.
func (a *Archive) SignIn(ctx context.Context, name, password, agent string) (p press.Person, secret string, err error) {
	if err := a.provePassword(ctx, password, `folded = ?`, folded(name)); err != nil {
		return press.Person{}, "", err
	}
	return a.Begin(ctx, name, agent)
}

// CheckPassword is an error that wraps ErrSignIn if a password is not that of the person.
func (a *Archive) CheckPassword(ctx context.Context, personID int64, password string) error {
	return a.provePassword(ctx, password, `id = ?`, personID)
}

func (a *Archive) provePassword(ctx context.Context, password, where string, who any) error {
	var hash string
	err := a.read(ctx, "read password", func(ctx context.Context, c conn) error {
		_, err := c.found(ctx, `SELECT password FROM person WHERE left_at IS NULL AND `+where, []any{who}, &hash)
		return err
	})
	if err != nil {
		return err
	}
	ok, err := a.checkPassword(ctx, password, hash)
	if err == nil && !ok {
		err = ErrSignIn
	}
	return a.failed("check password", err)
}

// Begin begins a session of somebody whose password need not be asked for. The error wraps press.ErrNotFound if nobody
// signs in by this name.
func (a *Archive) Begin(ctx context.Context, name, agent string) (p press.Person, secret string, err error) {
	secret, hash := newSecret("")
	if agent = plain(agent); len(agent) > LongestName {
		agent = strings.ToValidUTF8(agent[:LongestName], "")
	}
	err = a.write(ctx, "begin session", func(ctx context.Context, c conn) error {
		if p, err = c.person(ctx, name, `WHERE folded = ? AND left_at IS NULL`, folded(name)); err != nil {
			return err
		}
		now := a.now().UnixMilli()
		_, err := c.exec(ctx, `INSERT INTO session (hash, person_id, agent, made_at, seen_at) VALUES (?, ?, ?, ?, ?)`, hash, p.ID, agent, now, now)
		return err
	})
	if err != nil {
		return press.Person{}, "", err
	}
	return p, secret, nil
}

func scanSession(rows *sql.Rows) (s press.Session, err error) {
	var made, seen sql.NullInt64
	err = rows.Scan(&s.ID, &s.Agent, &made, &seen)
	s.MadeAt, s.SeenAt = timeOf(made), timeOf(seen)
	return s, err
}

// Session is who is signed in with a secret, and notes that they are here. The error wraps press.ErrNotFound if nobody is
// any more.
func (a *Archive) Session(ctx context.Context, secret string) (p press.Person, s press.Session, err error) {
	now := a.now()
	err = a.read(ctx, "read session", func(ctx context.Context, c conn) error {
		var personID int64
		var made, seen sql.NullInt64
		ok, err := c.found(ctx, `SELECT id, agent, made_at, seen_at, person_id FROM session WHERE hash = ? AND seen_at > ? AND made_at > ?`,
			[]any{hashSecret(secret), now.Add(-SessionIdle).UnixMilli(), now.Add(-SessionAge).UnixMilli()}, &s.ID, &s.Agent, &made, &seen, &personID)
		if err == nil && !ok {
			err = notFound("session", "of this browser")
		}
		if err != nil {
			return err
		}
		s.MadeAt, s.SeenAt = timeOf(made), timeOf(seen)
		p, err = c.person(ctx, personID, `WHERE id = ? AND left_at IS NULL`, personID)
		return err
	})
	if err == nil && now.Sub(s.SeenAt) >= seenWithin {
		err = a.write(ctx, "note session", func(ctx context.Context, c conn) error {
			_, err := c.exec(ctx, `UPDATE session SET seen_at = ? WHERE id = ?`, now.UnixMilli(), s.ID)
			return err
		})
	}
	return p, s, err
}

// Sessions are those of a person that have not ended, the one used last first.
func (a *Archive) Sessions(ctx context.Context, personID int64) (list []press.Session, err error) {
	now := a.now()
	err = a.read(ctx, "read sessions", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanSession, `SELECT id, agent, made_at, seen_at FROM session WHERE person_id = ? AND seen_at > ? AND made_at > ? ORDER BY seen_at DESC, id DESC`,
			personID, now.Add(-SessionIdle).UnixMilli(), now.Add(-SessionAge).UnixMilli())
		return err
	})
	return list, err
}

// EndSession ends one session of a person. The error wraps press.ErrNotFound.
func (a *Archive) EndSession(ctx context.Context, personID, id int64) error {
	return a.endOne(ctx, "session", personID, id)
}

func (a *Archive) endOne(ctx context.Context, table string, personID, id int64) error {
	return a.write(ctx, "end "+table, func(ctx context.Context, c conn) error {
		n, err := c.exec(ctx, `DELETE FROM `+table+` WHERE id = ? AND person_id = ?`, id, personID)
		if err == nil && n == 0 {
			err = notFound(table, id)
		}
		return err
	})
}

// DropSessions forgets the sessions, tokens and failed sign-ins that have ended by themselves.
func (a *Archive) DropSessions(ctx context.Context) error {
	now := a.now()
	return a.write(ctx, "drop sessions", func(ctx context.Context, c conn) error {
		_, err := c.exec(ctx, `DELETE FROM session WHERE seen_at <= ? OR made_at <= ?`, now.Add(-SessionIdle).UnixMilli(), now.Add(-SessionAge).UnixMilli())
		if err == nil {
			_, err = c.exec(ctx, `DELETE FROM token WHERE until <= ?`, now.UnixMilli())
		}
		if err == nil {
			err = c.dropFailing(ctx, now)
		}
		return err
	})
}
