package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

func digestFlags(f *pflag.FlagSet) {
	f.Bool("html", false, "")
	f.Bool("text", false, "")
	f.Bool("json", false, "")
	f.String("as-of", "", "")
	f.Bool("send", false, "")
}

// digest composes an issue of a digest and prints it; with --send, it goes out.
func (a *App) digest(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) != 1 {
		return a.usage("main.digest_args")
	}
	form, err := a.digestForm(flags)
	if err != nil {
		return err
	}
	send, _ := flags.GetBool("send")
	return a.withRecord(ctx, true, func(cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
		at, err := a.asOf(flags, cfg.Location())
		if err != nil {
			return err
		}
		d, err := record.Digest(ctx, record.Today(ctx, archive.KindDigest, args[0]))
		if errors.Is(err, press.ErrNotFound) {
			return a.usage("main.no_digest", args[0])
		}
		if err != nil {
			return err
		}
		k, err := a.newDesk(cfg, record, log)
		if err != nil {
			return err
		}
		sheet, err := k.Compose(ctx, d, at)
		if err != nil {
			return err
		}
		if form != "" || !send {
			if err := a.printSheet(ctx, k, sheet, form); err != nil {
				return err
			}
		}
		if !send {
			return nil
		}
		return a.sendDigest(ctx, k, d, at)
	})
}

// digestForm is the form that the flags ask for; empty if they ask for none.
func (a *App) digestForm(flags *pflag.FlagSet) (form string, err error) {
	for _, name := range []string{"html", "text", "json"} {
		if asked, _ := flags.GetBool(name); !asked {
			continue
		}
		if form != "" {
			return "", a.usage("main.one_form")
		}
		form = name
	}
	return form, nil
}

// asOf is the time that the flag names: a moment, or the end of a day, in the configured zone.
func (a *App) asOf(flags *pflag.FlagSet, loc *time.Location) (time.Time, error) {
	said, _ := flags.GetString("as-of")
	if said == "" {
		return a.Now(), nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, said, loc); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Second), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, said, loc); err == nil {
			return t, nil
		}
	}
	return time.Time{}, a.usage("main.bad_as_of", said)
}

func (a *App) printSheet(ctx context.Context, k *digest.Desk, s *digest.Sheet, form string) error {
	if form == "json" {
		line, err := k.Line(ctx, s)
		if err != nil {
			return err
		}
		return a.printJSON(line)
	}
	write := k.Text
	if form == "html" {
		write = k.HTML
	}
	text, err := write(s, digest.For{})
	if err == nil {
		_, err = fmt.Fprint(a.Stdout, text)
	}
	return err
}

// sendDigest sends, and says on the terminal what came of it.
func (a *App) sendDigest(ctx context.Context, k *digest.Desk, d press.Digest, at time.Time) error {
	if k.Sender == nil {
		return errors.New(a.text("mail.none"))
	}
	deliveries, err := k.Send(ctx, d, at)
	if err != nil {
		return err
	}
	missing := 0
	for _, one := range deliveries {
		if one.State == press.DeliveryFailed || one.State == press.DeliveryWaiting {
			missing++
			fmt.Fprintln(a.Stderr, a.text("main.not_sent", one.Address, a.mailFault(one.Fault)))
		}
	}
	if len(deliveries) == 0 {
		fmt.Fprintln(a.Stderr, a.text("main.sent_nobody"))
	} else {
		fmt.Fprintln(a.Stderr, locale.Count(a.lang, "main.sent", len(deliveries)-missing))
	}
	if missing > 0 {
		return errSaid
	}
	return nil
}

// mailFault words why a mail was not accepted; one that somebody else is sending has no fault.
func (a *App) mailFault(f *press.MailFault) string {
	if f == nil {
		return a.text("main.still_sending")
	}
	return locale.MailFault(a.lang, string(f.Code), f.Detail)
}
