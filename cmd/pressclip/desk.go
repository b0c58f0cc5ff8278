package main

import (
	"log/slog"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/digest"
	"pressclip/internal/mail"
	"pressclip/internal/web"
	"pressclip/internal/webhook"
)

// mailOptions are how these settings have mail leave.
func mailOptions(a *App, cfg *config.Config) mail.Options {
	o := cfg.Mail.OAuth2
	return mail.Options{
		Server: cfg.Mail.SMTP, Now: a.Now,
		Token: mail.Token{URL: o.TokenURL, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Scope: o.Scope},
	}
}

// newDesk makes the desk that these settings ask for. As long as nobody can sign in, only those at this machine see the
// page, so mails lead there only where its address is of this machine.
func (a *App) newDesk(cfg *config.Config, record *archive.Archive, log *slog.Logger) (*digest.Desk, error) {
	way, err := mail.Open(mailOptions(a, cfg))
	if err != nil {
		return nil, err
	}
	k := &digest.Desk{
		Archive: record, From: cfg.Mail.From, Location: cfg.Location(), Words: cfg.ExtractWords, Leave: cfg.Web.BaseURL,
		Now: a.Now, Log: log, Language: cfg.Language,
	}
	for _, h := range cfg.Webhooks {
		k.Hooks = append(k.Hooks, webhook.Hook{URL: h.URL, Secret: h.Secret, Format: h.Format})
	}
	if len(k.Hooks) > 0 {
		k.Web = webhook.New(userAgent(cfg), a.Now)
	}
	if way != nil { // an empty Way in a Sender would not be none
		k.Sender = way
	}
	if cfg.Web.BaseURL != "" && web.LocalOnly(cfg.Web.BaseURL) {
		k.Pages = cfg.Web.BaseURL
	}
	return k, nil
}
