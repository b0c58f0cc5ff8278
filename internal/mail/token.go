package mail

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The patience with who gives tokens, and how long before its end a token is no longer used.
const (
	tokenPatience = 30 * time.Second
	tokenMargin   = time.Minute
)

// tokens gets tokens by client credentials and keeps the last one for as long as it holds.
type tokens struct {
	Token
	client *http.Client
	now    func() time.Time

	last string
	ends time.Time
}

func newTokens(o Options) *tokens {
	t := &tokens{Token: o.Token, client: o.Client, now: o.Now}
	if t.client == nil {
		t.client = &http.Client{Timeout: tokenPatience}
	}
	if t.now == nil {
		t.now = time.Now
	}
	return t
}

func (t *tokens) forget() { t.last = "" }

func (t *tokens) get(ctx context.Context) (string, error) {
	if t.last != "" && t.now().Before(t.ends) {
		return t.last, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {t.ClientID}, "client_secret": {t.ClientSecret}}
	if t.Scope != "" {
		form.Set("scope", t.Scope)
	}
	ctx, cancel := context.WithTimeout(ctx, tokenPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := t.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var said struct {
		Token       string  `json:"access_token"`
		Seconds     float64 `json:"expires_in"`
		Error       string  `json:"error"`
		Description string  `json:"error_description"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&said); err != nil {
		return "", fmt.Errorf("answer with status %d: %w", resp.StatusCode, err)
	}
	if resp.StatusCode != http.StatusOK || said.Token == "" {
		return "", fmt.Errorf("no token, status %d: %s", resp.StatusCode, cmp.Or(said.Description, said.Error))
	}
	t.last = said.Token
	t.ends = t.now().Add(time.Duration(said.Seconds)*time.Second - tokenMargin)
	return t.last, nil
}
