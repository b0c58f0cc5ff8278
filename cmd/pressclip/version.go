package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/pflag"
)

// version is the module's version, or "dev" where the program was built from a checkout without one.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

func (a *App) version(_ context.Context, _ *pflag.FlagSet, args []string) error {
	if len(args) > 0 {
		return a.usage("main.version_args")
	}
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintf(a.Stdout, "pressclip %s %s\n", version(), info.GoVersion)
	return err
}
