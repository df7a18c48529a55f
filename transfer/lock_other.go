//go:build !unix

package transfer

import "os"

// takeLock opens the file that other systems lock.
func takeLock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}
