package signal

import (
	"context"
	"io"
	"net"
	"net/netip"

	"parley/call/identity"
)

// Link is one authenticated, ordered connection to one person. All methods may
// be called from any goroutine; Receive from one at a time.
type Link interface {
	// Remote returns the key that the other side has proven to hold.
	Remote() identity.Key
	// RemoteHello returns how the other side introduced itself, cleaned for
	// display.
	RemoteHello() Hello
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
	// Send queues a message for the link to number and send. It never
	// blocks: when the queue is full the other side is too slow, nothing is
	// dropped, and the link ends with ErrSlow. It fails once the link ends.
	Send(Envelope) error
	// Receive waits for the next message of a call. When the link has ended
	// it first returns what arrived before, then always the same error: io.EOF
	// when the other side closed, ErrClosed when this side did, or why it broke.
	Receive(ctx context.Context) (Envelope, error)
	// Prove waits until something is heard of the other side, which is asked for
	// a sign of life. Its error, when ctx is done before, wraps ErrLost.
	Prove(ctx context.Context) error
	// Close sends what is queued, ends the link and waits for it, about a
	// second at most. It may be called any number of times.
	Close() error
	// Done is closed when the link has ended, for whatever reason.
	Done() <-chan struct{}
}

// Stream is an authenticated, ordered stream of bytes to one person, for
// files. Read and Write may be called from one goroutine each, Close from any.
type Stream interface {
	io.ReadWriteCloser
	// Remote returns the key that the other side has proven to hold.
	Remote() identity.Key
	RemoteAddr() net.Addr
}

// Person is somebody who can be reached now, as they say themselves.
type Person struct {
	Instance  string           // tells adverts apart; new at each of their starts
	Key       identity.Key     // a hint until proven; zero when nobody known here
	Name      string           // cleaned for display, never empty
	Device    string           // their computer's name, may be empty
	Addresses []netip.AddrPort // where to try, best first
}

// Target is whom to dial.
type Target struct {
	// Key is who must answer; zero takes anybody.
	Key identity.Key
	// Host is a host name or address with or without a port; may be empty.
	Host string
	// Addresses are tried beside Host.
	Addresses []netip.AddrPort
	// Rings lets the person be rung across the internet beside that, when they
	// are known.
	Rings bool
}

// Transport is one way for people to find and reach each other.
type Transport interface {
	// Dial opens a link. The error wraps ErrWrongKey, ErrVersion or ErrSelf
	// where one of them is the reason, and the system's error otherwise.
	Dial(context.Context, Target) (Link, error)
	// Links delivers the links that others open, each to be closed by who
	// takes it. It is closed by Close.
	Links() <-chan Link
	// DialStream opens a stream for files. Errors are those of Dial.
	DialStream(context.Context, Target) (Stream, error)
	// Streams delivers the streams that others open, each to be closed by who
	// takes it. It is closed by Close.
	Streams() <-chan Stream
	// Nearby delivers who can be reached, by name; a new list replaces one
	// that nobody took. It is closed by Close.
	Nearby() <-chan []Person
	// Addresses lists where calls reach this computer, as host:port.
	Addresses() []string
	// Port returns the port where calls reach this computer, 0 when there is
	// none.
	Port() uint16
	// Close ends all links and waits. It may be called any number of times.
	Close() error
}
