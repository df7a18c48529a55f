//go:build !linux

package inbox

import (
	"io/fs"
	"os"
)

// noFollow keeps the last component of a path from being a link, where a
// system knows how to.
const noFollow = 0

// rename moves a file or folder from one root to another, and never over what
// is there: then the error is fs.ErrExist.
func rename(from *os.Root, name string, to *os.Root, target string) error {
	return renameOver(from, name, to, target)
}

// startWriting asks the disk to begin with what was written to a file. Other
// systems do when they want.
func startWriting(*os.File) {}

// forget is startWriting for a part of a file.
func forget(*os.File, int64, int64) {}

// syncAll brings the items to the disk, file by file.
func syncAll(tree *os.Root, items []*item) error {
	for _, i := range items {
		err := fs.WalkDir(tree.FS(), i.name, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return syncFile(tree, path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
