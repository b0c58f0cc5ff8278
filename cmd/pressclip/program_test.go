package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// testProgram is a test binary that is the program where it is started as such: this one, or one like it without the race
// detector, under which starting takes a second and everything else several times as long. What the detector is to see
// happens within the tests of this process, and in one script.
func testProgram(t testing.TB) string {
	t.Helper()
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// plainProgram is made once, in plainDir, with the names by which scripts call it.
var plainProgram = sync.OnceValues(func() (string, error) {
	if !raced {
		return os.Args[0], nil
	}
	path := filepath.Join(plainDir, "pressclip.test")
	build := exec.Command("go", "test", "-race=false", "-c", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	for name := range asCommands {
		if err := os.Symlink(path, filepath.Join(plainDir, name)); err != nil {
			return "", err
		}
	}
	return path, nil
})

// plainDir is removed when the tests end.
var plainDir string
