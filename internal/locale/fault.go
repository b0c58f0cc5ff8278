package locale

import (
	"strconv"
	"time"
)

// Fault words why an address gave nothing, as one sentence. The code is that of press.Fault; status is the HTTP
// status of code "status", until the moment of code "wait" (either may be zero), now the moment of reading.
func Fault(language, code string, status int, until, now time.Time) string {
	key := "fault." + code
	switch {
	case code == "status":
		if special := key + "." + strconv.Itoa(status); Has(special) {
			return Text(language, special)
		}
		if status >= 500 {
			return Text(language, "fault.status.server", status)
		}
		return Text(language, key, status)
	case code == "wait" && !until.IsZero():
		return Text(language, "fault.wait_until", When(language, until, now))
	case !Has(key):
		return Text(language, "fault.unknown", code)
	}
	return Text(language, key)
}
