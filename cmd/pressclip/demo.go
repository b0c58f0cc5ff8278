package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/spf13/pflag"

	"pressclip/internal/demo"
	"pressclip/internal/locale"
)

// demoFile is the configuration of the demo in its data directory. It also tells such a directory from others.
const demoFile = "demo.yaml"

// demoMail is the folder in its data directory that takes the mails.
const demoMail = "mail"

// demoPort is the first of the ports that the sample press takes, one after the other. They stay the same, so that in
// a directory that is kept the addresses of the articles do, too. A port that is taken gives way to any free one.
const demoPort = 8181

// usualPage is where the page of the demo is unless the port is taken.
const usualPage = "127.0.0.1:8080"

// demo is the main job on a data directory of its own, watching a press that it serves itself.
func (a *App) demo(ctx context.Context, flags *pflag.FlagSet, args []string) error {
	if len(args) > 0 || a.configFile != "" {
		return a.usage("demo.args")
	}
	kept := flags.Changed("data") || a.dataDir != usualData
	forget, err := a.demoDirectory(kept)
	if err != nil {
		return err
	}
	defer forget()
	sample, err := demo.New(a.Now)
	if err != nil {
		return err
	}
	sites, leave, err := serveSample(sample)
	if err != nil {
		return err
	}
	defer leave()
	if a.configFile, err = a.writeDemo(sample, sites); err != nil {
		return err
	}
	cfg, _, err := a.settings()
	if err != nil {
		return err
	}
	a.logLevel = or(a.logLevel, "warn") // a newcomer looks at the page
	return a.work(ctx, cfg, true, func(ctx context.Context, j *running, page string) {
		j.welcome(page, kept)
		j.followSample(ctx, sample)
	})
}

// demoDirectory sees to it that there is a data directory which may be the demo's.
func (a *App) demoDirectory(kept bool) (forget func(), err error) {
	if !kept {
		if a.dataDir, err = os.MkdirTemp("", "pressclip-demo-"); err != nil {
			return nil, err
		}
		return func() { _ = os.RemoveAll(a.dataDir) }, nil
	}
	entries, err := os.ReadDir(a.dataDir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, &unwritable{a.dataDir, err}
	}
	if len(entries) == 0 {
		return func() {}, nil
	}
	if _, err := os.Stat(filepath.Join(a.dataDir, demoFile)); err != nil {
		return nil, a.usage("demo.not_ours", a.dataDir)
	}
	return func() {}, nil
}

// serveSample serves each outlet on a port of its own and returns their addresses by name. leave ends it and waits.
func serveSample(sample *demo.Press) (sites map[string]string, leave func(), err error) {
	var work sync.WaitGroup
	var servers []*server
	leave = func() {
		for _, s := range servers {
			_ = s.Close()
		}
		work.Wait()
	}
	sites = make(map[string]string, len(sample.Outlets))
	for i, o := range sample.Outlets {
		l, err := listenNear(demoPort + i)
		if err != nil {
			leave()
			return nil, nil, err
		}
		sites[o.Name] = "http://" + l.Addr().String()
		s := newServer(o)
		servers = append(servers, s)
		work.Go(func() { _ = s.Serve(l) }) // it ends by Close alone; an outlet that is away is what a visit reports
	}
	return sites, leave, nil
}

// listenNear listens on a port of loopback, or on any that is free.
func listenNear(port int) (net.Listener, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	return l, nil
}

// freePage is where the page can be: at its usual place, or at any. Mails name it, so it is found beforehand.
func freePage() (string, error) {
	l, err := net.Listen("tcp", usualPage)
	if err != nil {
		if l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return "", err
		}
	}
	return l.Addr().String(), l.Close()
}

// demoConfig is what the demo watches, as somebody would write it.
var demoConfig = template.Must(template.New("").Funcs(template.FuncMap{"quote": quoted}).Parse(`# The configuration of pressclip demo. It is written anew at every start.
language: {{.Language}}
web: {listen: "{{.Page}}", base_url: "http://{{.Page}}"}
crawler: {delay: 0s, allow_networks: [127.0.0.0/8]}
mail: {smtp: {{quote .Mail}}, from: Pressespiegel <demo@example.org>}
outlets:
{{- range .Outlets}}
  - name: {{quote .Name}}
    url: {{.URL}}/
    medium: {{.Medium}}
    feeds: [{{range .Feeds}}"{{.}}"{{end}}]
    sitemaps: [{{range .Sitemaps}}"{{.}}"{{end}}]
    sections: [{{range .Sections}}"{{.}}"{{end}}]
    schedule: "*/5 * * * *"
{{- end}}
projects:
  - name: Ankommen
    keywords:
      - 'Ankunftsquartier* OR Ankunftsort*'
      - 'Ankunft NEAR/8 (Quartier OR Stadtteil OR Viertel)'
      - '"neue Nachbarn"'
      - 'Sprachcafé OR Integrationslotse*'
  - name: Wohnen
    keywords:
      - 'Mietspiegel OR Mieterverein'
      - '*wohnung* NEAR/12 (Neubau OR Umbau OR leer)'
      - 'Sozialwohnung* OR Genossenschaftswohnung*'
      - '"bezahlbarer Wohnraum"'
    exclude: ['Ferienwohnung*']
  - name: Hafenfeld
    keywords:
      - 'title:Hafenfeld'
      - 'Hafenfeld NEAR/10 (Sanierung OR Umbau OR Stadtteilhaus)'
      - 'Quartiersmanagement OR Quartiersmanagerin'
# Every two minutes if there is something new, so that nobody waits for Monday.
digests:
  - name: Überblick
    schedule: "*/2 * * * *"
    projects: [Ankommen, Wohnen, Hafenfeld]
    to: [team@example.org]
    when_empty: skip
`))

// quoted is a text as YAML takes it in any place.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// writeDemo writes the configuration into the data directory and returns where.
func (a *App) writeDemo(sample *demo.Press, sites map[string]string) (string, error) {
	path, err := a.data(demoFile)
	if err != nil {
		return "", err
	}
	mail, err := filepath.Abs(filepath.Join(a.dataDir, demoMail))
	if err != nil {
		return "", err
	}
	page, err := freePage()
	if err != nil {
		return "", err
	}
	type outlet struct {
		Name, URL, Medium         string
		Feeds, Sitemaps, Sections []string
	}
	var outlets []outlet
	for _, o := range sample.Outlets {
		site := sites[o.Name]
		outlets = append(outlets, outlet{o.Name, site, o.Medium, at(site, o.Feeds), at(site, o.Sitemaps), at(site, o.Sections)})
	}
	var text strings.Builder
	err = demoConfig.Execute(&text, struct {
		Language, Page, Mail string
		Outlets              []outlet
	}{locale.Known(a.lang), page, "folder:" + mail, outlets})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return "", &unwritable{a.dataDir, err}
	}
	return path, nil
}

// at are paths as addresses of a site.
func at(site string, paths []string) []string {
	var all []string
	for _, p := range paths {
		all = append(all, site+p)
	}
	return all
}

// welcome says where the page is and what it shows.
func (j *running) welcome(page string, kept bool) {
	data := "demo.temporary"
	if kept {
		data = "demo.kept"
	}
	fmt.Fprintln(j.Stdout, j.text("demo.page", page))
	fmt.Fprintln(j.Stdout, j.text("demo.press"))
	fmt.Fprintln(j.Stdout, j.text("demo.mail", filepath.Join(j.dataDir, demoMail), page+"digests"))
	fmt.Fprintln(j.Stdout, j.text(data, j.dataDir))
	fmt.Fprintln(j.Stdout, j.text("demo.stop"))
}

// followSample has an outlet of the sample press visited as soon as something appears there, so that nobody needs to
// wait for its schedule, until ctx ends.
func (j *running) followSample(ctx context.Context, sample *demo.Press) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last := j.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := j.Now()
		for _, name := range sample.Appeared(last, now) {
			if err := j.visitNow(ctx, name); err != nil && ctx.Err() == nil {
				j.log.Warn("outlet cannot be visited at once", "outlet", name, "error", err)
			}
		}
		last = now
	}
}
