package config

import (
	"reflect"
	"regexp"
	"strings"
)

// hidden stands where a secret is not shown.
const hidden = "***"

// Print is the configuration as it holds, defaults included, as YAML without secrets: what came from the environment
// is shown as the file names it, and secrets that the file itself tells are masked.
func (c *Config) Print() string {
	w := writer{text: func(key, value string) string {
		written, ok := c.written[key]
		if !ok {
			written = literal(value)
		}
		return quoted(mask(key, written))
	}}
	w.fields(reflect.ValueOf(c).Elem(), "", 0, false)
	return w.out.String()
}

var (
	password      = regexp.MustCompile(`(?s)^([A-Za-z][A-Za-z0-9+.-]*://[^:@/?#]*:)(.*)@`)
	secretInQuery = regexp.MustCompile(`(?i)([?&](?:password|sslpassword|passwd|token|secret|key|api_?key|access_token)=)[^&#]*`)
	variableOnly  = regexp.MustCompile(`^(\$\{[A-Za-z_][A-Za-z0-9_]*\})+$`)
	// slackPath is where the addresses of such webhooks carry their secret.
	slackPath = regexp.MustCompile(`^(https?://[^/]+/).+$`)
)

// mask hides the secrets in the value at a place.
func mask(key, value string) string {
	name := key[strings.LastIndex(key, ".")+1:]
	switch {
	case value == "" || variableOnly.MatchString(value):
		return value
	case name == "secret" || name == "client_secret":
		return hidden
	case strings.HasPrefix(key, "webhooks[") && name == "url":
		return slackPath.ReplaceAllString(value, "${1}"+hidden)
	}
	value = secretInQuery.ReplaceAllString(value, "${1}"+hidden)
	if m := password.FindStringSubmatch(value); m != nil && !variableOnly.MatchString(m[2]) {
		return m[1] + hidden + value[len(m[1])+len(m[2]):]
	}
	return value
}
