package index

import (
	"encoding/binary"
	"math/bits"
)

// sequence is the terms of one field of one article in the order of their positions, in short: phrases and NEAR are
// decided from it. It says where a term stands that the field is known to hold, and nothing of others.
//
// Each position has codes of two bytes, one for all its terms of the same letters: the stem "haus", the surface "^haus"
// and the exact form "=Haus" of one word share theirs. Terms which these codes alone would place wrongly, because other
// words have the same code or the same letters, are listed with their places. What is listed is found out by reading
// every term back, so that a sequence is right whatever the codes are.
//
//	seed | n | n keys of listed terms | length of their places | places | codes
type sequence []byte

const (
	codeBits   = 14
	codeMask   = 1<<codeBits - 1
	capital    = 1 << 14 // the exact form begins with a capital; in the first code of a position
	folded     = 1 << 14 // the exact form has other letters than the surface; in the second code of a position
	more       = 1 << 15 // another code of the same position follows
	likeText   = 0xff    // a seed: the field is the text as far as the position that follows
	keySize    = 4
	codeSize   = 2
	seedFactor = 0x9e3779b97f4a7c15
)

// find adds where a term stands, in order.
func (s sequence) find(t sought, to []stretch) []stretch {
	if len(s) == 0 {
		return to
	}
	seed := s[0]
	n, size := binary.Uvarint(s[1:])
	keys := s[1+size:]
	rest := keys[keySize*n:]
	length, size := binary.Uvarint(rest)
	places, codes := rest[size:size+int(length)], rest[size+int(length):]
	if n > 0 {
		key := t.key(seed)
		for i := range int(n) {
			if binary.LittleEndian.Uint32(keys[keySize*i:]) == key {
				return appendListed(to, places, i)
			}
		}
	}
	return appendCoded(to, codes, t)
}

// appendListed adds the places of the listed term of that number.
func appendListed(to []stretch, places []byte, number int) []stretch {
	for i := 0; ; i++ {
		n, size := binary.Uvarint(places)
		places = places[size:]
		pos := 0
		for range n {
			delta, size := binary.Uvarint(places)
			places = places[size:]
			if pos += int(delta); i == number {
				to = append(to, stretch{pos, pos})
			}
		}
		if i == number {
			return to
		}
	}
}

// codes are those of all positions.
func (s sequence) codes() []byte {
	if len(s) == 0 {
		return nil
	}
	n, size := binary.Uvarint(s[1:])
	rest := s[1+size+keySize*int(n):]
	length, size := binary.Uvarint(rest)
	return rest[size+int(length):]
}

func (s sequence) length() int {
	positions := 0
	for codes := s.codes(); len(codes) >= codeSize; codes = codes[codeSize:] {
		switch code := binary.LittleEndian.Uint16(codes); {
		case code == 0:
			codes = codes[codeSize:]
			positions += int(binary.LittleEndian.Uint16(codes))
		case code&more == 0:
			positions++
		}
	}
	return positions
}

// Four codes are looked at in one step.
const (
	eachOne  = 0x0001_0001_0001_0001
	eachMore = more * eachOne
	eachCode = codeMask * eachOne
)

// someZero says whether one of four codes is 0.
func someZero(four uint64) bool { return (four-eachOne)&^four&(1<<15*eachOne) != 0 }

func appendCoded(to []stretch, codes []byte, t sought) []stretch {
	begun, pos, i := len(to), 1, 0
	for ; i+4*codeSize <= len(codes); i += 4 * codeSize {
		four := binary.LittleEndian.Uint64(codes[i:])
		if someZero(four) { // a gap
			return appendWithGaps(to[:begun], codes, t)
		}
		if someZero(four&eachCode ^ uint64(t.code)*eachOne) {
			to = appendAmong(to, codes, i, i+4*codeSize, pos, t)
		}
		pos += 4 - bits.OnesCount64(four&eachMore)
	}
	for rest := codes[i:]; len(rest) > 0; rest = rest[codeSize:] {
		if binary.LittleEndian.Uint16(rest) == 0 {
			return appendWithGaps(to[:begun], codes, t)
		}
	}
	return appendAmong(to, codes, i, len(codes), pos, t)
}

// appendAmong looks at the codes between two bytes, the first of which is at a position or belongs to it. There are no
// gaps up to there.
func appendAmong(to []stretch, codes []byte, from, end, pos int, t sought) []stretch {
	at := func(i int) uint16 { return binary.LittleEndian.Uint16(codes[i:]) }
	for i := from; i < end; i += codeSize {
		code := at(i)
		if code&codeMask == t.code {
			first := i
			for first > 0 && at(first-codeSize)&more != 0 {
				first -= codeSize
			}
			place := codedPlace{pos: pos, first: first == i, capital: at(first)&capital != 0}
			place.folded = at(first)&more != 0 && at(first+codeSize)&folded != 0
			if t.fits(place) {
				to = append(to, stretch{pos, pos})
			}
		}
		if code&more == 0 {
			pos++
		}
	}
	return to
}

func appendWithGaps(to []stretch, codes []byte, t sought) []stretch {
	at := codedPlace{pos: 1, first: true}
	for len(codes) >= codeSize {
		code := uint16(codes[0]) | uint16(codes[1])<<8
		codes = codes[codeSize:]
		if code == 0 {
			at.pos += int(binary.LittleEndian.Uint16(codes))
			codes = codes[codeSize:]
			continue
		}
		if at.first {
			at.capital = code&capital != 0
			at.folded = code&more != 0 && binary.LittleEndian.Uint16(codes)&folded != 0
		}
		if code&codeMask == t.code && t.fits(at) {
			to = append(to, stretch{at.pos, at.pos})
		}
		if at.first = code&more == 0; at.first {
			at.pos++
		}
	}
	return to
}
