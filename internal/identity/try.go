package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// try is a sign-in that was begun.
type try struct {
	State, Nonce, Verifier string
	Then                   string
	Until                  time.Time
}

// seal makes a ticket of a try that only who has the secret can make. Every process that knows the client opens it.
func (t try) seal(secret string) string {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err) // texts and a time
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	return body + "." + sign(body, secret)
}

// open is the try that a ticket was made of. The error wraps ErrStale.
func open(ticket, secret string, now time.Time) (t try, err error) {
	body, mark, _ := strings.Cut(ticket, ".")
	if !hmac.Equal([]byte(mark), []byte(sign(body, secret))) {
		return t, fmt.Errorf("ticket: %w", ErrStale)
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	if err != nil || !now.Before(t.Until) {
		return try{}, fmt.Errorf("ticket of %v: %w", t.Until, ErrStale)
	}
	return t, nil
}

func sign(body, secret string) string {
	mac := hmac.New(sha256.New, []byte("sign-in ticket\x00"+secret))
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
