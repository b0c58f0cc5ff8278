// Command pressclip watches the press for the keywords of projects, files what matches and lets it be searched. It
// holds flags and wiring only; what it does is done by the rooms under internal.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // so that Europe/Berlin is known on every machine

	"pressclip/internal/pdf"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == pdf.Command {
		os.Exit(pdf.Serve(os.Stdin, os.Stdout))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	app := &App{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.LookupEnv, Now: time.Now}
	status := app.Run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}
