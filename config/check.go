package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/locale"
	"pressclip/internal/schedule"
)

// Bounds of settings, beyond which they can only be mistakes.
const (
	maxVisitsAtOnce = 256
	maxDelay        = time.Hour
	maxExtractWords = 300
	maxBackups      = 1000
	maxQuoted       = 80 // characters of a value that a mistake quotes
)

// checker holds a configuration against the rules that its types do not say, and puts in what it leaves to them.
type checker struct {
	*reader
	loc *time.Location
}

func (k *checker) config(c *Config) {
	k.oneOf("language", c.Language, locale.Languages()...)
	k.zone(c)
	k.archive(c.Archive)
	k.web(&c.Web)
	k.crawler(c.Crawler)
	k.watchlist(&c.Outlets, &c.Projects, &c.Digests, c.Language)
	if c.Backup.Schedule != "" {
		k.schedule("backup.schedule", c.Backup.Schedule)
	}
	k.within("backup.keep", c.Backup.Keep, 1, maxBackups)
	k.within("extract_words", c.ExtractWords, 0, maxExtractWords)
	k.mail(c.Mail)
	for i := range c.Webhooks {
		k.webhook(fmt.Sprintf("webhooks[%d]", i), &c.Webhooks[i])
	}
	k.oneOf("sign_in", c.SignIn, "auto", "always")
	k.oidc(c.OIDC)
}

func (k *checker) zone(c *Config) {
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "" || c.Timezone == "Local" {
		k.fail("timezone", "config.timezone", k.shown("timezone", c.Timezone))
		loc = time.UTC
	}
	c.location, k.loc = loc, loc
}

func (k *checker) archive(archive string) {
	if archive == "sqlite" {
		return
	}
	u, err := url.Parse(archive)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		k.fail("archive", "config.archive")
	}
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

func (k *checker) web(w *Web) {
	host, port, err := net.SplitHostPort(w.Listen)
	number, portErr := strconv.ParseUint(port, 10, 16)
	if err != nil || portErr != nil || number > 65535 || strings.ContainsAny(host, "/@ ") {
		k.fail("web.listen", "config.listen", k.shown("web.listen", w.Listen))
	}
	if w.UserHeader != "" && (!headerName.MatchString(w.UserHeader) || len(w.Proxies) == 0) {
		k.fail("web.user_header", "config.user_header")
	}
	if w.BaseURL == "" {
		return
	}
	k.url("web.base_url", w.BaseURL)
	if strings.ContainsAny(w.BaseURL, "?#") {
		k.fail("web.base_url", "config.base_url")
	}
	w.BaseURL = strings.TrimRight(w.BaseURL, "/")
}

func (k *checker) crawler(c Crawler) {
	if c.Contact != "" && !isAddress(c.Contact) && !isURL(c.Contact) {
		k.fail("crawler.contact", "config.contact", k.shown("crawler.contact", c.Contact))
	}
	k.within("crawler.visits_at_once", c.VisitsAtOnce, 1, maxVisitsAtOnce)
	if c.Delay > maxDelay {
		k.fail("crawler.delay", "config.delay", writeDuration(maxDelay))
	}
}

func (k *checker) mail(m Mail) {
	if m.SMTP != "" && !isMailServer(m.SMTP) {
		k.fail("mail.smtp", "config.smtp")
	}
	if m.From != "" && !isAddress(m.From) {
		k.fail("mail.from", "config.address", k.shown("mail.from", m.From))
	}
	if m.SMTP != "" && m.From == "" {
		k.fail("mail.from", "config.mail_from")
	}
	for i, a := range m.Admins {
		if key := fmt.Sprintf("mail.admins[%d]", i); !isAddress(a) {
			k.fail(key, "config.address", k.shown(key, a))
		}
	}
	if m.OAuth2 != (OAuth2{}) {
		k.required("mail.oauth2", "token_url", m.OAuth2.TokenURL, "client_id", m.OAuth2.ClientID, "client_secret", m.OAuth2.ClientSecret)
		k.url("mail.oauth2.token_url", m.OAuth2.TokenURL)
	}
}

func (k *checker) webhook(key string, w *Webhook) {
	k.required(key, "url", w.URL)
	k.url(join(key, "url"), w.URL)
	if w.Format == "" {
		w.Format = "json"
	}
	k.oneOf(join(key, "format"), w.Format, "json", "slack")
}

func (k *checker) oidc(o OIDC) {
	if o.Issuer == "" && o.ClientID == "" && o.ClientSecret == "" && o.Claim == "" && len(o.Roles) == 0 {
		return
	}
	k.required("oidc", "issuer", o.Issuer, "client_id", o.ClientID, "client_secret", o.ClientSecret)
	k.url("oidc.issuer", o.Issuer)
	if u, err := url.Parse(o.Issuer); err == nil && u.Scheme == "http" && !loopback(u.Hostname()) {
		k.fail("oidc.issuer", "config.issuer", k.shown("oidc.issuer", o.Issuer))
	}
	for group, role := range o.Roles {
		k.oneOf(join("oidc.roles", group), string(role), "reader", "reviewer", "admin")
	}
}

// required notes what is missing of pairs of a key and its value.
func (k *checker) required(key string, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			k.fail(join(key, pairs[i]), "config.missing", pairs[i])
		}
	}
}

func (k *checker) oneOf(key, value string, options ...string) {
	if !slices.Contains(options, value) {
		k.fail(key, "config.one_of", k.shown(key, value), alternatives(options))
	}
}

func (k *checker) within(key string, n, least, most int) {
	if n < least || n > most {
		k.fail(key, "config.range", least, most)
	}
}

func (k *checker) url(key, value string) {
	if !isURL(value) {
		k.fail(key, "config.url", k.shown(key, value))
	}
}

func (k *checker) schedule(key, line string) {
	if _, err := schedule.Parse(line, k.loc); err != nil {
		k.fail(key, "config.schedule", err)
	}
}

// shown is how a mistake may quote the value at a place: briefly and without what the environment put in.
func (k *checker) shown(key, value string) string {
	if written, ok := k.written[key]; ok {
		value = written
	}
	value = mask(key, value)
	if short := []rune(value); len(short) > maxQuoted {
		return string(short[:maxQuoted]) + "…"
	}
	return value
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.ContainsAny(s, " \t\n")
}

func isAddress(s string) bool {
	_, err := mail.ParseAddress(s)
	return err == nil && !strings.ContainsAny(s, "\r\n")
}

func isMailServer(s string) bool {
	if dir, ok := strings.CutPrefix(s, "folder:"); ok {
		return dir != ""
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "smtp" || u.Scheme == "smtps") && u.Hostname() != ""
}
