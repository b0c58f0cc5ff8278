package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/pflag"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
)

func retentionFlags(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.Bool("now", false, "")
}

// retentionLine is what happens to the texts of clippings, as --json prints it.
type retentionLine struct {
	Text    string    `json:"text"`             // the setting
	Due     int       `json:"due"`              // texts that are older
	Next    time.Time `json:"next,omitzero"`    // when they are dropped, as `run` has announced it; absent if it has not
	Dropped int       `json:"dropped,omitzero"` // just now
}

// retention says what will be dropped for its age, or drops it.
func (a *App) retention(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) > 0 {
		return a.usage("main.retention_args")
	}
	now, _ := flags.GetBool("now")
	asJSON, _ := flags.GetBool("json")
	return a.withRecord(ctx, false, func(cfg *config.Config, record *archive.Archive, log *slog.Logger) error {
		line, err := a.retentionOf(ctx, cfg, record)
		if err == nil && now {
			err = a.retainNow(ctx, cfg, record, log, &line)
		}
		if err != nil {
			return err
		}
		if asJSON {
			return a.printJSON(line)
		}
		return a.printRetention(cfg, line, now)
	})
}

func (a *App) retentionOf(ctx context.Context, cfg *config.Config, record *archive.Archive) (line retentionLine, err error) {
	age := cfg.Retention.Text
	line.Text = age.String()
	if age == config.Unlimited {
		return line, nil
	}
	if line.Due, err = record.TextsBefore(ctx, a.Now().Add(-time.Duration(age))); err != nil {
		return line, err
	}
	at, announced, err := record.NextDropping(ctx)
	if announced == time.Duration(age) && !at.IsZero() {
		line.Next = at.In(cfg.Location())
	}
	return line, err
}

// retainNow drops what is due without waiting for its time.
func (a *App) retainNow(ctx context.Context, cfg *config.Config, record *archive.Archive, log *slog.Logger, line *retentionLine) error {
	j := &running{App: a, log: log, record: record}
	j.dropUnmatched(ctx, cfg.Retention.Unmatched)
	j.dropVisits(ctx, cfg.Retention.Visits)
	j.dropActs(ctx, cfg.Retention.Acts)
	if cfg.Retention.Text == config.Unlimited {
		return nil
	}
	n, err := j.dropTexts(ctx, cfg)
	line.Dropped, line.Due = n, max(0, line.Due-n)
	return err
}

func (a *App) printRetention(cfg *config.Config, line retentionLine, now bool) (err error) {
	say := func(sentence string) {
		if err == nil {
			_, err = fmt.Fprintln(a.Stdout, sentence)
		}
	}
	switch {
	case cfg.Retention.Text == config.Unlimited:
		say(a.text("main.texts_kept"))
	case now:
		say(locale.Count(a.lang, "main.texts_dropped", line.Dropped, line.Text))
	case line.Next.IsZero():
		say(locale.Count(a.lang, "main.texts_waiting", line.Due, line.Text))
	default:
		say(locale.Count(a.lang, "main.texts_announced", line.Due, line.Text, locale.DateTime(a.lang, line.Next, a.Now().In(cfg.Location()))))
	}
	return err
}
