package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Commands beside a running `run` ask it through its API on a Unix socket in the data directory. Who may open the
// socket is decided by the directory's permissions, so requests through it count as local.

// longestPath is what the address of a socket can hold on every system.
const longestPath = 100

// socketPath is in the data directory, or, where that has too long a name, in a folder for temporary files that only
// this user can open.
func (a *App) socketPath() string {
	path := filepath.Join(a.dataDir, socketFile)
	if len(path) <= longestPath {
		return path
	}
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("pressclip-%d-%x", os.Getuid(), sha256.Sum256([]byte(path)))[:40], "sock")
}

// listenSocket replaces the socket that a killed process left behind; the lock says that there is no living one.
func (a *App) listenSocket() (net.Listener, error) {
	path := a.socketPath()
	if dir := filepath.Dir(path); dir != filepath.Clean(a.dataDir) {
		if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
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
	return a.askFor(ctx, method, path, parameters, func(body io.Reader) error {
		if answer == nil {
			return nil
		}
		return json.NewDecoder(body).Decode(answer)
	})
}

// askFor is ask for answers that are no JSON.
func (a *App) askFor(ctx context.Context, method, path string, parameters url.Values, read func(body io.Reader) error) (running bool, err error) {
	if _, err := os.Stat(a.socketPath()); err != nil && !errors.Is(err, os.ErrPermission) {
		return false, nil
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://localhost"+path+"?"+parameters.Encode(), nil)
	if err != nil {
		return false, err
	}
	req.Header.Set("Accept-Language", a.lang)
	resp, err := a.socketClient().Do(req)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return false, nil
	case errors.Is(err, os.ErrPermission):
		return true, errors.New(a.text("main.socket_denied", a.dataDir))
	}
	if err != nil {
		return true, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return true, a.refusal(resp)
	}
	return true, read(resp.Body)
}

// refusal is what the running process says against a request: a sentence of the API, or its status.
func (a *App) refusal(resp *http.Response) error {
	said, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<12))
	var refused struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(said, &refused) == nil && refused.Error != "" && resp.StatusCode == http.StatusBadRequest {
		return &usageError{refused.Error}
	}
	return errors.New(a.text("main.run_answers", resp.Status, strings.TrimSpace(string(said))))
}

// searchPatience bounds what a search from the command line waits for the index.
const searchPatience = 10 * time.Second

// The errands of other commands, beside the API of the page.
const (
	errandFollow = "/follow" // bring the index up to date, and take out of its files what was erased
	errandCheck  = "/check"  // hold the index against the archive
)

// withErrands adds them for the socket. They answer when they are done.
func (j *running) withErrands(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	for _, path := range []string{"/api/v1/search", "/api/v1/export"} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			// Who asks from the command line expects to find what was filed a moment ago. If the index cannot follow,
			// the answer says that it is incomplete. It may be busy for minutes, if it is built anew.
			ctx, cancel := context.WithTimeout(r.Context(), searchPatience)
			_ = j.followNow(ctx)
			cancel()
			next.ServeHTTP(w, r)
		})
	}
	mux.HandleFunc("POST "+errandFollow, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // building it anew takes as long as it takes
		if err := j.followAndForget(r.Context()); err != nil {
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
