package inbox

import (
	"os"
	"path/filepath"
)

// renameOver is rename for systems that cannot refuse to replace: it takes the
// name by making something empty of the same sort there, which fails if
// anything is, and moves over that.
func renameOver(from *os.Root, name string, to *os.Root, target string) error {
	info, err := from.Lstat(name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = to.Mkdir(target, 0o777)
	} else {
		var taken *os.File
		if taken, err = to.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
			err = taken.Close()
		}
	}
	if err != nil {
		return err
	}
	source, sink := filepath.Join(from.Name(), name), filepath.Join(to.Name(), target)
	if err := os.Rename(source, sink); err == nil {
		return nil
	}
	// Windows moves no folder over another, not even an empty one.
	if err := to.Remove(target); err != nil {
		return err
	}
	return os.Rename(source, sink)
}
