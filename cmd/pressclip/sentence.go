package main

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"pressclip/index"
	"pressclip/internal/archive"
	"pressclip/internal/press"
	"pressclip/internal/query"
	"pressclip/internal/search"
	"pressclip/internal/warc"
)

// sentence words an error for the person at the terminal: what happened and what to do next.
func (a *App) sentence(err error) string {
	var (
		usage  *usageError
		fault  *press.Fault
		bad    *query.Error
		day    *search.DayError
		denied *unwritable
		path   *fs.PathError
	)
	switch {
	case errors.As(err, &usage):
		return usage.sentence
	case errors.As(err, &bad):
		return a.text("query."+bad.Code, bad.Args...)
	case errors.As(err, &day):
		return a.text("main.bad_day", day.Value)
	case errors.As(err, &fault):
		return a.faultAt(*fault)
	case errors.As(err, &denied):
		return a.text("main.unwritable", denied.dir, denied.err)
	case errors.Is(err, archive.ErrUnsaved):
		return a.backupSentence(err, a.dataDir)
	case errors.Is(err, context.Canceled):
		return a.text("main.interrupted")
	case errors.Is(err, archive.ErrFull), errors.Is(err, index.ErrFull), errors.Is(err, syscall.ENOSPC):
		return a.text("main.full", a.dataDir)
	case errors.Is(err, warc.ErrFormat):
		return a.text("main.bad_warc", err)
	case errors.Is(err, archive.ErrNewer):
		return a.text("main.archive_newer")
	case errors.Is(err, archive.ErrUnwritable), errors.Is(err, index.ErrReadOnly):
		return a.text("main.unwritable", a.dataDir, err)
	case errors.Is(err, archive.ErrUnreachable):
		return a.text("main.unreachable", lastLine(err))
	case errors.Is(err, index.ErrLocked):
		return a.text("main.index_locked", a.dataDir)
	case errors.Is(err, press.ErrConflict):
		return a.text("main.conflict", err)
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return a.text("main.no_file", path.Path)
	case errors.As(err, &path) && errors.Is(err, fs.ErrPermission):
		return a.text("main.no_permission", path.Path)
	}
	return err.Error()
}

// lastLine is the end of an error that takes several lines, where the cause stands.
func lastLine(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// parseQuery reads a query of the command line; the error says where it cannot be read, and why.
func (a *App) parseQuery(text string) (*query.Query, error) {
	q, err := query.Parse(text)
	var bad *query.Error
	if errors.As(err, &bad) {
		return nil, a.usage("main.bad_query", bad.Column(text), a.sentence(bad)+a.instead(bad, text))
	}
	return q, err
}

// instead is the query that an error proposes, unless its sentence says it already.
func (a *App) instead(bad *query.Error, text string) string {
	proposal := bad.Proposal(text)
	if proposal == "" || strings.HasSuffix(a.sentence(bad), " "+proposal) {
		return ""
	}
	return " " + a.text("main.query_instead", proposal)
}
