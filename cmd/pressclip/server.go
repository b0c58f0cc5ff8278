package main

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// server is an HTTP server that stops without delay.
type server struct {
	http.Server
	mu  sync.Mutex
	new map[net.Conn]bool // connections on which nothing has been asked yet
}

func newServer(h http.Handler) *server {
	s := &server{new: map[net.Conn]bool{}}
	s.Server = http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16, ConnState: s.note,
	}
	return s
}

func (s *server) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.new[c] = true
		return
	}
	delete(s.new, c)
}

// stop lets answers at hand be finished while ctx lasts. Shutdown gives a connection on which nothing was asked five
// seconds for its first request, and browsers open such ones in advance; here they are closed.
func (s *server) stop(ctx context.Context) {
	s.mu.Lock()
	for c := range s.new {
		_ = c.Close()
	}
	s.mu.Unlock()
	if err := s.Shutdown(ctx); err != nil {
		_ = s.Close()
	}
}
