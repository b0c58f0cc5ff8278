// Package config is what the operator sets: typed settings, their YAML with every mistake found at its place, and the
// built-in example. It never opens what it names: no archive, no network, no mail server.
package config

import (
	"net"
	"net/netip"
	"time"

	"pressclip/internal/press"
)

// Config is a configuration that holds together: every reference leads somewhere and everything that has a form has
// it. It does not change after it was loaded.
type Config struct {
	Language     string          `yaml:"language"` // of the page and the mails: de or en
	Timezone     string          `yaml:"timezone"`
	Archive      string          `yaml:"archive"` // "sqlite", or the address of a PostgreSQL database
	Web          Web             `yaml:"web"`
	Crawler      Crawler         `yaml:"crawler"`
	Outlets      []press.Outlet  `yaml:"outlets"`
	Projects     []press.Project `yaml:"projects"`
	Digests      []press.Digest  `yaml:"digests"`
	Retention    Retention       `yaml:"retention"`
	Backup       Backup          `yaml:"backup"`
	ExtractWords int             `yaml:"extract_words"` // of a clipping, shown where rights: extract
	Evidence     bool            `yaml:"evidence"`      // keep the responses of clippings as WARC
	Mail         Mail            `yaml:"mail"`
	Webhooks     []Webhook       `yaml:"webhooks"`
	SignIn       string          `yaml:"sign_in"` // auto or always
	OIDC         OIDC            `yaml:"oidc"`

	location *time.Location
	builtIn  bool
	// written is what stood in the file, by place, where variables of the environment were put in.
	written map[string]string
}

// Web is where the page is.
type Web struct {
	Listen  string `yaml:"listen"`   // host:port
	BaseURL string `yaml:"base_url"` // how people reach it, without a slash at the end; empty if only as it listens

	Proxies    []netip.Prefix `yaml:"proxies"`     // whose word about where a request comes from is taken
	UserHeader string         `yaml:"user_header"` // in which they name who is signed in there; empty: they do not
}

// Crawler is how outlets are visited.
type Crawler struct {
	Contact       string         `yaml:"contact"` // goes into the User-Agent; may be empty
	VisitsAtOnce  int            `yaml:"visits_at_once"`
	Delay         time.Duration  `yaml:"delay"`          // between two requests to one host
	AllowNetworks []netip.Prefix `yaml:"allow_networks"` // private networks that may be visited
}

// Retention is how long what was read is kept.
type Retention struct {
	Unmatched Age `yaml:"unmatched"` // text of articles that matched nothing; 0 keeps none
	Text      Age `yaml:"text"`      // text of clippings; the clipping itself stays
	Visits    Age `yaml:"visits"`
	Acts      Age `yaml:"acts"` // who changed what
}

// Backup is when a copy is made by itself and how many are kept.
type Backup struct {
	Schedule string `yaml:"schedule"` // cron; empty means never
	Keep     int    `yaml:"keep"`
}

// Mail is how mails leave.
type Mail struct {
	SMTP   string   `yaml:"smtp"` // smtp:// or smtps:// address, folder:DIR, or empty: no mail is sent
	From   string   `yaml:"from"`
	Admins []string `yaml:"admins"` // who is told once of every outlet in trouble
	OAuth2 OAuth2   `yaml:"oauth2"`
}

// OAuth2 gets a token for the mail server instead of a password. Zero means none.
type OAuth2 struct {
	TokenURL     string `yaml:"token_url"`
	ClientID     string `yaml:"client_id"`
	ClientSecret string `yaml:"client_secret"`
	Scope        string `yaml:"scope"`
}

// Webhook is an address that is told about clippings at once.
type Webhook struct {
	URL    string `yaml:"url"`
	Secret string `yaml:"secret"` // signs what is sent; may be empty
	Format string `yaml:"format"` // json or slack
}

// OIDC lets people sign in at an identity provider. Zero means none.
type OIDC struct {
	Issuer       string `yaml:"issuer"`
	ClientID     string `yaml:"client_id"`
	ClientSecret string `yaml:"client_secret"`
	// Claim is where the provider names the groups of somebody; a name with dots leads further in.
	Claim string                `yaml:"claim"`
	Roles map[string]press.Role `yaml:"roles"` // that its groups have here
}

// Admins are the addresses that are told of outlets in trouble: those under mail.admins, or else the contact of the
// crawler, if that is a mail address.
func (c *Config) Admins() []string {
	if len(c.Mail.Admins) == 0 && isAddress(c.Crawler.Contact) {
		return []string{c.Crawler.Contact}
	}
	return c.Mail.Admins
}

// Location is the time zone of schedules, days and dates.
func (c *Config) Location() *time.Location { return c.location }

// Watchlist is what the configuration watches and sends, as entries of the file; those of the built-in example are
// entries of the page, as nobody can edit them elsewhere.
func (c *Config) Watchlist() press.Watchlist {
	origin := press.OriginFile
	if c.builtIn {
		origin = press.OriginPage
	}
	w := press.Watchlist{
		Outlets:  append([]press.Outlet(nil), c.Outlets...),
		Projects: append([]press.Project(nil), c.Projects...),
		Digests:  append([]press.Digest(nil), c.Digests...),
	}
	for i := range w.Outlets {
		w.Outlets[i].Origin = origin
	}
	for i := range w.Projects {
		w.Projects[i].Origin = origin
	}
	for i := range w.Digests {
		w.Digests[i].Origin = origin
	}
	return w
}

// Loopback says that only this machine reaches the page.
func (w Web) Loopback() bool {
	host, _, err := net.SplitHostPort(w.Listen)
	if err != nil {
		return false
	}
	return loopback(host)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
