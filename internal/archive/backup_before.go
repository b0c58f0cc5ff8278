package archive

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
)

// saveBefore backs up the archive before it is brought to another form, and returns where; an empty name, if there is
// no folder for it. The name ends in letters by chance: several processes may begin to migrate at once.
func (a *Archive) saveBefore(ctx context.Context, form int64) (path string, err error) {
	if a.backupDir == "" {
		return "", nil
	}
	name := fmt.Sprintf("before-schema-%d-%s-%s%s", form, a.now().UTC().Format(stampLayout), rand.Text()[:6], BackupExt)
	path = filepath.Join(a.backupDir, name)
	if err = os.MkdirAll(a.backupDir, 0o700); err == nil {
		_, err = a.Backup(ctx, path, BackupOptions{})
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnsaved, err)
	}
	return path, nil
}
