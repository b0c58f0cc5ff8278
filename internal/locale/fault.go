package locale

import (
	"strconv"
	"time"
)

// FaultAndRemedy is the fault as Fault words it, and what to do about it at the command line or in the configuration, where that is
// something.
func FaultAndRemedy(language, code string, status int, until, now time.Time) string {
	said := Fault(language, code, status, until, now)
	if remedy := Remedy(language, code); remedy != "" {
		said += " " + remedy
	}
	return said
}

// Remedy says what to do about a fault at the command line or in the configuration; empty where that is nothing.
func Remedy(language, code string) string {
	if key := "fault." + code + ".do"; Has(key) {
		return Text(language, key)
	}
	return ""
}

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
