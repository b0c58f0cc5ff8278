package web

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"pressclip/internal/press"
)

func TestMetrics(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Version = "1.4.0"
		o.Metrics = append(o.Metrics, func(w io.Writer) {
			Family(w, "pressclip_further_total", Counter, "Further things.")
			_, _ = io.WriteString(w, "pressclip_further_total 1\n")
		})
	})
	w.watch()
	w.read(coverage())
	w.page("/")
	w.get("/clippings/4711")
	text := w.page("/metrics")
	has(t, text,
		`pressclip_http_requests_total{route="/{$}",code="200"} 1`, `pressclip_http_requests_total{route="/clippings/{id}",code="404"} 1`,
		"pressclip_outlets 4", "pressclip_projects 2", "pressclip_articles_read 6", "pressclip_clippings 5", "pressclip_index_changes_behind 0",
		`pressclip_outlet_up{outlet="Elbblatt"} 1`, `pressclip_outlet_articles_read_total{outlet="Elbblatt"} 2`,
		`pressclip_outlet_clippings{outlet="Mainpost am Morgen"} 1`, `pressclip_outlet_last_visit_pages{outlet="Elbblatt",outcome="new"} 2`,
		`pressclip_outlet_last_visit_duration_seconds{outlet="Elbblatt"} 60`,
		fmt.Sprintf("pressclip_outlet_last_visit_timestamp_seconds{outlet=%q} %d\n", "Elbblatt", morning.Unix()),
		fmt.Sprintf("pressclip_build_info{version=%q,go=%q} 1\n", "1.4.0", runtime.Version()),
		fmt.Sprintf("process_start_time_seconds %d\n", morning.Unix()), "pressclip_further_total 1")
	if runtime.GOOS == "linux" {
		has(t, text, "\nprocess_resident_memory_bytes ")
	}
	readFamilies(t, text)
}

// TestMetricsOfOddNames writes names that the format has to escape, in its own way and not in Go's.
func TestMetricsOfOddNames(t *testing.T) {
	w := newWorld(t)
	w.must(w.archive.SyncFile(t.Context(), press.Watchlist{Outlets: []press.Outlet{
		{Name: "Der \"Anzeiger\" am\u00a0Fluss", URL: "https://anzeiger.example/"}, {Name: `Nord\Süd`, URL: "https://nord.example/"},
	}}))
	text := w.page("/metrics")
	has(t, text, "pressclip_outlet_pages_pending{outlet=\"Der \\\"Anzeiger\\\" am\u00a0Fluss\"} 0", `pressclip_outlet_pages_pending{outlet="Nord\\Süd"} 0`)
	lacks(t, text, "pressclip_outlet_up") // nothing was visited, and a family without figures is none
	readFamilies(t, text)
}

// TestFiguresOutliveThePage counts on when new settings made a new page.
func TestFiguresOutliveThePage(t *testing.T) {
	kept := NewFigures()
	keep := func(o *Options) { o.Figures = kept }
	w := newWorld(t, keep)
	w.page("/")
	o := Options{
		Archive: w.archive, Search: w.search, Log: slog.New(slog.DiscardHandler), Figures: kept,
		Now: func() time.Time { return morning.Add(time.Hour) },
	}
	var err error
	w.site, err = New(o)
	w.must(err)
	w.page("/")
	text := w.page("/metrics")
	has(t, text, `pressclip_http_requests_total{route="/{$}",code="200"} 2`, fmt.Sprintf("process_start_time_seconds %d\n", morning.Unix()))
	if answer := newWorld(t).get("/metrics"); strings.Contains(answer.Body.String(), `route="/{$}"`) || answer.Code != http.StatusOK {
		t.Errorf("figures of another page: %s", answer.Body)
	}
}

// readFamilies reads the text format by its rules: one HELP and one TYPE line before the figures of a family, all of
// them together, no figure twice, only escapes that there are; and what counts up is called _total.
func readFamilies(t *testing.T, text string) {
	t.Helper()
	comment := regexp.MustCompile(`^# (HELP|TYPE) ([a-z_]+) (.+)$`)
	sample := regexp.MustCompile(`^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? (\S+)$`)
	if !strings.HasSuffix(text, "\n") {
		t.Error("the last line has no end")
	}
	types, seen, family := map[string]string{}, map[string]bool{}, ""
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		if m := comment.FindStringSubmatch(line); m != nil {
			key := m[1] + " " + m[2]
			if seen[key] || m[1] == "TYPE" && family != m[2] {
				t.Errorf("out of place: %s", line)
			}
			seen[key], family = true, m[2]
			if m[1] == "TYPE" {
				types[family] = m[3]
			}
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no figure: %s", line)
			continue
		}
		name := m[1]
		if types[family] == "summary" {
			name = strings.TrimSuffix(strings.TrimSuffix(name, "_sum"), "_count")
		}
		if _, err := strconv.ParseFloat(m[3], 64); err != nil || name != family || types[family] == "" || seen[m[1]+m[2]] {
			t.Errorf("in family %s of type %q: %s", family, types[family], line)
		}
		seen[m[1]+m[2]] = true
	}
	for name, kind := range types {
		if (kind == Counter) != strings.HasSuffix(name, "_total") {
			t.Errorf("%s is a %s", name, kind)
		}
	}
	if len(types) < 10 {
		t.Errorf("only %d families", len(types))
	}
}
