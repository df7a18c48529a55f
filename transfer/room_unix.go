//go:build unix

package transfer

import "golang.org/x/sys/unix"

// space returns how many bytes of a folder's disk are free for this user, and
// how many there are.
func space(folder string) (free, total int64, err error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0, 0, err
	}
	unit := int64(stat.Bsize) //nolint:unconvert // other systems have another type
	return int64(stat.Bavail) * unit, int64(stat.Blocks) * unit, nil
}
