package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

var noon = time.Unix(1795608000, 0)

func client() *Client { return New("pressclip/test", func() time.Time { return noon }) }

// What is sent can be verified by whoever has the secret, and by nobody who changed any of it.
func TestSend(t *testing.T) {
	var got *http.Request
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Clone(context.Background())
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
	}))
	defer s.Close()
	h := Hook{URL: s.URL + "/in?key=geheim", Secret: "streng"}
	if err := client().Send(t.Context(), h, "evt1", []byte(`{"a":"ü"}`)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		HeaderID: "evt1", HeaderTime: "1795608000", "Content-Type": "application/json", "User-Agent": "pressclip/test",
	} {
		if v := got.Header.Get(name); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	mac := hmac.New(sha256.New, []byte("streng"))
	mac.Write([]byte("evt1.1795608000." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); got.Header.Get(HeaderSignature) != want {
		t.Errorf("signature is %q, want %q", got.Header.Get(HeaderSignature), want)
	}
	if err := client().Send(t.Context(), Hook{URL: s.URL}, "evt2", nil); err != nil || got.Header.Get(HeaderSignature) != "" {
		t.Errorf("without a secret: %v, signature %q", err, got.Header.Get(HeaderSignature))
	}
}

// The example of https://www.standardwebhooks.com, so that its libraries verify ours.
func TestSignAsTheStandard(t *testing.T) {
	got := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signature is %s, want %s", got, want)
	}
}

func TestAnswers(t *testing.T) {
	status, said := 200, ""
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", other.URL)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, said)
	}))
	defer s.Close()
	for _, c := range []struct {
		status int
		code   press.MailCode
		passes bool
	}{
		{204, "", true}, {302, press.HookRefused, false}, {307, press.HookRefused, false}, {400, press.HookRefused, false}, {404, press.HookRefused, false},
		{408, press.HookLater, true}, {410, press.HookRefused, false}, {429, press.HookLater, true}, {500, press.HookLater, true}, {503, press.HookLater, true},
	} {
		status, said = c.status, "kein\n  Platz "+strings.Repeat("ä", 2000)
		err := client().Send(t.Context(), Hook{URL: s.URL}, "evt", nil)
		var f *press.MailFault
		if !errors.As(err, &f) {
			if c.code != "" {
				t.Errorf("%d: %v", c.status, err)
			}
			continue
		}
		if f.Code != c.code || f.Passing() != c.passes || f.Status != c.status {
			t.Errorf("%d: %+v, passing %t", c.status, f, f.Passing())
		}
		if c.status == 500 && (!strings.HasPrefix(f.Detail, "HTTP 500 kein Platz ää") || len([]rune(f.Detail)) > 320) {
			t.Errorf("detail %q", f.Detail)
		}
	}
	if elsewhere > 0 {
		t.Errorf("a redirect was followed %d times", elsewhere)
	}
}

// What nobody hears can be tried again, and what is said about it does not give the address away.
func TestAway(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	h := Hook{URL: s.URL + "/geheim"}
	s.Close()
	err := client().Send(t.Context(), h, "evt", nil)
	var f *press.MailFault
	if !errors.As(err, &f) || f.Code != press.HookAway || !f.Passing() || strings.Contains(f.Detail, "geheim") || f.Detail == "" {
		t.Errorf("%+v", f)
	}
	if name := h.Name(); strings.Contains(name, "geheim") || !strings.HasPrefix(name, strings.TrimPrefix(s.URL, "http://")+" #") {
		t.Errorf("it is called %q", name)
	}
	if a, b := (Hook{URL: "https://hooks.example/a"}).Name(), (Hook{URL: "https://hooks.example/b"}).Name(); a == b {
		t.Errorf("two are called %q", a)
	}
}
