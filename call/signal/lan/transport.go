// Package lan connects two computers directly: links are TLS connections
// between identities, and people nearby are found by DNS-SD. PROTOCOL.md in
// the folder above, sections 6 and 7, describes both.
package lan

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"syscall"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

// Config is what a Transport works with.
type Config struct {
	Identity *identity.Identity
	Name     string // what others see
	Device   string // this computer's name, as others see it
	// Listen is HOST:PORT where calls are taken; port 0 takes any. When it is
	// empty, calls are taken on all addresses and DefaultPort, or any port if
	// that is taken.
	Listen string
	// Visible announces this person to the network.
	Visible bool
	// Known returns the keys of the people known, to recognise them nearby;
	// it may be nil. It is called from any goroutine and must not wait.
	Known func() []identity.Key
	// Logger gets what nobody needs to be told; nil drops it.
	Logger *slog.Logger
}

// inbox is how many links wait to be taken from Links. One more is closed.
const inbox = 16

// Transport is a signal.Transport on the local network, and further by address.
type Transport struct {
	key         identity.Key
	device      string
	certificate tls.Certificate
	logger      *slog.Logger
	listener    net.Listener
	lobby       lobby
	open        links
	streams     streams
	inbox       chan signal.Link
	streamInbox chan signal.Stream
	nearby      *nearby
	ctx         context.Context
	cancel      context.CancelFunc
	work        sync.WaitGroup

	mu     sync.Mutex
	name   string
	closed bool

	closing sync.Once
}

// Open listens and begins to look for people nearby. The caller closes the
// transport. Without a network it works once there is one.
func Open(cfg Config) (*Transport, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	certificate, err := cfg.Identity.Certificate()
	if err != nil {
		return nil, err
	}
	listener, err := listen(cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("take calls: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t := &Transport{
		key: cfg.Identity.Key(), name: cfg.Name, device: cfg.Device, certificate: certificate,
		logger: cfg.Logger, listener: listener, ctx: ctx, cancel: cancel,
		inbox: make(chan signal.Link, inbox), streamInbox: make(chan signal.Stream, inbox),
	}
	t.nearby = newNearby(cfg, t.listening())
	t.work.Go(t.accept)
	t.work.Go(func() { t.nearby.run(ctx) })
	return t, nil
}

// listen takes a fixed address as it is. The link has its own signs of life,
// so TCP's are off.
func listen(address string) (net.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1}
	if address != "" {
		return config.Listen(context.Background(), "tcp", address)
	}
	listener, err := config.Listen(context.Background(), "tcp", ":"+strconv.Itoa(DefaultPort))
	if errors.Is(err, syscall.EADDRINUSE) {
		return config.Listen(context.Background(), "tcp", ":0")
	}
	return listener, err
}

func (t *Transport) listening() netip.AddrPort {
	return t.listener.Addr().(*net.TCPAddr).AddrPort()
}

// Links delivers the links that others open.
func (t *Transport) Links() <-chan signal.Link { return t.inbox }

// Streams delivers the streams for files that others open.
func (t *Transport) Streams() <-chan signal.Stream { return t.streamInbox }

// Nearby delivers who is on this network, by name.
func (t *Transport) Nearby() <-chan []signal.Person { return t.nearby.people }

// Port returns the port where calls are taken.
func (t *Transport) Port() uint16 { return t.listening().Port() }

// Addresses lists where calls reach this computer now, as host:port.
func (t *Transport) Addresses() []string { return reachable(t.listening()) }

// WatchNetwork is the function of that name.
func (t *Transport) WatchNetwork(ctx context.Context, changed func(online bool)) error {
	return WatchNetwork(ctx, changed)
}

// Rename changes the name in adverts and new links.
func (t *Transport) Rename(name string) {
	t.mu.Lock()
	t.name = name
	t.mu.Unlock()
	t.nearby.rename(name)
}

// SetVisible announces this person to the network, or says goodbye.
func (t *Transport) SetVisible(visible bool) { t.nearby.setVisible(visible) }

// Close says goodbye, ends all links and waits.
func (t *Transport) Close() error {
	t.closing.Do(func() {
		t.mu.Lock()
		t.closed = true
		t.mu.Unlock()
		t.cancel()
		t.listener.Close()
		t.open.close()
		t.streams.close()
		t.work.Wait()
		close(t.inbox)
		close(t.streamInbox)
	})
	return nil
}

// begin counts a caller, for Close to wait for, until done is called. The
// context ends with the caller's, and with the transport.
func (t *Transport) begin(ctx context.Context) (during context.Context, done func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, nil, signal.ErrClosed
	}
	t.work.Add(1)
	during, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(t.ctx, cancel)
	return during, func() { stop(); cancel(); t.work.Done() }, nil
}

func (t *Transport) hello() signal.Hello {
	t.mu.Lock()
	defer t.mu.Unlock()
	return signal.Hello{Name: shorten(t.name), Device: shorten(t.device), Versions: versions}
}

// shorten cleans a name and cuts it to what a Hello and a TXT record hold.
func shorten(s string) string {
	s = identity.CleanLabel(s)
	for len(s) > maxText {
		runes := []rune(s)
		s = string(runes[:len(runes)-1])
	}
	return s
}

// accept takes connections until the listener is closed. What fails for a
// moment, such as too many open files, is tried again.
func (t *Transport) accept() {
	for {
		conn, err := t.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			t.logger.Warn("taking a link failed", "error", err)
			t.pause()
			continue
		}
		t.lobby.enter(conn)
		t.work.Go(func() { t.welcome(conn) })
	}
}

func (t *Transport) pause() {
	select {
	case <-time.After(100 * time.Millisecond):
	case <-t.ctx.Done():
	}
}

// welcome makes a link or a stream of a connection, if it introduces itself in
// time.
func (t *Transport) welcome(conn net.Conn) {
	defer t.lobby.leave(conn)
	tune(conn)
	ctx, cancel := context.WithTimeout(t.ctx, handshakeTime)
	defer cancel()
	guest := tls.Server(conn, tlsConfig(t.key, t.certificate, identity.Key{}, protocol, filesProtocol))
	if err := guest.HandshakeContext(ctx); err != nil {
		t.logger.Debug("a connection was refused", "from", conn.RemoteAddr(), "error", err)
		conn.Close()
		return
	}
	if guest.ConnectionState().NegotiatedProtocol == filesProtocol {
		t.welcomeStream(guest)
	} else {
		t.welcomeLink(ctx, guest)
	}
}

func (t *Transport) welcomeLink(ctx context.Context, conn *tls.Conn) {
	l, err := t.greet(ctx, conn, true)
	if err != nil {
		t.logger.Debug("a link was refused", "from", conn.RemoteAddr(), "error", err)
		return
	}
	t.nearby.met(l.remote)
	select {
	case t.inbox <- l:
	default:
		t.logger.Warn("a link was closed that nobody took", "from", conn.RemoteAddr())
		l.Close()
	}
}
