package mail

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pressclip/internal/press"
)

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	w, err := Open(Options{Server: "folder:" + dir})
	if err != nil {
		t.Fatal(err)
	}
	m := sample("Käthe Müller <kaethe/x@bücher.example>")
	for range 2 { // sent once more by mistake, it is there once
		if err := w.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	w.Rest()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	if name := files[0].Name(); !strings.HasPrefix(name, "20261123-060000-kaethe_x@xn--bcher-kva.example-") || !strings.HasSuffix(name, ".eml") {
		t.Errorf("it is called %s", name)
	}
	text, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed(t, text).Header.Get("Message-Id"); got != "<issue.1.abc@example.org>" {
		t.Errorf("its number is %s", got)
	}
	if err := os.WriteFile(dir+"2", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantFault(t, Folder(dir+"2").Send(t.Context(), m), press.MailFolder, 0)
}

func TestOpen(t *testing.T) {
	if w, err := Open(Options{}); w != nil || err != nil {
		t.Errorf("no server: %v %v", w, err)
	}
	for _, bad := range []string{"mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:port"} {
		if _, err := Open(Options{Server: bad}); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// One click needs an address that nobody can read on its way, and a list is asked by mail alone.
func TestUnsubscribeHeaders(t *testing.T) {
	for _, c := range []struct{ address, ask, want, post string }{
		{"http://presse.local/u/1", "", "<http://presse.local/u/1>", ""},
		{"", "Abbestellen", "<mailto:presse@example.org?subject=Abbestellen>", ""},
		{"", "", "", ""},
	} {
		m := sample("eva@example.org")
		m.Unsubscribe, m.Ask = c.address, c.ask
		msg, err := m.compose()
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if _, err := msg.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		h := parsed(t, []byte(text.String())).Header
		if h.Get("List-Unsubscribe") != c.want || h.Get("List-Unsubscribe-Post") != c.post {
			t.Errorf("%+v: %q, %q", c, h.Get("List-Unsubscribe"), h.Get("List-Unsubscribe-Post"))
		}
	}
}
