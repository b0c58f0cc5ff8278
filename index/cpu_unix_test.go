//go:build unix

package index_test

import (
	"syscall"
	"time"
)

// processorTime is how long processors have worked for this process: on a busy machine, what other processes take is
// not in it.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
