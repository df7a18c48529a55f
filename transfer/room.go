package transfer

import (
	"fmt"
	"os"
	"path/filepath"
)

const (
	// reserveShare of a disk (1 %) stays free, and at least leastReserve.
	reserveShare = 100
	leastReserve = 8 << 20
)

// enough reports whether a folder's disk has room for need bytes more than
// others are promised; the error wraps errRoom if not.
func enough(folder string, need, others int64) error {
	free, total, err := space(existing(folder))
	if err != nil {
		return err
	}
	reserve := max(total/reserveShare, leastReserve)
	if left := free - reserve - others; need > left {
		return fmt.Errorf("%w: %d bytes are needed, %d are free", errRoom, need, max(0, left))
	}
	return nil
}

// existing returns the folder, or the nearest above it that is there.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || filepath.Dir(folder) == folder {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}
