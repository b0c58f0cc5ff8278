// Package cores spreads work over the cores of a machine.
package cores

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do with every number below n, several at once, and returns when all calls have.
func Each(n int, do func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}
