package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"pressclip/internal/press"
)

// Something erased is known by keys alone. They are hashes: nobody can read from them what it was.

const (
	// ownGUID is how many digits a GUID has at least that counts as the name of one article. One with fewer may name
	// a place in a list, or a series.
	ownGUID = 5
	// ownText is how many letters and digits a text has at least by which an article is known. "Zum Video" stands under
	// many headlines.
	ownText = 160
)

// guidKeys are the keys of a GUID at an outlet: of its own, and together with a headline; none if there is none.
func guidKeys(outletID int64, guid, headline string) [][]byte {
	if guid == "" {
		return nil
	}
	return [][]byte{
		key(fmt.Sprintf("guid\n%d\n%s", outletID, guid)),
		key(fmt.Sprintf("guid\n%d\n%s\n%s", outletID, guid, letters(headline))),
	}
}

// guidErasures are those of the keys by which the GUID is to be kept out.
func guidErasures(outletID int64, guid, headline string) [][]byte {
	keys := guidKeys(outletID, guid, headline)
	if keys != nil && digits(guid) < ownGUID {
		return keys[1:]
	}
	return keys
}

// textKeys are the key of a text at an outlet; none if it is too short to be known by. Other outlets may go on having
// the same text: an agency writes for forty papers, and the request was about one of them.
func textKeys(outletID int64, text string) [][]byte {
	essence := letters(text)
	if len(essence) < ownText {
		return nil
	}
	return [][]byte{key(fmt.Sprintf("text\n%d\n%s", outletID, essence))}
}

// keysIn are the keys that were joined to one value.
func keysIn(joined []byte) [][]byte { return slices.Collect(slices.Chunk(joined, keyLength)) }

// letters are the letters and digits of a text in lower case: what is left of it however it is set.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func digits(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// articleKeys are the keys of what an outlet's article says of itself.
func articleKeys(outletID int64, a press.Article) [][]byte {
	keys := textKeys(outletID, a.Text)
	for _, url := range []string{a.URL, a.CanonicalURL} {
		if url != "" {
			keys = append(keys, addressKey(url))
		}
	}
	return keys
}

// keepOut remembers keys.
func (c conn) keepOut(ctx context.Context, at int64, keys [][]byte) error {
	for _, k := range keys {
		if _, err := c.exec(ctx, `INSERT INTO erased (key, erased_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, k, at); err != nil {
			return err
		}
	}
	return nil
}
