package inbox

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// noFollow keeps the last component of a path from being a link.
const noFollow = unix.O_NOFOLLOW

// rename moves a file or folder from one root to another, and never over what
// is there: then the error is fs.ErrExist. Both ends are names in folders that
// are held open, so there is no path that could be bent.
func rename(from *os.Root, name string, to *os.Root, target string) error {
	source, err := from.Open(".")
	if err != nil {
		return err
	}
	defer source.Close()
	sink, err := to.Open(".")
	if err != nil {
		return err
	}
	defer sink.Close()
	err = unix.Renameat2(int(source.Fd()), name, int(sink.Fd()), target, unix.RENAME_NOREPLACE)
	switch {
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return renameOver(from, name, to, target) // NFS, FUSE and old kernels
	case err != nil:
		return &os.LinkError{Op: "rename", Old: name, New: target, Err: err}
	}
	return nil
}

// startWriting asks the disk to begin with what was written to a file, and
// waits for nothing. It is a hint.
func startWriting(file *os.File) {
	_ = unix.SyncFileRange(int(file.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE)
}

// forget is startWriting for a part of a file, of which memory keeps no more
// than what is still to be written.
func forget(file *os.File, offset, length int64) {
	_ = unix.Fadvise(int(file.Fd()), offset, length, unix.FADV_DONTNEED)
}

// syncAll brings everything that the tree's file system holds to the disk: of
// thousands of files that is much faster than one after the other.
func syncAll(tree *os.Root, _ []*item) error {
	folder, err := tree.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	return unix.Syncfs(int(folder.Fd()))
}
