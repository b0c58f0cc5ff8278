package story

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Packed is how the hashes of a sketch are kept: each in four bytes, the highest first; none is nil. Bands are not
// among them: they are only needed to look for others.
func (s Sketch) Packed() (least, opening []byte) {
	return pack(s.Least), pack(s.Opening)
}

func pack(hashes []uint32) []byte {
	if len(hashes) == 0 {
		return nil
	}
	packed := make([]byte, 0, 4*len(hashes))
	for _, h := range hashes {
		packed = binary.BigEndian.AppendUint32(packed, h)
	}
	return packed
}

// Unpack is the sketch of a text with so many shingles whose hashes were kept, without bands.
func Unpack(shingles int, least, opening []byte) (s Sketch, err error) {
	s.Shingles = shingles
	if s.Least, err = unpack(least, keptShingles); err == nil {
		s.Opening, err = unpack(opening, openingWords)
	}
	if err == nil && (shingles < len(s.Least) || shingles < len(s.Opening) || shingles > 0 && len(s.Opening) == 0) {
		err = fmt.Errorf("%d shingles cannot have %d and %d hashes", shingles, len(s.Least), len(s.Opening))
	}
	if err != nil {
		return Sketch{}, fmt.Errorf("unpack sketch: %w", err)
	}
	return s, nil
}

func unpack(packed []byte, most int) ([]uint32, error) {
	if len(packed)%4 != 0 || len(packed) > 4*most {
		return nil, fmt.Errorf("%d bytes are no list of hashes", len(packed))
	}
	hashes := make([]uint32, len(packed)/4)
	for i := range hashes {
		hashes[i] = binary.BigEndian.Uint32(packed[4*i:])
	}
	if !slices.IsSorted(hashes) {
		return nil, fmt.Errorf("hashes are not in order")
	}
	return hashes, nil
}
