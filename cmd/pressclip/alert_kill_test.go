//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pressclip/internal/archive/archivetest"
)

// hookOffice is a webhook on loopback that notes what it was told.
type hookOffice struct {
	*httptest.Server
	mu   sync.Mutex
	told []string // numbers of the events
}

func newHookOffice(t *testing.T) *hookOffice {
	t.Helper()
	o := &hookOffice{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.told = append(o.told, r.Header.Get("Webhook-Id"))
	}))
	t.Cleanup(o.Close)
	return o
}

// TestAlertKills kills the program while it tells many at once what it has filed. Everybody hears of every clipping;
// whoever hears of one twice was in the window in which nobody can know, and hears it under the same number.
func TestAlertKills(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); alertKills(t, "sqlite", 1) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); alertKills(t, archivetest.Postgres(t), 2) })
}

func alertKills(t *testing.T, record string, processes int) {
	times, many := 3, 60
	if os.Getenv("PRESSCLIP_TEST_LONG") != "" {
		times, many = 30, 600
	}
	press, office, hook := newTale(t), newPostOffice(t), newHookOffice(t)
	office.calm = true // each refusal would cost a minute
	press.tell(20)
	dir := t.TempDir()
	var to []string
	for n := range many {
		to = append(to, fmt.Sprintf("a%d@example.org", n))
	}
	project := fmt.Sprintf("keywords: [Ankunftsquartier], alert: true, alert_to: [%s]}", strings.Join(to, ", "))
	text := strings.Replace(taleConfig(record, press), "keywords: [Ankunftsquartier]}", project, 1) +
		fmt.Sprintf("mail: {smtp: \"smtp://%s\", from: presse@example.org}\nwebhooks: [{url: \"%s/in\", secret: streng}]\n", office.address, hook.URL)
	file := filepath.Join(dir, "pressclip.yaml")
	writeFile(t, file, text)
	p := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, "data")}}
	p.visits()
	random := rand.New(rand.NewPCG(3, uint64(len(record))))
	launch := func() (procs []*process) {
		for i := range processes {
			one := &person{t: t, args: []string{"--config", file, "--data", filepath.Join(dir, fmt.Sprint("data", i))}}
			procs = append(procs, one.launch("run"))
		}
		return procs
	}
	for range times {
		procs := launch()
		<-office.after(1+random.IntN(many/times), time.Duration(random.IntN(3000))*time.Microsecond)
		for _, proc := range procs {
			proc.kill()
		}
	}
	procs := launch()
	eventually(t, 3*time.Minute, func() bool {
		office.mu.Lock()
		defer office.mu.Unlock()
		hook.mu.Lock()
		defer hook.mu.Unlock()
		return len(office.accepted) == many && len(hook.told) > 0
	})
	for _, proc := range procs {
		proc.kill()
	}
	office.mu.Lock()
	defer office.mu.Unlock()
	twice := 0
	for _, address := range to {
		numbers := office.accepted[address]
		for _, n := range numbers[min(1, len(numbers)):] {
			twice++
			if n != numbers[0] {
				t.Errorf("%s got it under two numbers", address)
			}
		}
	}
	t.Logf("%d of %d came twice after %d kills of %d", twice, many, times, processes)
	if twice > times*processes {
		t.Errorf("%d came twice", twice)
	}
	for _, id := range hook.told {
		if id != hook.told[0] || id == "" {
			t.Errorf("the webhook was told under %q", hook.told)
			break
		}
	}
	if len(hook.told) > times*processes+1 {
		t.Errorf("the webhook was told %d times", len(hook.told))
	}
}
