package match

import "pressclip/internal/text"

// dictionary numbers what queries look for, from 1; 0 is nothing. A number is given anew when nobody uses it any more.
type dictionary struct {
	needles []needle
	uses    []uint32 // by number: how often it stands in programs or, of a pair, in trials
	unused  []uint32
	texts   table // of all needles but pairs
	pairs   table
	wild    wild
	plans   int // how many there are
}

// needle is what queries look for: a term, a prefix or pattern of surfaces, or two terms one directly behind the other.
type needle struct {
	text          string // of a pair nothing
	first, second uint32 // of a pair: the numbers of its terms
	opens         uint32 // how many pairs begin with it
	seconds       uint32 // a bit for each second term of such pairs; some of them share one
	kind          needleKind
	trials        []trial // queries to try where this is met
}

type needleKind uint8

const (
	needleTerm needleKind = iota
	needlePrefix
	needleEnding
	needleMiddle
	needlePair
)

// newDictionary returns an empty one with room for what so many plans may look for.
func newDictionary(plans int) dictionary {
	return dictionary{needles: make([]needle, 1, 1+plans), uses: make([]uint32, 1, 1+plans), texts: newTable(), pairs: newTable(), wild: newWild()}
}

// number returns the number of a text, which is new to the dictionary or not, and counts the use.
func (d *dictionary) number(kind needleKind, s string) uint32 {
	hash := text.Hash(s) + uint32(kind)
	id := d.stored(hash, kind, s)
	if id == 0 {
		id = d.add(needle{text: s, kind: kind})
		d.texts.put(hash, id)
		d.wild.put(kind, s, id)
	}
	d.use(id)
	return id
}

// use counts a use of what has a number.
func (d *dictionary) use(id uint32) { d.uses[id]++ }

// find returns the number of a text with this hash, or 0.
func (d *dictionary) find(hash uint32, kind needleKind, s string) uint32 {
	if !d.texts.may(hash) {
		return 0
	}
	return d.stored(hash, kind, s)
}

// stored is find for a text that most likely is there.
func (d *dictionary) stored(hash uint32, kind needleKind, s string) uint32 {
	t := &d.texts
	for i := hash & t.mask; ; i = (i + 1) & t.mask {
		switch at := t.slots[i]; {
		case at.id == 0:
			return 0
		case at.hash == hash && d.needles[at.id].text == s && d.needles[at.id].kind == kind:
			return at.id
		}
	}
}

// pair is like number.
func (d *dictionary) pair(first, second uint32) uint32 {
	id := d.findPair(first, second)
	if id == 0 {
		id = d.add(needle{first: first, second: second, kind: needlePair})
		d.pairs.put(pairHash(first, second), id)
		d.needles[first].opens++
		d.needles[first].seconds |= secondBit(second)
	}
	d.use(id)
	return id
}

func secondBit(id uint32) uint32 { return 1 << (id % 32) }

func pairHash(first, second uint32) uint32 {
	return uint32((uint64(first)<<32 | uint64(second)) * 0x9e3779b97f4a7c15 >> 32)
}

func (d *dictionary) findPair(first, second uint32) uint32 {
	t := &d.pairs
	hash := pairHash(first, second)
	if !t.may(hash) {
		return 0
	}
	for i := hash & t.mask; ; i = (i + 1) & t.mask {
		switch at := t.slots[i]; {
		case at.id == 0:
			return 0
		case at.hash == hash && d.needles[at.id].first == first && d.needles[at.id].second == second:
			return at.id
		}
	}
}

func (d *dictionary) add(n needle) uint32 {
	if last := len(d.unused) - 1; last >= 0 {
		id := d.unused[last]
		d.unused = d.unused[:last]
		d.needles[id] = n
		return id
	}
	d.needles, d.uses = append(d.needles, n), append(d.uses, 0)
	return uint32(len(d.needles) - 1)
}

// release takes a use back.
func (d *dictionary) release(id uint32) {
	if d.uses[id]--; d.uses[id] > 0 {
		return
	}
	n := &d.needles[id]
	if n.kind == needlePair {
		d.pairs.remove(pairHash(n.first, n.second), id)
		if before := &d.needles[n.first]; before.opens == 1 {
			before.opens, before.seconds = 0, 0
		} else {
			before.opens--
		}
	} else {
		d.texts.remove(text.Hash(n.text)+uint32(n.kind), id)
		d.wild.remove(n.kind, n.text, id)
	}
	*n = needle{}
	d.unused = append(d.unused, id)
}

// pack puts all trials into one piece of memory, with room for those to come and no more.
func (d *dictionary) pack(places []place) {
	counts := make([]int, len(d.needles))
	for _, p := range places {
		counts[p.second]++
	}
	counts[0] = 0
	total := 0
	for i := range d.needles {
		counts[i] += len(d.needles[i].trials)
		total += counts[i]
	}
	all := make([]trial, total)
	for i := range d.needles {
		room := all[:0:counts[i]]
		all = all[counts[i]:]
		d.needles[i].trials = append(room, d.needles[i].trials...)
	}
	d.needles, d.uses = trim(d.needles), trim(d.uses)
}

// table finds numbers by hash. At most two thirds of its slots, a power of two, are taken.
type table struct {
	slots []slot
	mask  uint32
	taken int
	marks bitmap // of hashes that are there, or were
}

type slot struct{ hash, id uint32 }

// marksPerSlot is so many that hardly a hash that is not there has the mark of another.
const marksPerSlot = 16

func newTable() table { return tableOf(16) }

func tableOf(slots int) table {
	return table{slots: make([]slot, slots), mask: uint32(slots - 1), marks: make(bitmap, slots*marksPerSlot/64)}
}

// may says that a hash is not there, as most are not, in less time than it takes to find it.
func (t *table) may(hash uint32) bool { return t.marks.has(t.mark(hash)) }

func (t *table) mark(hash uint32) uint32 { return hash & (t.mask*marksPerSlot + marksPerSlot - 1) }

func (t *table) put(hash, id uint32) {
	if (t.taken+1)*3 > len(t.slots)*2 {
		before := t.slots
		*t = tableOf(2 * len(before))
		for _, s := range before {
			if s.id != 0 {
				t.place(s)
			}
		}
	}
	t.place(slot{hash, id})
}

func (t *table) place(s slot) {
	i := s.hash & t.mask
	for t.slots[i].id != 0 {
		i = (i + 1) & t.mask
	}
	t.slots[i] = s
	t.taken++
	t.marks.add(t.mark(s.hash))
}

// remove closes the hole by moving up what had to stand further behind than its hash says.
func (t *table) remove(hash, id uint32) {
	i := hash & t.mask
	for t.slots[i].id != id {
		i = (i + 1) & t.mask
	}
	t.taken--
	for k := (i + 1) & t.mask; t.slots[k].id != 0; k = (k + 1) & t.mask {
		if home := t.slots[k].hash & t.mask; (k-home)&t.mask >= (k-i)&t.mask {
			t.slots[i] = t.slots[k]
			i = k
		}
	}
	t.slots[i] = slot{}
}
