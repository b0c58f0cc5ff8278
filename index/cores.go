package index

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// onAllCores calls do with the numbers below n, several at once. Of several errors it returns that of the lowest number.
// What a damaged file does to one call it does to none other; see contained.
func onAllCores(n int, do func(i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			errs[i] = contained(func() error { return do(i) })
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
