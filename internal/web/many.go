package web

import (
	"net/url"
	"slices"
	"strconv"

	"pressclip/internal/press"
)

// manyDone is what was just decided about many clippings, as the address says it on which the page goes on.
type manyDone struct {
	Do    string // a verdict, tag, no_tag or undo
	Round int64  // takes it back; 0: nothing to take back
	Count int
	Late  int // how many were left alone, because they had been decided meanwhile
}

// manyView words it.
type manyView struct {
	Words  string
	Round  int64
	Return string
}

var manyDos = []string{string(press.VerdictNew), string(press.VerdictRelevant), string(press.VerdictIrrelevant), "tag", "no_tag", "undo"}

// withMany is an address of the inbox that says what was done; other addresses stay as they are.
func withMany(back string, done manyDone) string {
	u, err := url.Parse(back)
	if err != nil || u.Path != "/" {
		return back
	}
	v := u.Query()
	for _, name := range []string{"done", "in", "also"} {
		v.Del(name)
	}
	set := func(name string, n int64) {
		if v.Del(name); n != 0 {
			v.Set(name, strconv.FormatInt(n, 10))
		}
	}
	v.Set("did", done.Do)
	set("round", done.Round)
	set("n", int64(done.Count))
	set("late", int64(done.Late))
	u.RawQuery = v.Encode()
	return u.String()
}

// many words what an address says of it; nil if it says nothing.
func (w words) many(l looked, v url.Values) *manyView {
	do := v.Get("did")
	if !slices.Contains(manyDos, do) {
		return nil
	}
	number := func(name string) int { n, _ := strconv.Atoi(v.Get(name)); return max(n, 0) }
	view := &manyView{Return: l.url(), Words: w.count("review.many."+do, number("n"))}
	if late := number("late"); late > 0 {
		view.Words += " " + w.count("review.many.late", late)
	}
	if number("n") > 0 && do != "undo" {
		view.Round, _ = strconv.ParseInt(v.Get("round"), 10, 64)
	}
	return view
}
