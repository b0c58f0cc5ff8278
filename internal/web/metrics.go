package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/health"
)

// metrics sends the figures of this process and of the record, in the text format of Prometheus.
func (s *site) metrics(w http.ResponseWriter, r *http.Request) {
	var out bytes.Buffer
	s.processFigures(&out)
	s.tally.write(&out)
	for _, more := range s.opts.Metrics {
		more(&out)
	}
	if err := s.recordFigures(r.Context(), &out); err != nil {
		s.opts.Log.Error("read figures", "error", err)
		http.Error(w, "the archive cannot be read", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = out.WriteTo(w) // the reader has gone; nobody is left to tell
}

// number writes a family of one figure without labels.
func number(w io.Writer, name, kind, help string, value int64) {
	Family(w, name, kind, help)
	fmt.Fprintf(w, "%s %d\n", name, value)
}

// processFigures are those of the process, under the names that all programs use for them.
func (s *site) processFigures(out io.Writer) {
	Family(out, "pressclip_build_info", Gauge, "The program that runs.")
	fmt.Fprintf(out, "pressclip_build_info{version=%s,go=%s} 1\n", label(s.opts.Version), label(runtime.Version()))
	number(out, "process_start_time_seconds", Gauge, "When the process began, in seconds since 1970.", s.tally.since().Unix())
	if resident, ok := residentMemory(); ok {
		number(out, "process_resident_memory_bytes", Gauge, "Memory that the process holds.", resident)
	}
}

// residentMemory is the memory that the process holds, where the system tells it in the way of Linux.
func residentMemory() (bytes int64, ok bool) {
	sizes, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(sizes)) // in pages: in all, resident, …
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}

func (s *site) recordFigures(ctx context.Context, out io.Writer) error {
	x, err := s.watch(ctx, s.opts.Now())
	if err != nil {
		return err
	}
	total, err := s.opts.Archive.Figures(ctx, time.Time{})
	if err != nil {
		return err
	}
	last, err := s.opts.Archive.LastChange(ctx)
	if err != nil {
		return err
	}
	index := s.opts.Search.Index.State()
	number(out, "pressclip_outlets", Gauge, "Outlets that are watched.", int64(total.Outlets))
	number(out, "pressclip_projects", Gauge, "Projects.", int64(len(x.Projects)))
	number(out, "pressclip_articles_read", Gauge, "Articles read.", int64(total.ArticlesRead))
	number(out, "pressclip_clippings", Gauge, "Clippings in the archive.", int64(total.Clippings))
	number(out, "pressclip_index_documents", Gauge, "Clippings in the index.", int64(index.Documents))
	number(out, "pressclip_index_changes_behind", Gauge, "Changes of the archive that are missing in the index.", max(0, last-index.Position))
	for _, f := range outletFigures {
		f.write(out, x.Outlets, total.PerOutlet)
	}
	troubleFigures(out, x.Outlets)
	return nil
}

// troubleFigures say for every outlet and every kind of trouble whether it has that, so that what ends is seen to end.
func troubleFigures(out io.Writer, outlets []watched) {
	if len(outlets) == 0 {
		return
	}
	Family(out, "pressclip_outlet_trouble_since_seconds", Gauge, "When a trouble of the outlet began, in seconds since 1970; 0: it has none of this kind.")
	for _, o := range outlets {
		for _, kind := range health.Kinds {
			var since int64
			for _, t := range o.Troubles {
				if t.Kind == kind && (since == 0 || t.Since.Unix() < since) {
					since = t.Since.Unix()
				}
			}
			fmt.Fprintf(out, "pressclip_outlet_trouble_since_seconds{outlet=%s,kind=%s} %d\n", label(o.Name), label(string(kind)), since)
		}
	}
}

// outletFigure is a family that has figures for every outlet of which they are known.
type outletFigure struct {
	name, kind, help string
	visited          bool     // only for outlets that were visited
	outcomes         []string // a label of its own, if there is more than one figure for an outlet
	values           func(watched, archive.OutletFigures) []float64
}

// outletFigures are told for every outlet; the second argument counts since the beginning of the archive.
var outletFigures = []outletFigure{
	{
		name: "pressclip_outlet_pages_pending", kind: Gauge, help: "Pages that are still to be read.",
		values: func(_ watched, all archive.OutletFigures) []float64 { return []float64{float64(all.Pending)} },
	},
	{
		name: "pressclip_outlet_articles_read_total", kind: Counter, help: "Articles read since the archive was made.",
		values: func(_ watched, all archive.OutletFigures) []float64 { return []float64{float64(all.Read)} },
	},
	{
		name: "pressclip_outlet_clippings", kind: Gauge, help: "Clippings in the archive.",
		values: func(_ watched, all archive.OutletFigures) []float64 { return []float64{float64(all.Clippings)} },
	},
	{
		name: "pressclip_outlet_up", kind: Gauge, help: "1 if something could be read at the last visit, else 0.", visited: true,
		values: func(o watched, _ archive.OutletFigures) []float64 {
			if o.Last.OK {
				return []float64{1}
			}
			return []float64{0}
		},
	},
	{
		name: "pressclip_outlet_usual_articles_per_week", kind: Gauge, help: "Articles that are usual in a week; 0 while that is not known.",
		values: func(o watched, _ archive.OutletFigures) []float64 { return []float64{o.Usual} },
	},
	{
		name: "pressclip_outlet_last_visit_timestamp_seconds", kind: Gauge, help: "When the last visit ended, in seconds since 1970.", visited: true,
		values: func(o watched, _ archive.OutletFigures) []float64 { return []float64{float64(o.Last.Ended.Unix())} },
	},
	{
		name: "pressclip_outlet_last_visit_duration_seconds", kind: Gauge, help: "How long the last visit took.", visited: true,
		values: func(o watched, _ archive.OutletFigures) []float64 {
			return []float64{o.Last.Ended.Sub(o.Last.Started).Seconds()}
		},
	},
	{
		name: "pressclip_outlet_last_visit_pages", kind: Gauge, help: "Pages of the last visit, by what came of them.", visited: true,
		outcomes: []string{"found", "new", "clipped", "skipped", "failed"},
		values: func(o watched, _ archive.OutletFigures) []float64 {
			v := o.Last
			return []float64{float64(v.Found), float64(v.New), float64(v.Clipped), float64(v.Skipped), float64(v.Failed)}
		},
	},
}

// write leaves a family out that has no figure, as the format wants it.
func (f outletFigure) write(out io.Writer, outlets []watched, all map[int64]archive.OutletFigures) {
	begun := false
	for _, o := range outlets {
		if f.visited && o.Last == nil {
			continue
		}
		if !begun {
			Family(out, f.name, f.kind, f.help)
			begun = true
		}
		for i, value := range f.values(o, all[o.ID]) {
			labels := "outlet=" + label(o.Name)
			if f.outcomes != nil {
				labels += ",outcome=" + label(f.outcomes[i])
			}
			fmt.Fprintf(out, "%s{%s} %s\n", f.name, labels, strconv.FormatFloat(value, 'f', -1, 64))
		}
	}
}

// label quotes the value of a label. The format knows these three escapes and no other.
func label(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(value, "\ufffd")) + `"`
}
