package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"pressclip/internal/press"
)

// Ext ends the names of the files in a folder; mail programs open them.
const Ext = ".eml"

// Folder writes each message into a file of this folder instead of sending it. The folder is made when it is needed; a
// message with the same ID replaces the one that is there.
type Folder string

// Send writes one file. It is there as a whole or not at all.
func (f Folder) Send(_ context.Context, m Message) error {
	msg, err := m.compose()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if _, err = msg.WriteTo(&text); err == nil {
		err = f.write(m.file(), text.Bytes())
	}
	if err != nil {
		return fault(press.MailFolder, 0, err)
	}
	return nil
}

// Rest does nothing.
func (Folder) Rest() {}

func (f Folder) write(name string, text []byte) error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(string(f), ".part-")
	if err != nil {
		return err
	}
	_, err = part.Write(text)
	if err == nil {
		err = part.Sync()
	}
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part.Name(), filepath.Join(string(f), name))
	}
	if err != nil {
		_ = os.Remove(part.Name())
	}
	return err
}

// file is a name that sorts by time and says to whom it goes.
func (m Message) file() string {
	to := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("@.-_+", r) {
			return r
		}
		return '_'
	}, bare(m.To))
	if long := []rune(to); len(long) > 60 {
		to = string(long[:60])
	}
	sum := sha256.Sum256([]byte(m.ID))
	return fmt.Sprintf("%s-%s-%x%s", m.Date.Format("20060102-150405"), to, sum[:4], Ext)
}

// bare is an address without the name before it.
func bare(address string) string {
	if a, err := Address(address); err == nil {
		return a.Address
	}
	return address
}
