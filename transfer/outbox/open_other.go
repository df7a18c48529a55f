//go:build !unix

package outbox

import "os"

const openFlags = os.O_RDONLY
