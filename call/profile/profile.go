// Package profile reads and writes the files of a profile: the directory that
// holds what one person's Parley keeps. Its files are for their owner alone,
// and a write leaves either the old content or the new, whatever happens.
package profile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const (
	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

// The faults of a file that is there but must not be used.
var (
	ErrTooOpen  = errors.New("file may be read or written by others")
	ErrTooLarge = errors.New("file is too large")
	ErrNotFile  = errors.New("not a regular file")
)

// Dir is the path of a profile.
type Dir string

// Open returns the profile at path and makes the directory, for its owner
// alone, when it is missing.
func Open(path string) (Dir, error) {
	if err := os.MkdirAll(path, dirMode); err != nil {
		return "", fmt.Errorf("make profile: %w", err)
	}
	return Dir(path), nil
}

// Path returns where the file of that name is.
func (d Dir) Path(name string) string { return filepath.Join(string(d), name) }

// Read returns a file of at most limit bytes. The error wraps fs.ErrNotExist
// when there is none, and one of the faults above when it must not be used.
func (d Dir) Read(name string, limit int64) ([]byte, error) {
	data, err := read(d.Path(name), limit)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", d.Path(name), err)
	}
	return data, nil
}

func read(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, unwrapPath(err)
	}
	defer file.Close()
	if err := check(file); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, unwrapPath(err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: over %d bytes", ErrTooLarge, limit)
	}
	return data, nil
}

// check refuses what cannot be a file that Write wrote. Windows has no
// permission bits; there the directory's access list decides.
func check(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return unwrapPath(err)
	}
	if !info.Mode().IsRegular() {
		return ErrNotFile
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&^fileMode != 0 {
		return fmt.Errorf("%w: its mode is %04o and must be %04o", ErrTooOpen, mode, fileMode)
	}
	return nil
}

// SetAside renames a file that cannot be used, so that it is not overwritten,
// and returns its new path.
func (d Dir) SetAside(name string, now time.Time) (string, error) {
	aside := d.Path(name) + ".damaged-" + now.UTC().Format("20060102T150405.000Z")
	if err := os.Rename(d.Path(name), aside); err != nil {
		return "", fmt.Errorf("set aside %s: %w", d.Path(name), unwrapPath(err))
	}
	return aside, nil
}

// unwrapPath drops the operation and path that package os puts before every
// error: the callers here name the path once.
func unwrapPath(err error) error {
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		return inPath.Err
	}
	var inLink *os.LinkError
	if errors.As(err, &inLink) {
		return inLink.Err
	}
	return err
}
