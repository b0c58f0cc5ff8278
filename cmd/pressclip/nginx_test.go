//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestBehindNginx puts the program behind a real nginx, set up as the help on deploying says: people sign in through it,
// and where it signs them in itself, its word counts and nobody else's.
func TestBehindNginx(t *testing.T) {
	if os.Getenv("PRESSCLIP_TEST_TOOLS") == "" {
		t.Skip("PRESSCLIP_TEST_TOOLS is not set")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, config, `
web: {listen: "127.0.0.1:0", base_url: "https://presse.example.org", proxies: [127.0.0.1], user_header: X-Remote-User}
outlets: []
projects: [{name: Quartiere, keywords: ["Ankunftsquartier*"]}]
`)
	p := &person{t: t, args: []string{"--config", config, "--data", filepath.Join(dir, "data")}}
	password := regexp.MustCompile(`Passwort: (\S+)`).FindStringSubmatch(p.do("user", "add", "eva"))[1]
	job := start(t, p)
	page := job.await(`Die Seite ist unter http://(\S+)/ zu sehen`)
	read := make(chan struct{})
	go func() { // what it logs has to be read by somebody
		defer close(read)
		for job.log.Scan() {
		}
	}()
	t.Cleanup(func() { job.stop(); <-read })
	plain, signing := startNginx(t, dir, page)

	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, address, user, cookie string, form url.Values) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "presse.example.org"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://presse.example.org")
		r.Header.Set("X-Remote-User", "eva") // whoever sends it himself is not believed
		r.Header.Set("Cookie", cookie)
		if user != "" {
			r.SetBasicAuth(user, "geheim")
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = answer.Body.Close() })
		return answer
	}
	if answer := ask("GET", plain+"/search", "", "", nil); answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/sign-in?then=%2Fsearch" {
		t.Errorf("not signed in: status %d to %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	answer := ask("POST", plain+"/sign-in", "", "", url.Values{"name": {"eva"}, "password": {password}})
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 || !answer.Cookies()[0].Secure {
		t.Fatalf("signing in: status %d, cookies %v", answer.StatusCode, answer.Cookies())
	}
	cookie := answer.Cookies()[0].Name + "=" + answer.Cookies()[0].Value
	if answer := ask("GET", plain+"/search", "", cookie, nil); answer.StatusCode != http.StatusOK {
		t.Errorf("signed in: status %d", answer.StatusCode)
	}
	if answer := ask("POST", plain+"/searches/keep", "", cookie, url.Values{"name": {"Meine"}, "query": {"q=a"}}); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("a form: status %d", answer.StatusCode)
	}
	for user, status := range map[string]int{"eva": http.StatusOK, "uwe": http.StatusForbidden, "": http.StatusUnauthorized} {
		if answer := ask("GET", signing+"/search", user, "", nil); answer.StatusCode != status {
			t.Errorf("nginx signs in %q: status %d, want %d", user, answer.StatusCode, status)
		}
	}
}

// startNginx starts nginx before a page: at one address with the server of the help as it stands, at the other with the
// line for web servers that sign people in themselves.
func startNginx(t *testing.T, dir, page string) (plain, signing string) {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx"
	}
	help := printedHelp(t, "de", "deploy")
	server := regexp.MustCompile(`(?s)  server \{.*?\n  \}\n`).FindString(help)
	line := regexp.MustCompile(`proxy_set_header X-Remote-User \$remote_user;`).FindString(help)
	if server == "" || line == "" {
		t.Fatal("the help shows no server for nginx")
	}
	writeFile(t, filepath.Join(dir, "people"), "eva:{PLAIN}geheim\nuwe:{PLAIN}geheim\n")
	var servers strings.Builder
	var ports []string
	for _, own := range []bool{false, true} {
		port := freePort(t)
		ports = append(ports, "http://127.0.0.1:"+port)
		s := strings.NewReplacer("443 ssl", "127.0.0.1:"+port, "127.0.0.1:8080", page).Replace(server)
		if own {
			s = strings.Replace(s, `proxy_set_header X-Remote-User "";`, line+` auth_basic presse; auth_basic_user_file people;`, 1)
		}
		servers.WriteString(s)
	}
	writeFile(t, filepath.Join(dir, "nginx.conf"), fmt.Sprintf(`daemon off; master_process off; pid nginx.pid; error_log stderr;
events {}
http { access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
%s}`, servers.String()))
	nginx := exec.CommandContext(t.Context(), program, "-p", dir, "-c", "nginx.conf", "-e", "stderr")
	nginx.Cancel = func() error { return nginx.Process.Signal(os.Interrupt) }
	said, err := nginx.StderrPipe()
	if err == nil {
		err = nginx.Start()
	}
	if err != nil {
		t.Fatalf("PRESSCLIP_TEST_TOOLS is set, but nginx does not start: %v", err)
	}
	over := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(said)
		_ = nginx.Wait()
		over <- string(text)
	}()
	t.Cleanup(func() { _ = nginx.Process.Signal(os.Interrupt); <-over })
	for _, address := range ports {
		for end := time.Now().Add(20 * time.Second); ; {
			c, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
			if err == nil {
				_ = c.Close()
				break
			}
			select {
			case text := <-over:
				over <- text
				t.Fatalf("nginx has ended: %s", text)
			case <-time.After(20 * time.Millisecond):
			}
			if time.Now().After(end) {
				t.Fatal(errors.Join(errors.New("nginx does not listen"), err))
			}
		}
	}
	return ports[0], ports[1]
}

// freePort is one on which nobody listens at the moment.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
