package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pressclip/config"
	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
)

// digestDraft is a digest while a form makes or changes it.
type digestDraft struct{ press.Digest }

func (d *digestDraft) kind() archive.Kind   { return archive.KindDigest }
func (d *digestDraft) name() string         { return d.Name }
func (d *digestDraft) origin() press.Origin { return d.Origin }
func (d *digestDraft) only() press.Watchlist {
	return press.Watchlist{Digests: []press.Digest{d.Digest}}
}

func (d *digestDraft) into(all *press.Watchlist, isNew bool) (string, func()) {
	return putInto(&all.Digests, &d.Digest, "digests", func(other press.Digest) bool { return !isNew && other.Name == d.Name })
}

func (d *digestDraft) value() any { return d.Digest }

func (d *digestDraft) read(object map[string]any) error {
	one, err := config.ReadOne[press.Digest](object)
	one.ID, one.Origin = d.ID, d.Origin
	d.Digest = one
	return err
}

func (d *digestDraft) take(form url.Values) {
	if d.Name == "" {
		d.Name = strings.TrimSpace(form.Get("name"))
	}
	d.Projects = form["projects"]
	d.Schedule = cronOf(form.Get("days"), form.Get("at"), form.Get("schedule"))
	d.To = recipients(form, "to")
	d.Select, d.WhenEmpty, d.Order, d.Language = form.Get("select"), form.Get("when_empty"), form.Get("order"), form.Get("language")
}

// The days on which a digest comes, as a form offers them and as a cron line has them.
var cronDays = [][2]string{
	{"MON", "MON"}, {"TUE", "TUE"}, {"WED", "WED"}, {"THU", "THU"}, {"FRI", "FRI"}, {"SAT", "SAT"}, {"SUN", "SUN"},
	{"workdays", "MON-FRI"}, {"daily", "*"},
}

// otherTimes is what a form calls a schedule that is written as a cron line.
const otherTimes = "cron"

// cronOf is the cron line of days and a time of day; the line that was typed where the days say so.
func cronOf(days, at, line string) string {
	for _, d := range cronDays {
		hour, minute, ok := strings.Cut(at, ":")
		h, err1 := strconv.Atoi(hour)
		m, err2 := strconv.Atoi(minute)
		if d[0] == days && ok && err1 == nil && err2 == nil {
			return fmt.Sprintf("%d %d * * %s", m, h, d[1])
		}
	}
	if days == otherTimes {
		return strings.TrimSpace(line)
	}
	return ""
}

// daysOf is cronOf the other way round.
func daysOf(line string) (days, at string) {
	f := strings.Fields(line)
	if len(f) != 5 || f[2] != "*" || f[3] != "*" {
		return otherTimes, ""
	}
	m, err1 := strconv.Atoi(f[0])
	h, err2 := strconv.Atoi(f[1])
	for _, d := range cronDays {
		if strings.EqualFold(d[1], f[4]) && err1 == nil && err2 == nil {
			return d[0], fmt.Sprintf("%02d:%02d", h, m)
		}
	}
	return otherTimes, ""
}

func (d *digestDraft) fields(w words, all press.Watchlist) []field {
	label := func(name string) string { return w.text("desk.field.digest." + name) }
	projects := field{Name: "projects", Kind: "checks", Label: label("projects")}
	for _, p := range all.Projects {
		projects.Choices = append(projects.Choices, choice{Value: p.Name, Label: p.Name, Current: slices.Contains(d.Projects, p.Name)})
	}
	days, at := daysOf(d.Schedule)
	line := ""
	if days == otherTimes {
		line = d.Schedule
	}
	var names []string
	for _, d := range cronDays {
		names = append(names, d[0])
	}
	fields := []field{
		{Name: "name", Kind: "text", Label: label("name"), Value: d.Name},
		projects,
		{Name: "select", Kind: "select", Label: label("select"), Choices: w.options("web.digest.select.", d.Select, "all", "relevant")},
		{Name: "days", Kind: "select", Label: label("days"), Choices: w.options("desk.field.digest.days.", days, append(names, otherTimes)...)},
		{Name: "at", Kind: "time", Label: label("at"), Value: at},
		{Name: "schedule", Kind: "text", Label: label("schedule"), Hint: w.text("desk.field.digest.schedule.hint"), Value: line},
	}
	fields = append(fields, w.addresses("to", label("to"), d.To)...)
	return append(fields,
		field{Name: "when_empty", Kind: "select", Label: label("when_empty"), Choices: w.options("web.digest.when_empty.", d.WhenEmpty, "send", "skip")},
		field{Name: "order", Kind: "select", Label: label("order"), Choices: w.options("desk.field.digest.order.", d.Order, "newest", "outlet")},
		field{Name: "language", Kind: "select", Label: label("language"), Choices: w.options("desk.language.", cmp.Or(d.Language, w.language), locale.Languages()...)})
}
