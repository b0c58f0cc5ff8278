package archive

import (
	"context"
	"database/sql"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/press"
	"pressclip/internal/weburl"
)

// seenAgain is how old a page's last listing must be before it is written down anew.
const seenAgain = time.Hour

// Listing is what a place of an outlet listed when it was read, or why it could not be.
type Listing struct {
	OutletID   int64
	Place      press.Place // with what this reading learned: validators, ReadAt, Fault; without URL: no place
	Candidates []press.Candidate
	Backfill   bool // listed by looking back; pages that become known by it say so
}

// Listed counts the addresses of a listing, each once.
type Listed struct {
	New   int // now pending
	Known int
}

// List records a listing under the lease of the outlet's host, validators and pages in one transaction. Candidates
// have canonical addresses. Addresses that the outlet never listed become pending, except those that are known
// to be no news: the canonical address of a clipping that this outlet has read, an address that was erased, and one
// listed under a GUID whose article was read under another address, if headline or date bear that out. If that other
// address was never read, the page moves to the new one. A clipping that only other outlets have read is read here once,
// for the projects that watch this one. What the place says about pages that are still to be read is added to what is
// known about them.
func (a *Archive) List(ctx context.Context, l Lease, li Listing) (Listed, error) {
	w := listWriting{Listing: li, lease: l, now: a.now().UnixMilli()}
	if err := a.write(ctx, "record listing", w.write); err != nil {
		return Listed{}, err
	}
	return w.done, nil
}

// listWriting is one listing within its transaction.
type listWriting struct {
	conn
	Listing
	lease Lease
	now   int64
	pages map[string]knownPage // those that the outlet has of the addresses in the listing, by key
	here  map[string]bool      // the keys of all addresses in the listing
	dates map[int64]int        // how many of the listing are of a date
	done  Listed
}

func (w *listWriting) write(ctx context.Context, c conn) error {
	w.conn = c
	if err := w.hold(ctx, w.lease); err != nil {
		return err
	}
	if err := w.storePlace(ctx, w.OutletID, w.Place); err != nil {
		return err
	}
	listing := distinct(w.Candidates)
	var err error
	if w.pages, err = w.knownPages(ctx, listing); err != nil {
		return err
	}
	listing, replaced := w.apart(listing)
	w.survey(listing)
	if err := w.endReadings(ctx, replaced); err != nil {
		return err
	}
	fresh, err := w.known(ctx, listing)
	if err != nil {
		return err
	}
	w.done.New, err = w.fresh(ctx, fresh)
	w.done.Known = len(listing) - w.done.New
	return err
}

// listed is a candidate with the keys it is found by.
type listed struct {
	press.Candidate
	key     []byte
	guidKey []byte            // nil: none that tells it from others
	others  []press.Candidate // articles that are listed with the same address
}

// survey notes what is true of the listing as a whole, and which GUIDs tell one of it from the others: not those that
// several share, because they name the feed, or nothing, and not those that count the places of the list.
func (w *listWriting) survey(listing []listed) {
	w.here, w.dates = make(map[string]bool, len(listing)), make(map[int64]int, len(listing))
	for _, l := range listing {
		w.here[string(l.key)] = true
		w.dates[l.Published.UnixMilli()]++
	}
	guids := make(map[string]int, len(listing))
	for _, l := range listing {
		guids[l.GUID]++
	}
	for i := range listing {
		if g := listing[i].GUID; g != "" && guids[g] == 1 && !position(g, len(listing)) {
			listing[i].guidKey = key(g)
		}
	}
}

// distinct joins candidates with the same address, unless they are articles apart.
func distinct(candidates []press.Candidate) []listed {
	list := make([]listed, 0, len(candidates))
	at := make(map[string]int, len(candidates))
	for _, c := range candidates {
		l := listed{Candidate: clean(c), key: addressKey(c.URL)}
		i, twice := at[string(l.key)]
		if !twice {
			at[string(l.key)] = len(list)
			list = append(list, l)
			continue
		}
		list[i].add(l.Candidate)
	}
	return list
}

// position says whether a GUID may be no more than a place in a list of n.
func position(guid string, n int) bool {
	place, err := strconv.Atoi(guid)
	return err == nil && 0 <= place && place <= n
}

func clean(c press.Candidate) press.Candidate {
	c.URL, c.GUID, c.Title, c.Summary = plain(c.URL), plain(c.GUID), plain(c.Title), plain(c.Summary)
	return c
}

// known notes that known pages were listed again and returns the candidates whose address is new to the outlet.
func (w *listWriting) known(ctx context.Context, listing []listed) (fresh []listed, err error) {
	var again []int64
	renamed := make(map[int64]listed)
	open := make(map[int64]listed)
	for _, l := range listing {
		k, ok := w.pages[string(l.key)]
		if !ok {
			fresh = append(fresh, l)
			continue
		}
		if w.now-k.lastSeen >= seenAgain.Milliseconds() {
			again = append(again, k.id)
		}
		if k.open {
			open[k.id] = l
		}
		if _, part := weburl.Whole(l.URL); part && l.guidKey != nil && k.GUID != l.GUID {
			renamed[k.id] = l
		}
	}
	for chunk := range slices.Chunk(again, batch) {
		args := append([]any{w.now}, anys(chunk)...)
		if _, err := w.exec(ctx, `UPDATE page SET last_seen = ? WHERE id IN `+marks(len(chunk)), args...); err != nil {
			return nil, err
		}
	}
	// A part has its address by the headline. When that changes next, the GUID is all there is to know it by.
	for id, l := range renamed {
		if _, err := w.exec(ctx, `UPDATE page SET guid = ?, guid_key = ? WHERE id = ? OR id = (SELECT same_as FROM page WHERE id = ?)`, l.GUID, l.guidKey, id, id); err != nil {
			return nil, err
		}
	}
	return fresh, w.addTo(ctx, open)
}

type knownPage struct {
	id, lastSeen int64
	open         bool // still to be read
	press.Candidate
}

// knownPages are the pages that the outlet has of the addresses of candidates, their own and those that they would have as
// parts. Of the candidates they have what tells articles apart.
func (w *listWriting) knownPages(ctx context.Context, listing []listed) (map[string]knownPage, error) {
	known := make(map[string]knownPage, len(listing))
	scan := func(rows *sql.Rows) (_ struct{}, err error) {
		var key []byte
		var published sql.NullInt64
		var k knownPage
		err = rows.Scan(&key, &k.id, &k.lastSeen, &k.open, &k.URL, &k.GUID, &k.Title, &published)
		k.Published = timeOf(published)
		known[string(key)] = k
		return struct{}{}, err
	}
	keys := addressKeys(listing)
	for _, l := range listing {
		for _, c := range l.all() {
			if c.Title != "" {
				keys = append(keys, addressKey(weburl.Part(c.URL, c.Title)))
			}
		}
	}
	_, err := allIn(ctx, w.conn, scan, `SELECT key, id, last_seen, next_try IS NOT NULL, url, guid, title, published FROM page
		WHERE outlet_id = ? AND key IN (?)`, keys, w.OutletID)
	return known, err
}

// addTo adds to pages that are still to be read, by their ID, what this listing knows more about them.
func (w *listWriting) addTo(ctx context.Context, open map[int64]listed) error {
	pages, err := allIn(ctx, w.conn, scanPage, `SELECT `+pageColumns+` FROM page WHERE id IN (?)`, slices.Collect(maps.Keys(open)))
	if err != nil {
		return err
	}
	for _, p := range pages {
		l := open[p.ID]
		more := merge(p.Candidate, l.Candidate)
		if reflect.DeepEqual(more, p.Candidate) {
			continue
		}
		_, err := w.exec(ctx, `UPDATE page SET guid = ?, guid_key = coalesce(guid_key, ?), title = ?, summary = ?, authors = ?,
			published = ?, modified = ? WHERE id = ?`, more.GUID, nullable(l.guidKey), more.Title, more.Summary, list(more.Authors),
			millis(more.Published), millis(more.Modified), p.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// fresh makes pages of candidates whose address is new to the outlet and counts those that are pending by it.
func (w *listWriting) fresh(ctx context.Context, fresh []listed) (pending int, err error) {
	if len(fresh) == 0 {
		return 0, nil
	}
	var pages []freshPage
	for _, sort := range []func(context.Context, []listed) ([]freshPage, []listed, error){w.sortErased, w.sortClipped, w.sortSame} {
		var settled []freshPage
		if settled, fresh, err = sort(ctx, fresh); err != nil {
			return 0, err
		}
		pages = append(pages, settled...)
	}
	for _, l := range fresh {
		pages = append(pages, freshPage{listed: l, state: PagePending, next: sql.NullInt64{Int64: w.now, Valid: true}})
	}
	for chunk := range slices.Chunk(pages, batch) {
		if err := w.insertPages(ctx, chunk); err != nil {
			return 0, err
		}
	}
	return len(fresh), nil
}

// freshPage is a page to be made.
type freshPage struct {
	listed
	state    PageState
	next     sql.NullInt64
	clipping sql.NullInt64
	same     sql.NullInt64
}

func (w *listWriting) insertPages(ctx context.Context, pages []freshPage) error {
	const columns = 18
	args := make([]any, 0, columns*len(pages))
	for _, p := range pages {
		args = append(args, w.OutletID, p.key, p.URL, p.GUID, nullable(p.guidKey), p.Title, p.Summary, list(p.Authors), millis(p.Published),
			millis(p.Modified), p.state, 0, p.next, w.now, w.now, w.Backfill, p.clipping, p.same)
	}
	_, err := w.exec(ctx, `INSERT INTO page (outlet_id, key, url, guid, guid_key, title, summary, authors, published,
		modified, state, attempts, next_try, first_seen, last_seen, backfill, clipping_id, same_as, etag, last_modified) VALUES `+
		strings.TrimSuffix(strings.Repeat(`(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'',''),`, len(pages)), ","), args...)
	return err
}

func addressKeys(list []listed) [][]byte {
	keys := make([][]byte, len(list))
	for i, l := range list {
		keys[i] = l.key
	}
	return keys
}

func anys[T any](values []T) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list
}
