//go:build !race

package index_test

// scale divides how much the long tests do; see its other value.
const scale = 1
