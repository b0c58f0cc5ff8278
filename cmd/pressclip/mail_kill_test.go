//go:build unix

package main

import (
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pressclip/internal/archive/archivetest"
)

// postOffice is a mail server on loopback. It notes what it accepted, and refuses some for now, or hangs up after it has
// accepted.
type postOffice struct {
	address string
	calm    bool // it refuses nothing and does not hang up

	mu       sync.Mutex
	accepted map[string][]string // recipient → numbers of the mails
	total    int
	random   *rand.Rand
	hangUps  int
	waits    map[int]chan struct{} // closed when so many mails have come
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{address: l.Addr().String(), accepted: map[string][]string{}, waits: map[int]chan struct{}{}, random: rand.New(rand.NewPCG(1, 2))}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &counter{postOffice: o, conn: c}, nil }))
	s.Domain, s.ErrorLog = "post.example", log.New(io.Discard, "", 0)
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close(); <-done })
	return o
}

// counter is one connection of a post office.
type counter struct {
	*postOffice
	conn *smtp.Conn
	to   string
}

func (c *counter) Reset()                               {}
func (c *counter) Logout() error                        { return nil }
func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.calm && c.random.IntN(20) == 0 {
		return &smtp.SMTPError{Code: 451, Message: "später"}
	}
	return nil
}

var messageID = regexp.MustCompile(`(?im)^Message-ID: <(.*)>`)

func (c *counter) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accepted[c.to] = append(c.accepted[c.to], messageID.FindStringSubmatch(string(text))[1])
	c.total++
	for n, come := range c.waits {
		if c.total >= n {
			close(come)
			delete(c.waits, n)
		}
	}
	if !c.calm && c.random.IntN(25) == 0 {
		c.hangUps++
		_ = c.conn.Conn().Close()
	}
	return nil
}

// after is closed when so many more mails have come and then a while has passed, or when they do not come at all.
func (o *postOffice) after(mails int, while time.Duration) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	come, ready := make(chan struct{}), make(chan struct{})
	o.waits[o.total+mails] = come
	go func() {
		defer close(ready)
		select {
		case <-come:
			<-time.After(while)
		case <-time.After(15 * time.Second):
		}
	}()
	return ready
}

// TestMailKills kills the program while it sends an issue to many. Everybody gets it; whoever gets it twice was in the
// window in which nobody can know, and gets it under the same number.
func TestMailKills(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); mailKills(t, "sqlite") })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); mailKills(t, archivetest.Postgres(t)) })
}

func mailKills(t *testing.T, record string) {
	times, many := 4, 80
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		times, many = 40, 800
	}
	press, office := newTale(t), newPostOffice(t)
	press.tell(20)
	dir := t.TempDir()
	file := filepath.Join(dir, "pressclip.yaml")
	var to []string
	for n := range many {
		to = append(to, fmt.Sprintf("a%d@example.org", n))
	}
	writeFile(t, file, taleConfig(record, press)+fmt.Sprintf("mail: {smtp: \"smtp://%s\", from: presse@example.org}\ndigests:\n"+
		"  - {name: Woche, schedule: \"0 7 * * MON\", projects: [Quartiere], to: [%s]}\n", office.address, strings.Join(to, ", ")))
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	p.visits()
	send := []string{"digest", "--send", "--as-of", "2099-01-01", "Woche"}
	random := rand.New(rand.NewPCG(3, uint64(len(record))))
	for i := range times {
		args := send
		if i%2 == 1 {
			args = []string{"run"}
		}
		proc := p.launch(args...)
		<-office.after(1+random.IntN(many/times), time.Duration(random.IntN(3000))*time.Microsecond)
		proc.kill()
	}
	eventually(t, 3*time.Minute, func() bool { status, _, _ := p.run(send...); return status == exitDone })
	office.mu.Lock()
	defer office.mu.Unlock()
	twice := 0
	for _, address := range to {
		numbers := office.accepted[address]
		if len(numbers) == 0 {
			t.Errorf("%s got nothing", address)
		}
		for _, n := range numbers[min(1, len(numbers)):] {
			twice++
			if n != numbers[0] {
				t.Errorf("%s got it under two numbers", address)
			}
		}
	}
	t.Logf("%d of %d came twice after %d kills and %d lost connections", twice, many, times, office.hangUps)
	if twice > times+office.hangUps {
		t.Errorf("%d came twice", twice)
	}
}
