package pdf

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Command is the argument with which the program is to call Serve and nothing else.
const Command = "read-pdf"

// Bounds of the process that reads a file.
const (
	longest   = 5 * time.Second
	mostHeap  = 400 << 20 // bytes
	mostStack = 64 << 20  // bytes
)

// Apart reads a file as Read does, in a process of its own that is ended after five seconds. The program is the path of
// this one. Any error wraps ErrUnread.
func Apart(ctx context.Context, program string, file []byte) (doc Document, err error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, Command)
	cmd.Stdin = bytes.NewReader(file)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &doc)
	}
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	return doc, nil
}

// Serve reads the file that comes in and writes the Document as JSON; it returns the status with which the process is to
// end. It bounds the memory of the whole process, and ends it where that is not enough.
func Serve(in io.Reader, out io.Writer) (status int) {
	debug.SetMaxStack(mostStack)
	go watchHeap() // until the process ends, which is soon
	file, err := io.ReadAll(in)
	if err != nil {
		return 1
	}
	doc, err := Read(file)
	if err != nil || json.NewEncoder(out).Encode(doc) != nil {
		return 1
	}
	return 0
}

// watchHeap ends the process when it has taken more memory than any honest file needs.
func watchHeap() {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for range time.Tick(5 * time.Millisecond) {
		if metrics.Read(sample); sample[0].Value.Uint64() > mostHeap {
			os.Exit(1)
		}
	}
}
