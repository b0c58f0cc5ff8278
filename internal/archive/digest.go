package archive

import (
	"context"

	"pressclip/internal/press"
)

// Digests are those that are sent, in the order in which they were first written.
func (a *Archive) Digests(ctx context.Context) ([]press.Digest, error) {
	return active(ctx, a, KindDigest, definition.digest)
}

// Digest is the digest of this name. The error wraps press.ErrNotFound.
func (a *Archive) Digest(ctx context.Context, name string) (press.Digest, error) {
	return named(ctx, a, KindDigest, name, definition.digest)
}
