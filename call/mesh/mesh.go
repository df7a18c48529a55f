// Package mesh carries calls between desktops without a server: a direct
// signalling link and one peer connection per person. It implements
// session.Backend.
//
// A Backend routes; each call is a leg with a goroutine of its own that owns
// the call's state. Everybody else sends it work.
package mesh

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"parley/call/annotation"
	"parley/call/identity"
	"parley/call/media"
	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/invite"
)

// Config is what a Backend works with.
type Config struct {
	Identity  *identity.Identity
	Transport Transport
	Rooms     Rooms
	Texts     Texts
	Known     Known // nil for nobody
	Studio    *media.Studio
	Files     Files
	Name      string // what others see
	// Loopback lets media use 127.0.0.1 and ::1, for tests on one machine.
	Loopback bool
	// RelayOnly says whether others are to learn nothing of where this computer
	// is. It is asked when a call begins, and must not wait; nil is no.
	RelayOnly func() bool
	// WiFiLevel says how strongly the Wi-Fi is received that packets from an
	// address of this computer leave over, in dBm, zero for a cable; the zero Addr
	// stands for the way to the internet. It must not wait; nil is always zero.
	WiFiLevel func(netip.Addr) int
	// TestSignals tells the others that camera and microphone carry the test
	// signals, so that they can measure delay.
	TestSignals bool
	Logger      *slog.Logger

	// connect makes the connections that carry media; nil stands for peer.New.
	connect func(peer.Config) (connection, error)
}

// Transport finds people and connects to them. The backend owns and closes it.
type Transport interface {
	signal.Transport
	// Rename changes the name in adverts and new links.
	Rename(name string)
	// SetVisible announces this person to the network, or stops doing so.
	SetVisible(visible bool)
	// WatchNetwork calls changed, debounced, whenever this computer's
	// addresses or links change, until ctx is done.
	WatchNetwork(ctx context.Context, changed func(online bool)) error
}

// Rooms are where meetings are held. Links that others open there come with
// those of the Transport, which closes the rooms.
type Rooms interface {
	// Enter enters the room of a link. The error wraps signal.ErrFull when the
	// room is full.
	Enter(context.Context, invite.Link) (signal.Room, error)
	// Come enters the room of a link for a while, for one person to open a link
	// there.
	Come(context.Context, identity.Key, invite.Link)
	// Check lets rooms look whether they still reach their server. It does not
	// wait.
	Check()
	// ICE returns the newest servers for ICE of the room that an address is in.
	ICE(net.Addr) []signal.ICEServer
}

// Backend is the mesh.
type Backend struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	events chan session.Event
	people directory

	mu   sync.Mutex
	legs map[session.ID]*leg
	// talking are the accepted calls, by the person's key.
	talking  map[identity.Key]*leg
	meetings map[session.ID]*meeting
	closed   bool

	closeOnce sync.Once
	closeErr  error
}

const (
	// eventQueue is how many events wait for the controller, which always
	// reads. Control is never dropped: a full queue makes the leg wait.
	eventQueue = 256
	// mostLegs bounds the calls of two under way or waiting, hostile ones
	// included. A meeting bounds its own.
	mostLegs = 16
	// firstMessage is how long a new link may stay silent before it is closed.
	firstMessage = 10 * time.Second
)

var errBusy = errors.New("too many calls at once")

// New starts a backend that takes calls from now on.
func New(cfg Config) *Backend {
	if cfg.connect == nil {
		cfg.connect = func(c peer.Config) (connection, error) { return peer.New(c) }
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &Backend{
		cfg: cfg, ctx: ctx, cancel: cancel,
		events: make(chan session.Event, eventQueue),
		legs:   make(map[session.ID]*leg), talking: make(map[identity.Key]*leg),
		meetings: make(map[session.ID]*meeting),
	}
	b.wg.Go(b.takeLinks)
	b.wg.Go(b.takeStreams)
	b.wg.Go(b.followNearby)
	b.wg.Go(b.followNetwork)
	if cfg.Known != nil {
		b.wg.Go(b.followKnown)
	}
	b.emit(session.Listening{Addresses: cfg.Transport.Addresses()})
	return b
}

// Events delivers what happens until Close.
func (b *Backend) Events() <-chan session.Event { return b.events }

// Ring calls target.
func (b *Backend) Ring(target session.Target, intent session.Intent) session.ID {
	id := signal.NewCallID()
	l := b.add(newLeg(b, id, true, intent))
	if l != nil {
		l.dial(target)
		return l.id
	}
	b.wg.Go(func() {
		b.emit(session.Ended{ID: session.ID(id.String()), Reason: session.Unreachable, Detail: errBusy.Error()})
	})
	return session.ID(id.String())
}

// Proceed lets a call that was Reached ring.
func (b *Backend) Proceed(id session.ID) { b.with(id, (*leg).proceed) }

// Accept answers an incoming call.
func (b *Backend) Accept(id session.ID, intent session.Intent) {
	b.with(id, func(l *leg) { l.accept(intent) })
}

// Decline refuses an incoming call.
func (b *Backend) Decline(id session.ID, reason session.Reason) {
	b.with(id, func(l *leg) { l.decline(reason) })
}

// End leaves a call.
func (b *Backend) End(id session.ID, reason session.Reason) {
	b.with(id, func(l *leg) { l.end(reason, "") })
	b.within(id, func(m *meeting) { m.end(reason, "") })
}

// Announce tells everyone in the call which tracks are on.
func (b *Backend) Announce(id session.ID, media session.Media) {
	b.with(id, func(l *leg) { l.announce(media) })
	b.within(id, func(m *meeting) { m.announce(media) })
}

// Chat sends a message to a participant.
func (b *Backend) Chat(id session.ID, participant string, message []byte) {
	b.with(id, func(l *leg) { l.chat(participant, message) })
	b.within(id, func(m *meeting) { m.chat(participant, message) })
}

// Annotate sends what was pointed at or drawn to everybody in the call.
func (b *Backend) Annotate(id session.ID, message annotation.Message) {
	b.with(id, func(l *leg) { l.annotate(message) })
	b.within(id, func(m *meeting) { m.annotate(message) })
}

// Rename changes the name that others see.
func (b *Backend) Rename(name string) { b.cfg.Transport.Rename(name) }

// Appear announces this person to the network, or stops doing so.
func (b *Backend) Appear(visible bool) { b.cfg.Transport.SetVisible(visible) }

// Close ends all calls, tells the others, and waits.
func (b *Backend) Close() error {
	b.closeOnce.Do(func() {
		b.mu.Lock()
		b.closed = true
		b.mu.Unlock()
		legs, meetings := b.all(), b.gatherings()
		for _, m := range meetings {
			m.do(func() { m.end(session.HungUp, "") })
		}
		for _, m := range meetings {
			<-m.done
		}
		for _, l := range legs {
			l.do(func() { l.end(session.HungUp, "") })
		}
		for _, l := range legs {
			<-l.done
		}
		b.closeErr = b.cfg.Transport.Close()
		b.cancel()
		b.wg.Wait()
		close(b.events)
	})
	return b.closeErr
}

// emit delivers an event unless the backend closes.
func (b *Backend) emit(e session.Event) {
	select {
	case b.events <- e:
	case <-b.ctx.Done():
	}
}
