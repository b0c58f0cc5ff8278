package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static/*
var staticFiles embed.FS

// assets are the files a page needs beside itself. Their addresses carry a digest of their content, so browsers may
// keep them for ever and never show an old one.
type assets struct {
	files map[string]asset // by name with digest
	names map[string]string
}

type asset struct {
	name string
	data []byte
}

func readAssets() (*assets, error) {
	a := &assets{files: map[string]asset{}, names: map[string]string{}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(e.Name())
		stamped := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.files[stamped] = asset{name: e.Name(), data: data}
		a.names[e.Name()] = stamped
	}
	return a, nil
}

// address is where the browser finds a file.
func (a *assets) address(name string) string { return "/static/" + a.names[name] }

// ServeHTTP answers for the addresses that address gives, and for none else.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.PathValue("name")]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, file.name, time.Time{}, bytes.NewReader(file.data))
}
