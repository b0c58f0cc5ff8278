package locale

import (
	"strconv"
	"strings"
)

// Number writes n as the language groups digits: 1.284 in German, 1,284 in English.
func Number(language string, n int) string {
	digits, sign := strconv.Itoa(n), ""
	if strings.HasPrefix(digits, "-") {
		digits, sign = digits[1:], "−"
	}
	separator := "."
	if Known(language) == English {
		separator = ","
	}
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, groups...), separator)
}

// List joins names as a sentence does: "A, B und C".
func List(language string, names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return Text(language, "time.list", strings.Join(names[:last], ", "), names[last])
}
