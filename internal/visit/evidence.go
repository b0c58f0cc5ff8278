package visit

import (
	"bytes"
	"crypto/sha256"

	"pressclip/internal/archive"
	"pressclip/internal/warc"
)

// evidence adds the response to a reading. Only the archive knows whether a clipping is made or changed by it, which it
// may be without a match; what is not needed costs some milliseconds of packing.
func (r *round) evidence(reading *archive.Reading) error {
	if r.wire == nil {
		return nil
	}
	var file bytes.Buffer
	err := warc.Write(&file, warc.Capture{
		URL: reading.URL, At: r.wire.At, IP: r.wire.IP, Request: r.wire.Request, Response: r.wire.Response,
		Software: r.UserAgent, Note: r.outlet.Name,
	})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(r.wire.Response)
	reading.Evidence = &archive.Evidence{URL: reading.URL, At: r.wire.At, SHA256: sum[:], WARC: file.Bytes()}
	return nil
}
