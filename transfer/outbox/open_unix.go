//go:build unix

package outbox

import "syscall"

// openFlags do not wait for the other end of a pipe that took a file's place.
const openFlags = syscall.O_RDONLY | syscall.O_NONBLOCK
