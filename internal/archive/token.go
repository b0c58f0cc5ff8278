package archive

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"pressclip/internal/press"
)

// TokenPrefix begins every token, so that one that lies about is known for what it is.
const TokenPrefix = "pressclip_"

// MakeToken makes a token of a person: Name, Role and Until of t. Secret is shown once; the record keeps its checksum
// only. The error wraps press.ErrNotFound if the person is not there, and press.ErrConflict if there is no name or role.
func (a *Archive) MakeToken(ctx context.Context, personID int64, t press.Token) (secret string, err error) {
	if t.Name = tidyName(t.Name); t.Name == "" || len(t.Name) > LongestName || !t.Role.Known() {
		return "", fmt.Errorf("make token: name or role: %w", press.ErrConflict)
	}
	secret, hash := newSecret(TokenPrefix)
	err = a.write(ctx, "make token", func(ctx context.Context, c conn) error {
		n, err := c.exec(ctx, `INSERT INTO token (hash, person_id, name, role, made_at, until) SELECT ?, id, ?, ?, ?, ? FROM person WHERE id = ? AND left_at IS NULL`,
			hash, t.Name, t.Role, a.now().UnixMilli(), millis(t.Until), personID)
		if err == nil && n == 0 {
			err = notFound("person", personID)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

const tokenColumns = `id, name, role, made_at, used_at, until`

func scanToken(rows *sql.Rows) (t press.Token, err error) {
	var made, used, until sql.NullInt64
	err = rows.Scan(&t.ID, &t.Name, &t.Role, &made, &used, &until)
	t.MadeAt, t.UsedAt, t.Until = timeOf(made), timeOf(used), timeOf(until)
	return t, err
}

// Tokens are those of a person, the newest first, also those that have ended.
func (a *Archive) Tokens(ctx context.Context, personID int64) (list []press.Token, err error) {
	err = a.read(ctx, "read tokens", func(ctx context.Context, c conn) error {
		list, err = all(ctx, c, scanToken, `SELECT `+tokenColumns+` FROM token WHERE person_id = ? ORDER BY id DESC`, personID)
		return err
	})
	return list, err
}

// Bearer is whose token a secret is, in the role that the token has left them, and until when it is one (zero: without end). It
// notes that the token was used. The error wraps press.ErrNotFound if it opens nothing (any more).
func (a *Archive) Bearer(ctx context.Context, secret string) (p press.Person, until time.Time, err error) {
	now := a.now()
	var t press.Token
	err = a.read(ctx, "read token", func(ctx context.Context, c conn) error {
		var personID int64
		var used, ends sql.NullInt64
		ok, err := c.found(ctx, `SELECT id, role, used_at, until, person_id FROM token WHERE hash = ? AND (until IS NULL OR until > ?)`,
			[]any{hashSecret(secret), now.UnixMilli()}, &t.ID, &t.Role, &used, &ends, &personID)
		if err == nil && !ok {
			err = notFound("token", "of this secret")
		}
		if err != nil {
			return err
		}
		t.UsedAt, t.Until = timeOf(used), timeOf(ends)
		p, err = c.person(ctx, personID, `WHERE id = ? AND left_at IS NULL`, personID)
		return err
	})
	if err != nil {
		return press.Person{}, time.Time{}, err
	}
	p.All, p.Role = p.Everywhere(), press.Least(p.Role, t.Role)
	if now.Sub(t.UsedAt) >= seenWithin {
		err = a.write(ctx, "note token", func(ctx context.Context, c conn) error {
			_, err := c.exec(ctx, `UPDATE token SET used_at = ? WHERE id = ?`, now.UnixMilli(), t.ID)
			return err
		})
	}
	return p, t.Until, err
}

// EndToken ends one token of a person. The error wraps press.ErrNotFound.
func (a *Archive) EndToken(ctx context.Context, personID, id int64) error {
	return a.endOne(ctx, "token", personID, id)
}
