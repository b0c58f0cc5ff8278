package locale

import (
	"slices"
	"strconv"
	"strings"
)

// Negotiate picks the language of a reader from an Accept-Language header: the best liked that there is, else the
// fallback. A header that says nothing usable leaves the fallback.
func Negotiate(header, fallback string) string {
	best, bestQuality := Known(fallback), 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, quality := weigh(part)
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if quality > bestQuality && slices.Contains(Languages(), base) {
			best, bestQuality = base, quality
		}
	}
	return best
}

// weigh splits one wish of the header into its tag and how much it is liked.
func weigh(part string) (tag string, quality float64) {
	tag, parameters, _ := strings.Cut(part, ";")
	quality = 1
	if _, q, ok := strings.Cut(parameters, "q="); ok {
		n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		if err != nil || n < 0 || n > 1 {
			n = 0
		}
		quality = n
	}
	return strings.TrimSpace(tag), quality
}
