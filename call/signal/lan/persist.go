package lan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"time"
)

const (
	// persistTime is how long what broke off is begun again.
	persistTime = 20 * time.Second
	// refusalTime is more than a refusal takes to arrive. What breaks off sooner
	// was closed by the other side, for want of a place as a rule, and stays so.
	refusalTime = 2 * time.Second
)

// errBroken says that there was a connection, which broke off before the two
// knew each other.
var errBroken = errors.New("the connection broke off")

// torn are the errors of a network that loses too much, and of a side that
// waits no longer because of it.
var torn = []error{
	io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, os.ErrDeadlineExceeded, context.DeadlineExceeded,
	syscall.ECONNRESET, syscall.EPIPE, syscall.ETIMEDOUT,
}

// broken marks the error of a connection as errBroken, if the network is to blame.
func broken(err error) error {
	if slices.ContainsFunc(torn, func(t error) bool { return errors.Is(err, t) }) {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	return err
}

// persist dials again for a while when connections break off. Who is silent or
// refuses is left in peace.
func persist[T any](ctx context.Context, dial func() (T, error)) (T, error) {
	for until := time.Now().Add(persistTime); ; {
		since := time.Now()
		conn, err := dial()
		if !errors.Is(err, errBroken) || time.Since(since) < refusalTime || time.Now().After(until) || ctx.Err() != nil {
			return conn, err
		}
	}
}
