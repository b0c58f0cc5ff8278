package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"
)

// Commands beside a running `run` ask it through its API on a Unix socket in the data directory. Who may open the
// socket is decided by the directory's permissions, so requests through it count as local.

// listenSocket replaces the socket that a killed process left behind; the lock says that there is no living one.
func (a *App) listenSocket() (net.Listener, error) {
	path := a.socketPath()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// local makes requests through the socket look like what they are: from this machine.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr, r.Host = "127.0.0.1:0", "localhost"
		next.ServeHTTP(w, r)
	})
}

// socketClient speaks to the running process whatever host an address names.
func (a *App) socketClient() *http.Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", a.socketPath())
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
}

// ask sends a request to the running process. running is false if there is none.
func (a *App) ask(ctx context.Context, method, path string, parameters url.Values, answer any) (running bool, err error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://localhost"+path+"?"+parameters.Encode(), nil)
	if err != nil {
		return false, err
	}
	resp, err := a.socketClient().Do(req)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return true, fmt.Errorf("the running process answers %s: %s", resp.Status, said)
	}
	if answer == nil {
		return true, nil
	}
	return true, json.NewDecoder(resp.Body).Decode(answer)
}

// The errands of other commands, beside the API of the page.
const (
	errandFollow = "/follow" // bring the index up to date
	errandCheck  = "/check"  // hold the index against the archive
)

// withErrands adds them for the socket. They answer when they are done.
func (j *running) withErrands(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("POST "+errandFollow, func(w http.ResponseWriter, r *http.Request) {
		if err := j.followNow(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST "+errandCheck, func(w http.ResponseWriter, r *http.Request) {
		report, err := checkIndex(r.Context(), j.record, j.view)
		if err == nil {
			err = json.NewEncoder(w).Encode(report)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	return mux
}

// askToFollow lets the running process bring its index up to date.
func (a *App) askToFollow(ctx context.Context) (running bool, err error) {
	return a.ask(ctx, http.MethodPost, errandFollow, nil, nil)
}
