package profile

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// Write replaces a file. When it returns nil the content is on the disk; when
// it returns an error, or the machine stops in between, the old content is
// still there.
func (d Dir) Write(name string, data []byte) error {
	if err := d.replace(name, data); err != nil {
		return fmt.Errorf("write %s: %w", d.Path(name), unwrapPath(err))
	}
	return nil
}

// replace writes a temporary file beside the target, so that the rename stays
// within one file system and is atomic.
func (d Dir) replace(name string, data []byte) error {
	// os.CreateTemp makes its files with mode 0600.
	file, err := os.CreateTemp(string(d), name+".new-*")
	if err != nil {
		return err
	}
	if err := fill(file, data); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), d.Path(name)); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return d.sync()
}

func fill(file *os.File, data []byte) error {
	_, err := file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// sync makes a rename durable. Windows cannot flush a directory.
func (d Dir) sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
