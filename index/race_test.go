//go:build race

package index_test

// scale divides how much the long tests do: the race detector makes everything five to ten times slower, and finds no
// more in four times as much of the same.
const scale = 4
