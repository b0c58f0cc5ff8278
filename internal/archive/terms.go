package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"pressclip/internal/press"
)

// Terms is what the site said about the use of a clipping's page when it was last read; the zero Terms if that is not
// known.
func (a *Archive) Terms(ctx context.Context, clippingID int64) (t press.Terms, err error) {
	err = a.read(ctx, "read terms", func(ctx context.Context, c conn) error {
		if err := c.see(ctx, clippingID); err != nil {
			return err
		}
		var said sql.NullString
		_, err := c.found(ctx, `SELECT p.terms FROM page p JOIN clipping c ON c.id = p.clipping_id
			WHERE p.clipping_id = ? AND p.terms IS NOT NULL ORDER BY p.outlet_id <> c.outlet_id, p.url <> c.url, p.id LIMIT 1`, []any{clippingID}, &said)
		if err != nil || !said.Valid {
			return err
		}
		if err := json.Unmarshal([]byte(said.String), &t); err != nil {
			return fmt.Errorf("terms of clipping %d: %w", clippingID, err)
		}
		return nil
	})
	return t, err
}

// encodeTerms is JSON, or NULL where nothing is known.
func encodeTerms(t press.Terms) sql.NullString {
	if reflect.ValueOf(t).IsZero() {
		return sql.NullString{}
	}
	t.TDMPolicy = plain(t.TDMPolicy)
	t.Directives = slices.Clone(t.Directives)
	for i, d := range t.Directives {
		t.Directives[i] = plain(d)
	}
	return sql.NullString{String: encode(t), Valid: true}
}
