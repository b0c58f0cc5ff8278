package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"pressclip/internal/match"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/text"
)

// batchBytes is about how much of a file one goroutine is given at once.
const batchBytes = 64 << 10

// batch is some lines of a file, and what comes of them.
type batch struct {
	first int // number of the first line
	lines [][]byte
	out   []byte
	done  chan error
}

// matchMany prints for each article the numbers of the lines whose queries match it, in the order of the articles.
func (a *App) matchMany(ctx context.Context, queriesFile, articlesFile string) error {
	asked, err := a.readQueries(ctx, queriesFile)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.Stdout)
	err = a.eachBatch(ctx, articlesFile, func(b *batch) error {
		for i, line := range b.lines {
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			if err := asked.match(b, line); err != nil {
				return errors.New(a.text("main.bad_article", articlesFile, b.first+i, err.Error()))
			}
		}
		return nil
	}, func(b *batch, more bool) error {
		if _, err := out.Write(b.out); err != nil || more {
			return err
		}
		return out.Flush() // whoever feeds the articles one by one waits for this
	})
	return errors.Join(err, out.Flush())
}

// asked are queries, and the sets of their plans by chain. Only chains that an article has get one.
type asked struct {
	queries []*query.Query
	numbers []int // of their lines
	mu      sync.Mutex
	sets    map[string]*match.Set
}

func (q *asked) set(chain string) *match.Set {
	q.mu.Lock()
	defer q.mu.Unlock()
	s, ok := q.sets[chain]
	if !ok {
		planner := query.NewPlanner(chain)
		plans := make([]query.Plan, len(q.queries))
		inParallel(len(plans), func(i int) { plans[i] = planner.Plan(q.queries[i]) })
		s = match.NewSet(plans)
		q.sets[chain] = s
	}
	return s
}

// articleLine is what matching needs of a line of --articles.
type articleLine struct {
	ID       json.RawMessage `json:"id"`
	URL      string          `json:"url"`
	Site     string          `json:"site"`
	Title    string          `json:"title"`
	Lead     string          `json:"lead"`
	Authors  []string        `json:"authors"`
	Language string          `json:"language"`
	Text     string          `json:"text"`
}

// match appends what one article comes to.
func (q *asked) match(b *batch, line []byte) error {
	var l articleLine
	if err := json.Unmarshal(line, &l); err != nil {
		return err
	}
	if len(l.ID) == 0 || string(l.ID) == "null" {
		l.ID = []byte("null")
		if l.URL != "" {
			l.ID, _ = json.Marshal(l.URL) // a string always can
		}
	}
	d := match.Analyse(press.Article{Title: l.Title, Lead: l.Lead, Authors: l.Authors, Language: l.Language, Text: l.Text}, l.Site)
	b.out = append(append(b.out, `{"id":`...), l.ID...)
	b.out = append(b.out, `,"queries":[`...)
	for i, n := range q.set(d.Chain()).Find(d) {
		if i > 0 {
			b.out = append(b.out, ',')
		}
		b.out = strconv.AppendInt(b.out, int64(q.numbers[n]), 10)
	}
	b.out = append(b.out, "]}\n"...)
	return nil
}

// readQueries are the queries of a file, one a line. Empty lines are passed over.
func (a *App) readQueries(ctx context.Context, file string) (*asked, error) {
	var lines []string
	q := &asked{sets: map[string]*match.Set{}}
	err := a.eachBatch(ctx, file, func(*batch) error { return nil }, func(b *batch, _ bool) error {
		for i, line := range b.lines {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				lines, q.numbers = append(lines, string(line)), append(q.numbers, b.first+i)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	q.queries = make([]*query.Query, len(lines))
	errs := make([]error, len(lines))
	inParallel(len(lines), func(i int) { q.queries[i], errs[i] = a.parseQuery(lines[i]) })
	for i, err := range errs {
		if err != nil {
			return nil, &usageError{fmt.Sprintf("%s:%d: %s", file, q.numbers[i], a.sentence(err))}
		}
	}
	q.set(text.Chain(""))
	return q, nil
}

// inParallel calls do with every number below n, on all processors.
func inParallel(n int, do func(int)) {
	workers := runtime.GOMAXPROCS(0)
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			for i := w * n / workers; i < (w+1)*n/workers; i++ {
				do(i)
			}
		})
	}
	work.Wait()
}

// eachBatch reads a file by lines. It calls work with batches of them, several at once, and then, in the order of the
// file, one after the other, write, with whether more is waiting.
func (a *App) eachBatch(ctx context.Context, file string, work func(*batch) error, write func(b *batch, more bool) error) error {
	in, err := a.openInput(file)
	if err != nil {
		return err
	}
	defer in.Close()
	workers := runtime.GOMAXPROCS(0)
	jobs, ordered := make(chan *batch, workers), make(chan *batch, 4*workers)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(jobs)
		defer close(ordered)
		return cutBatches(ctx, in, jobs, ordered)
	})
	for range workers {
		g.Go(func() error {
			for b := range jobs {
				b.done <- work(b)
			}
			return nil
		})
	}
	g.Go(func() error {
		for b := range ordered {
			select {
			case err := <-b.done:
				if err == nil {
					err = write(b, len(ordered) > 0)
				}
				if err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}

// cutBatches sends the lines of a file, without empty ones at its end, in batches to both channels.
func cutBatches(ctx context.Context, in io.Reader, jobs, ordered chan<- *batch) error {
	r := bufio.NewReaderSize(in, batchBytes)
	b := &batch{first: 1, done: make(chan error, 1)}
	size := 0
	for {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		end := err != nil
		if len(line) > 0 {
			b.lines = append(b.lines, line)
			size += len(line)
		}
		if size < batchBytes && r.Buffered() > 0 && !end {
			continue
		}
		for _, to := range []chan<- *batch{ordered, jobs} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if end {
			return nil
		}
		b, size = &batch{first: b.first + len(b.lines), done: make(chan error, 1)}, 0
	}
}
