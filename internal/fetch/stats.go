package fetch

import (
	"errors"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"

	"pressclip/internal/press"
)

// Stats counts what a Client has done. The value belongs to the caller.
type Stats struct {
	Requests    int64 // sent, robots.txt and the hops of redirects included
	Bytes       int64 // of bodies, as received
	NotModified int64 // answers 304
	Faults      map[press.FaultCode]int64
}

type stats struct {
	requests, bytes, notModified atomic.Int64

	mu     sync.Mutex
	faults map[press.FaultCode]int64
}

func (s *stats) read() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	faults := map[press.FaultCode]int64{}
	maps.Copy(faults, s.faults)
	return Stats{
		Requests: s.requests.Load(), Bytes: s.bytes.Load(), NotModified: s.notModified.Load(), Faults: faults,
	}
}

// answered counts what an answer to a caller says; resp may be nil.
func (s *stats) answered(resp *http.Response) {
	switch {
	case resp == nil:
	case resp.StatusCode == http.StatusNotModified:
		s.notModified.Add(1)
	case resp.StatusCode >= http.StatusBadRequest:
		s.fault(press.FaultStatus)
	}
}

// failed counts the fault in an error, if there is one.
func (s *stats) failed(err error) {
	var f *press.Fault
	if errors.As(err, &f) {
		s.fault(f.Code)
	}
}

func (s *stats) fault(code press.FaultCode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults == nil {
		s.faults = map[press.FaultCode]int64{}
	}
	s.faults[code]++
}
