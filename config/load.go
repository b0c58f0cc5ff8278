package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
)

//go:embed default.yaml
var defaultYAML []byte

// maxFile is far more than a watchlist of thousands of outlets needs.
const maxFile = 4 << 20

// Load reads the configuration file at path; env looks up what ${NAME} stands for, as os.LookupEnv does. Where the file
// is silent about a setting the built-in one holds, but nothing of the example is watched. The error is of type Errors
// and has all mistakes of the file.
func Load(path string, env func(string) (string, bool)) (*Config, error) {
	data, err := read(path)
	if err != nil {
		return nil, Errors{{File: path, Code: unreadable(err), Args: []any{err.Error()}, cause: err}}
	}
	c := Default()
	c.Outlets, c.Projects, c.Digests, c.builtIn = nil, nil, nil, false
	if err := c.fill(path, data, env); err != nil {
		return nil, err
	}
	return c, nil
}

// Default is the built-in configuration with the example watchlist.
func Default() *Config {
	c := &Config{builtIn: true}
	if err := c.fill("default.yaml", defaultYAML, noEnvironment); err != nil {
		panic(fmt.Sprintf("config: the built-in configuration is broken: %v", err))
	}
	return c
}

// fill lays what data says over the configuration and holds the whole against the rules.
func (c *Config) fill(file string, data []byte, env func(string) (string, bool)) error {
	r := newReader(file, env)
	if root := r.parse(data); root != nil {
		r.value(root, reflect.ValueOf(c).Elem(), "")
	}
	if !r.halted {
		(&checker{reader: r}).config(c)
	}
	c.written = r.written
	return r.result(c.Language)
}

func noEnvironment(string) (string, bool) { return "", false }

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

func unreadable(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "config.no_file"
	case errors.Is(err, fs.ErrPermission):
		return "config.no_permission"
	}
	return "config.unreadable"
}
