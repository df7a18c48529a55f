package outbox

import (
	"errors"
	"math"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// data returns where the next byte that is no hole lies, at or after offset.
func data(file *os.File, offset int64) int64 {
	at, err := unix.Seek(int(file.Fd()), offset, unix.SEEK_DATA)
	switch {
	case errors.Is(err, unix.ENXIO):
		return math.MaxInt64 // none is left
	case err != nil:
		return offset // a file system that does not know
	}
	return at
}

// sparse reports whether a file takes less room than it is long.
func sparse(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Blocks*512 < info.Size()
}
