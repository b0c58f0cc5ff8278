package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// Outlets are those that are watched, in the order in which they were first written.
func (a *Archive) Outlets(ctx context.Context) ([]press.Outlet, error) {
	return active(ctx, a, KindOutlet, definition.outlet)
}

// Outlet is the watched outlet of this name. The error wraps press.ErrNotFound.
func (a *Archive) Outlet(ctx context.Context, name string) (press.Outlet, error) {
	return named(ctx, a, KindOutlet, name, definition.outlet)
}

// MoveOutlet records under the lease of the outlet's host where its site has moved for good; empty: back to where it is said
// to be. From its next visit on the outlet goes by the host there. When its address is changed in the watchlist, that is
// where it is.
func (a *Archive) MoveOutlet(ctx context.Context, l Lease, o press.Outlet, home string) error {
	o.Home = plain(home)
	host := weburl.Host(o.Address())
	if host == "" {
		return a.failed("move outlet", fmt.Errorf("outlet %q: %w: %q", o.Name, weburl.ErrAddress, home))
	}
	return a.write(ctx, "move outlet", func(ctx context.Context, c conn) error {
		if err := c.hold(ctx, l); err != nil {
			return err
		}
		if _, err := c.exec(ctx, `INSERT INTO host (name) VALUES (?) ON CONFLICT (name) DO NOTHING`, host); err != nil {
			return err
		}
		_, err := c.exec(ctx, `UPDATE outlet SET home = ?, host = ? WHERE id = ?`, optional(o.Home), host, o.ID)
		return err
	})
}

// OutletByHand is the outlet of this name, in capital letters or small ones, that people may file articles of: a watched
// one, one that was watched once, or one that is made now and never visited. url is the address of its site, which may be
// empty.
func (a *Archive) OutletByHand(ctx context.Context, name, url string, medium press.Medium) (o press.Outlet, err error) {
	found := false
	look := func(ctx context.Context, c conn) error {
		outlets, err := all(ctx, c, scanOutlet, `SELECT `+outletColumns+` FROM outlet ORDER BY removed_at IS NOT NULL, id`)
		if i := slices.IndexFunc(outlets, func(e definition) bool { return strings.EqualFold(e.name, name) }); err == nil && i >= 0 {
			found = true
			o, err = outlets[i].outlet()
		}
		return err
	}
	if err := a.read(ctx, "look for outlet", look); err != nil || found {
		return o, err
	}
	o, err = a.AddOutlet(ctx, press.Outlet{Name: name, URL: url, Medium: medium, ByHand: true, Rights: press.RightsExtract})
	if errors.Is(err, press.ErrConflict) { // another has just made it
		err = a.read(ctx, "look for outlet", look)
	}
	return o, err
}

// AddOutlet writes an outlet as an definition of the page; it is due at once. One that was removed earlier comes back
// under its old ID. The error is a *ConflictError if the name is taken.
func (a *Archive) AddOutlet(ctx context.Context, o press.Outlet) (press.Outlet, error) {
	if err := a.Add(ctx, press.Watchlist{Outlets: []press.Outlet{o}}); err != nil {
		return o, err
	}
	return a.Outlet(ctx, o.Name)
}
