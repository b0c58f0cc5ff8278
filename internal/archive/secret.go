package archive

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Bounds of passwords: characters at least, bytes at most.
const (
	ShortestPassword = 10
	longestPassword  = 1000
)

// ErrPassword says that a password is too short or too long.
var ErrPassword = errors.New("password is too short or too long")

// What a password costs: rounds, KiB of memory, threads. What was hashed at another price can still be checked.
const (
	hashRounds  = 2
	hashMemory  = 19 << 10
	hashThreads = 1
	hashLength  = 32
)

// hashesAtOnce bounds how many passwords are hashed at a time, and so the memory that strangers can make one use.
const hashesAtOnce = 2

// hashPassword is the argon2id hash of a password, in the usual form that names its parameters.
func (a *Archive) hashPassword(ctx context.Context, password string) (string, error) {
	if utf8.RuneCountInString(password) < ShortestPassword || len(password) > longestPassword {
		return "", ErrPassword
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	sum, err := a.argon(ctx, password, salt, hashRounds, hashMemory, hashThreads, hashLength)
	text := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashRounds, hashThreads, text.EncodeToString(salt), text.EncodeToString(sum)), err
}

// checkPassword says whether a password is the one that was hashed. It takes as long where nothing was hashed, so that
// nobody learns by the time which names there are.
func (a *Archive) checkPassword(ctx context.Context, password, hash string) (bool, error) {
	if len(password) > longestPassword {
		return false, nil
	}
	rounds, memory, threads := uint32(hashRounds), uint32(hashMemory), uint8(hashThreads)
	salt, want := make([]byte, 16), make([]byte, hashLength)
	parts := strings.Split(hash, "$")
	known := len(parts) == 6 && parts[1] == "argon2id"
	if known {
		if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &rounds, &threads); err != nil {
			return false, fmt.Errorf("read password hash: %w", err)
		}
		var err1, err2 error
		salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
		want, err2 = base64.RawStdEncoding.DecodeString(parts[5])
		if err := errors.Join(err1, err2); err != nil {
			return false, fmt.Errorf("read password hash: %w", err)
		}
	}
	got, err := a.argon(ctx, password, salt, rounds, memory, threads, uint32(len(want)))
	return err == nil && known && subtle.ConstantTimeCompare(got, want) == 1, err
}

// argon waits until one of the few hashes at a time may be made.
func (a *Archive) argon(ctx context.Context, password string, salt []byte, rounds, memory uint32, threads uint8, length uint32) ([]byte, error) {
	select {
	case a.hashes <- struct{}{}:
		defer func() { <-a.hashes }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, rounds, memory, threads, length), nil
}

// newSecret is what a browser or a program shows to be let in, and what is kept of it. It holds 256 bits of chance, so
// that a plain checksum is enough.
func newSecret(prefix string) (secret, hash string) {
	secret = prefix + rand.Text() + rand.Text()
	return secret, hashSecret(secret)
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
