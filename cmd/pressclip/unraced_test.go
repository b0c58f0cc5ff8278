//go:build !race

package main

// raced says that the race detector watches this test binary.
const raced = false
