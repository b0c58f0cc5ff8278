// Package date holds what the parser would give. It has no behaviour.
package date

import "time"

// Date is a parsed date.
type Date struct{ Time time.Time }
