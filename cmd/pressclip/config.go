package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/locale"
)

// amount says how much a configuration watches and sends.
func (a *App) amount(cfg *config.Config) string {
	return strings.Join([]string{
		locale.Count(a.lang, "main.n_outlets", len(cfg.Outlets)), locale.Count(a.lang, "main.n_projects", len(cfg.Projects)),
		locale.Count(a.lang, "main.n_digests", len(cfg.Digests)),
	}, ", ")
}

// config checks or prints the configuration, and takes what it lists in or out of the archive.
func (a *App) config(ctx context.Context, _ *pflag.FlagSet, args []string) error {
	if len(args) == 2 && args[0] == "import" {
		return a.importWatchlist(ctx, args[1])
	}
	if len(args) != 1 {
		return a.usage("main.config_args")
	}
	switch args[0] {
	case "schema":
		_, err := a.Stdout.Write(config.Schema())
		return err
	case "check":
		cfg, written, err := a.settings()
		if err != nil {
			return err
		}
		key := "main.config_ok"
		if !written {
			key = "main.config_builtin"
		}
		_, err = fmt.Fprintln(a.Stdout, a.text(key, a.amount(cfg)))
		return err
	case "export":
		return a.exportWatchlist(ctx)
	case "print":
		cfg, _, err := a.settings()
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(a.Stdout, cfg.Print())
		return err
	}
	return a.usage("main.config_args")
}
