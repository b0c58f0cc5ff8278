package press

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Edition is a short sum of how an outlet is defined, by which it shows whether somebody has changed that meanwhile.
func (o Outlet) Edition() string { return edition(o) }

// Edition is as that of an outlet.
func (p Project) Edition() string { return edition(p) }

// Edition is as that of an outlet.
func (d Digest) Edition() string { return edition(d) }

// Edition is a short sum of what can be changed about a person, as that of an outlet.
func (p Person) Edition() string {
	return edition([]any{p.ID, p.Address, p.Role, p.All, p.LeftAt.IsZero(), slices.Sorted(slices.Values(p.Projects))})
}

// edition is a short sum of what a value says.
func edition(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return "" // of no value that there is
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}
