package index_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"pressclip/index"
)

// generated is a record that two processes agree on.
func generated(clippings int) *record {
	r := &record{}
	w := newWriter(21)
	for id := range int64(clippings) {
		r.file(w.clipping(id+1, 1))
	}
	return r
}

const killDir = "PRESSCLIP_INDEX_TEST_KILL_DIR"

// TestKilled kills a process that follows and rebuilds without end, at a different point each time. What it leaves
// opens, lacks nothing it had caught up with, and catches up.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(killDir); dir != "" {
		followForEver(t, dir)
	}
	dir := t.TempDir()
	all := generated(400)
	for round := range 4 {
		runAndKill(t, dir, 2+3*round)
		ix := open(t, dir)
		if s := ix.State(); round > 0 && (s.Incomplete || s.Documents != 400) {
			t.Errorf("round %d: opened as %+v", round, s)
		}
		follow(t, ix, all)
		expectEqual(t, ix, all)
		must(t, ix.Close())
	}
}

// runAndKill ends the process as soon as it has asked the record for changes that many times.
func runAndKill(t *testing.T, dir string, asked int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	child.Env = append(os.Environ(), killDir+"="+dir)
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	for n := 0; n < asked && lines.Scan(); n++ {
	}
	must(t, child.Process.Kill())
	if child.Wait() == nil {
		t.Fatal("the process ended by itself")
	}
}

func followForEver(t *testing.T, dir string) {
	r := generated(400)
	r.asked = func(after int64) { fmt.Println("asked for changes after", after) }
	ix := open(t, dir)
	for {
		follow(t, ix, r)
		if err := ix.Rebuild(t.Context(), r, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := ix.Search(t.Context(), index.Request{}); err != nil {
			t.Fatal(err)
		}
	}
}
