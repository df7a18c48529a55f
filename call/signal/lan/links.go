package lan

import (
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"

	"parley/call/identity"
	"parley/call/signal"
)

// Caps on links (PROTOCOL.md, section 6).
const (
	maxLinks        = 64
	maxLinksAddress = 8 // that others opened from one address
	maxLinksKey     = 4
)

var (
	errFull     = errors.New("too many links")
	errReplaced = errors.New("a newer link with the same person took its place")
)

// links are all links of a transport, the oldest first.
type links struct {
	mu     sync.Mutex
	open   []*link
	closed bool
}

// add makes a link of a connection. Of links with the same key the oldest
// gives way: a person whose network changed comes again while the old link
// is not yet known to be dead.
func (ls *links) add(conn *tls.Conn, remote identity.Key, hello signal.Hello, version int, inbound bool) (*link, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if err := ls.full(conn, inbound); err != nil {
		return nil, err
	}
	ls.replaced(remote)
	l := newLink(conn, remote, hello, version, ls.remove)
	l.inbound = inbound
	ls.open = append(ls.open, l)
	return l, nil
}

func (ls *links) full(conn *tls.Conn, inbound bool) error {
	if ls.closed {
		return signal.ErrClosed
	}
	from, alike := addressOf(conn.RemoteAddr()), 0
	for _, l := range ls.open {
		if l.inbound && addressOf(l.RemoteAddr()) == from {
			alike++
		}
	}
	if len(ls.open) >= maxLinks || inbound && alike >= maxLinksAddress {
		return fmt.Errorf("%w: %d, %d from %s", errFull, len(ls.open), alike, from)
	}
	return nil
}

// replaced ends the oldest link with a key when there is no place for one more.
func (ls *links) replaced(key identity.Key) {
	var alike []*link
	for _, l := range ls.open {
		if l.remote == key {
			alike = append(alike, l)
		}
	}
	if len(alike) >= maxLinksKey {
		alike[0].end(errReplaced)
	}
}

func (ls *links) remove(l *link) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.open = slices.DeleteFunc(ls.open, func(o *link) bool { return o == l })
}

// close refuses new links, ends those there are, all at once, and waits.
func (ls *links) close() {
	ls.mu.Lock()
	ls.closed = true
	open := slices.Clone(ls.open)
	ls.mu.Unlock()
	var closing sync.WaitGroup
	for _, l := range open {
		closing.Go(func() { l.Close() })
	}
	closing.Wait()
}
