package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/locale"
)

// The exit statuses of every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// App is the program as one value, so that tests can run it like a person does.
type App struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            func(string) (string, bool)
	Now            func() time.Time

	lang string         // of the words on the terminal
	zone *time.Location // of the times on it; nil until the configuration was read

	configFile string
	dataDir    string
	logFormat  string
	logLevel   string
}

// command is one word after `pressclip`.
type command struct {
	name string
	run  func(a *App, ctx context.Context, flags *pflag.FlagSet, args []string) error
	// flags adds the command's own; nil if it has none.
	flags func(f *pflag.FlagSet)
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"run", (*App).run, nil},
		{"demo", (*App).demo, nil},
		{"visit", (*App).visit, visitFlags},
		{"search", (*App).search, searchFlags},
		{"export", (*App).export, exportFlags},
		{"extract", (*App).extract, extractFlags},
		{"match", (*App).match, matchFlags},
		{"outlets", (*App).outlets, outletsFlags},
		{"projects", (*App).projects, jsonFlag},
		{"why", (*App).why, whyFlags},
		{"digest", (*App).digest, digestFlags},
		{"press", (*App).press, pressFlags},
		{"index", (*App).index, nil},
		{"user", (*App).user, userFlags},
		{"backup", (*App).backup, nil},
		{"restore", (*App).restore, restoreFlags},
		{"erase", (*App).erase, eraseFlags},
		{"retention", (*App).retention, retentionFlags},
		{"config", (*App).config, nil},
		{"help", (*App).help, nil},
		{"version", (*App).version, nil},
	}
}

func jsonFlag(f *pflag.FlagSet) { f.Bool("json", false, "") }

// usageError is a command line that cannot be carried out; the sentence says why.
type usageError struct{ sentence string }

func (e *usageError) Error() string { return e.sentence }

// usage makes a usageError from the catalogue.
func (a *App) usage(key string, args ...any) error {
	return &usageError{a.text(key, args...)}
}

// text words a key in the person's language.
func (a *App) text(key string, args ...any) string { return locale.Text(a.lang, key, args...) }

// Run carries out one command line and returns the exit status. What went wrong has been said on Stderr by then.
func (a *App) Run(ctx context.Context, args []string) int {
	a.lang = a.language()
	err := a.dispatch(ctx, args)
	switch {
	case err == nil || errors.Is(err, pflag.ErrHelp):
		return exitDone
	case errors.Is(err, errSaid):
		return exitFailed
	}
	var usage *usageError
	var bad config.Errors
	if errors.As(err, &bad) {
		for _, e := range bad {
			fmt.Fprintln(a.Stderr, e.In(a.lang))
		}
		return exitUsage
	}
	fmt.Fprintf(a.Stderr, "pressclip: %s\n", a.sentence(err))
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// errSaid is a failure that has been told already.
var errSaid = errors.New("told already")

func (a *App) dispatch(ctx context.Context, args []string) error {
	outer := pflag.NewFlagSet("pressclip", pflag.ContinueOnError)
	outer.SetInterspersed(false)
	a.globalFlags(outer)
	if err := a.parse(outer, "", args); err != nil {
		return err
	}
	rest := outer.Args()
	if len(rest) == 0 {
		return a.printHelp("")
	}
	for _, c := range commands() {
		if c.name != rest[0] {
			continue
		}
		flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
		a.globalFlags(flags)
		if c.flags != nil {
			c.flags(flags)
		}
		if err := a.parse(flags, c.name, rest[1:]); err != nil {
			return err
		}
		return c.run(a, ctx, flags, flags.Args())
	}
	return a.usage("main.unknown_command", rest[0])
}

// usualData is the data directory where none is given.
const usualData = "pressclip-data"

// globalFlags keep what was given before the command.
func (a *App) globalFlags(f *pflag.FlagSet) {
	f.StringVar(&a.configFile, "config", a.configFile, "")
	f.StringVar(&a.dataDir, "data", or(a.dataDir, usualData), "")
	f.StringVar(&a.logFormat, "log-format", or(a.logFormat, "text"), "")
	f.StringVar(&a.logLevel, "log-level", a.logLevel, "")
	f.Usage = func() {}
	f.SetOutput(io.Discard)
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

func (a *App) parse(f *pflag.FlagSet, name string, args []string) error {
	err := f.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		if err := a.printHelp(name); err != nil {
			return err
		}
		return pflag.ErrHelp
	}
	if err != nil {
		return a.usage("main.bad_flag", strings.Join(args, " "), strings.TrimSpace("pressclip help "+name))
	}
	return nil
}

// language is what the person's environment asks for: German or English where it says so, else what the
// configuration says, else German.
func (a *App) language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value, _ := a.Env(name)
		for _, l := range locale.Languages() {
			if strings.HasPrefix(strings.ToLower(value), l) {
				return l
			}
		}
	}
	return ""
}

// settings reads the configuration: the file named, else pressclip.yaml in the working directory, else the built-in
// one. written says that there is a file.
func (a *App) settings() (cfg *config.Config, written bool, err error) {
	path := a.configPath()
	if path == "" {
		cfg = config.Default()
	} else if cfg, err = config.Load(path, a.Env); err != nil {
		return nil, true, err
	}
	if a.lang == "" {
		a.lang = cfg.Language
	}
	if a.zone == nil {
		a.zone = cfg.Location()
	}
	return cfg, path != "", nil
}

// usualConfig is where the configuration is looked for.
const usualConfig = "pressclip.yaml"

// configPath is the file of the configuration; empty if there is none.
func (a *App) configPath() string {
	if a.configFile == "" {
		if _, err := os.Stat(usualConfig); err == nil {
			return usualConfig
		}
	}
	return a.configFile
}

// logger writes to Stderr as the global flags say; where they say nothing, from the usual level on.
func (a *App) logger(usual slog.Level) (*slog.Logger, error) {
	level := usual
	if err := level.UnmarshalText([]byte(a.logLevel)); a.logLevel != "" && err != nil {
		return nil, a.usage("main.bad_log_level", a.logLevel)
	}
	options := &slog.HandlerOptions{Level: level}
	switch a.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(a.Stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(a.Stderr, options)), nil
	}
	return nil, a.usage("main.bad_log_format", a.logFormat)
}

// data is a path in the data directory, which is made if it does not exist.
func (a *App) data(name string) (string, error) {
	if err := os.MkdirAll(a.dataDir, 0o700); err != nil {
		return "", &unwritable{a.dataDir, err}
	}
	return filepath.Join(a.dataDir, name), nil
}

// unwritable is a data directory that cannot be made or written.
type unwritable struct {
	dir string
	err error
}

func (e *unwritable) Error() string { return e.dir + ": " + e.err.Error() }
func (e *unwritable) Unwrap() error { return e.err }
