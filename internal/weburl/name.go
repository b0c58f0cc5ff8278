package weburl

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// nameScheme begins what Name makes.
const nameScheme = "urn:uuid:"

// Name is what goes for an address where there is none, as of an article that was printed: a UUID of version 8 (RFC 9562)
// made of its parts, so that the same parts always have the same. It leads nowhere.
func Name(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("%s%x-%x-%x-%x-%x", nameScheme, u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// Named says that an address is one by Name.
func Named(raw string) bool {
	name, ok := strings.CutPrefix(raw, nameScheme)
	if !ok || len(name) != 36 {
		return false
	}
	for i := range len(name) {
		switch c := name[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			ok = ok && c == '-'
		default:
			ok = ok && (c >= '0' && c <= '9' || c >= 'a' && c <= 'f')
		}
	}
	return ok
}

// Known is Canonical for what an article may go by: a name is one already.
func Known(raw string) (string, error) {
	if name := strings.ToLower(strings.TrimSpace(raw)); Named(name) {
		return name, nil
	}
	return Canonical(raw)
}
