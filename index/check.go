package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// CheckReport is what a comparison of the index with the record found.
type CheckReport struct {
	Clippings int   // in the record
	Documents int   // in the index
	Position  int64 // the last change that the index has applied
	Last      int64 // the last change that there is
	Damage    error // not nil: files do not hold what was written; nothing else was compared

	// Clippings by number, ascending. Those that changed after Position are in none.
	Missing   []int64 // the index lacks them
	Extra     []int64 // the record lacks them, or the index has them twice
	Differing []int64 // the index holds them otherwise than the record
}

// Equal says that the index is undamaged and holds what the record held at Position.
func (r CheckReport) Equal() bool {
	return r.Damage == nil && len(r.Missing)+len(r.Extra)+len(r.Differing) == 0 && r.Position <= r.Last
}

// Check holds the index against the record: its files against their checksums, and every document against the clipping
// it was made from. It changes nothing; Follow waits meanwhile, searches do not.
func (ix *Index) Check(ctx context.Context, s Source) (CheckReport, error) {
	done, err := ix.write(ctx)
	if err != nil {
		return CheckReport{}, err
	}
	defer done()
	v, _, err := ix.view()
	if err != nil {
		return CheckReport{}, err
	}
	defer v.close()
	r := CheckReport{Position: v.position(), Documents: v.documents()}
	if r.Last, err = s.LastChange(ctx); err != nil {
		return CheckReport{}, fmt.Errorf("check index: %w", err)
	}
	if err := v.verify(ctx); err != nil {
		r.Damage = err
		return r, ix.damage(err)
	}
	held, err := v.held(ctx)
	if err != nil {
		return CheckReport{}, err
	}
	record, err := ix.recorded(ctx, s)
	if err != nil {
		return CheckReport{}, err
	}
	r.compare(record, held)
	return r, nil
}

// damage remembers damage, which is a finding, and passes on any other error.
func (ix *Index) damage(err error) error {
	if errors.Is(err, ErrDamaged) {
		ix.markDamaged()
		return nil
	}
	return fmt.Errorf("check index: %w", err)
}

// fingerprint is a sum, to be compared; empty: no document or no clipping.
type fingerprint string

// held is what the index has of every clipping, by document.
func (v *view) held(ctx context.Context) (map[int64][]fingerprint, error) {
	held := make(map[int64][]fingerprint)
	for _, p := range v.parts {
		for it := p.live().Iterator(); it.HasNext(); {
			doc := it.Next()
			if doc%1024 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			clipping, sum, err := p.held(doc)
			if err != nil {
				return nil, fmt.Errorf("check index: %w", err)
			}
			held[clipping] = append(held[clipping], sum)
		}
	}
	return held, nil
}

func (p *part) held(doc uint32) (clipping int64, f fingerprint, err error) {
	id, err := p.id(doc)
	if err != nil {
		return 0, "", err
	}
	if _, clipping, err = readDocID(id); err != nil {
		return 0, "", err
	}
	err = p.segment.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldSum {
			f = fingerprint(value)
		}
		return true
	})
	return clipping, f, err
}

// recorded is what the record has of a clipping.
type recorded struct {
	sum  fingerprint // empty if it is gone
	last int64       // its last change
}

// recorded reads the whole record once.
func (ix *Index) recorded(ctx context.Context, s Source) (map[int64]recorded, error) {
	all := make(map[int64]recorded)
	for after := int64(0); ; {
		changes, err := s.Changes(ctx, after, buildBatch)
		if err != nil {
			return nil, fmt.Errorf("check index: %w", err)
		}
		if len(changes) == 0 {
			return all, nil
		}
		for _, c := range changes {
			now := recorded{last: c.Number}
			if c.Clipping != nil {
				now.sum = fingerprint(sum(c.Clipping, ix.location))
			}
			all[c.ID] = now
			after = c.Number
		}
	}
}

// compare leaves out what changed after the index's position: Follow will see to that.
func (r *CheckReport) compare(record map[int64]recorded, held map[int64][]fingerprint) {
	for id, now := range record {
		if now.sum != "" {
			r.Clippings++
		}
		has := held[id]
		delete(held, id)
		switch {
		case now.last > r.Position:
		case now.sum == "" && len(has) == 0:
		case now.sum != "" && len(has) == 0:
			r.Missing = append(r.Missing, id)
		case now.sum == "" || len(has) > 1:
			r.Extra = append(r.Extra, id)
		case has[0] != now.sum:
			r.Differing = append(r.Differing, id)
		}
	}
	for id := range held {
		r.Extra = append(r.Extra, id)
	}
	slices.Sort(r.Missing)
	slices.Sort(r.Extra)
	slices.Sort(r.Differing)
}
