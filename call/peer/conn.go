package peer

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/pion/webrtc/v4"

	"parley/call/media/congestion"
	"parley/call/media/frame"
)

// Conn is a connection to one peer. Its methods may be called from any
// goroutine.
type Conn struct {
	config       Config
	pc           *webrtc.PeerConnection
	estimator    *congestion.Estimator
	events       *events
	negotiation  *negotiation
	queue        *queue
	transceivers [slotCount]*webrtc.RTPTransceiver
	tracks       [slotCount]*track
	incoming     [slotCount]incoming
	feedback     [slotCount]feedback
	channels     [channelCount]channel
	files        channel
	reportSoon   chan struct{}

	state atomic.Int32 // a State
	done  chan struct{}

	mu     sync.Mutex // guards the two below and the order of state changes
	closed bool
	tasks  sync.WaitGroup
}

// New prepares a connection. Nothing is sent before Start, or before the first
// Remote on the side that does not offer.
func New(config Config) (*Conn, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	estimator := congestion.NewEstimator(config.congestion())
	c := &Conn{
		config: config, estimator: estimator,
		events:     newEvents(config.Handler),
		queue:      newQueue(estimator.Target(), config.Now),
		reportSoon: make(chan struct{}, 1),
		done:       make(chan struct{}),
	}
	if err := c.connect(); err != nil {
		_ = c.Close()
		return nil, err
	}
	c.run()
	return c, nil
}

// connect makes the peer connection with its transceivers and channels.
func (c *Conn) connect() error {
	limit := &streams{flood: func() { c.spawn(c.hangUp) }}
	api, err := newAPI(c.config, c.estimator, limit, &repairBell{ring: c.repairArrived})
	if err != nil {
		return err
	}
	c.pc, err = api.NewPeerConnection(c.config.webrtc())
	if err != nil {
		return fmt.Errorf("peer connection: %w", err)
	}
	epoch := c.config.Now()
	for slot := range slotCount {
		c.tracks[slot] = newTrack(slot, epoch)
		if c.transceivers[slot], err = c.pc.AddTransceiverFromTrack(c.tracks[slot]); err != nil {
			return fmt.Errorf("%v slot: %w", slot, err)
		}
		if err := c.transceivers[slot].SetCodecPreferences(codecs(slot)); err != nil {
			return fmt.Errorf("%v slot: %w", slot, err)
		}
		c.tracks[slot].mid = c.transceivers[slot].Mid
	}
	return c.openChannels()
}

// run subscribes to pion's events and starts the goroutines.
func (c *Conn) run() {
	c.negotiation = newNegotiation(c.pc, c.config, c.events, c.done)
	c.pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) { c.stateChanged() })
	c.pc.OnTrack(c.trackArrived)
	c.estimator.OnChange(c.targetChanged)
	c.pc.SCTP().Transport().ICETransport().OnSelectedCandidatePairChange(c.pathChanged)
	c.spawn(func() { c.events.run(c.done) })
	c.spawn(c.negotiation.run)
	c.spawn(func() { c.queue.run(c.send, c.done) })
	c.spawn(func() { c.estimator.Run(c.done) })
	c.spawn(c.report)
	for slot, t := range c.transceivers {
		c.spawn(func() { c.readSenderRTCP(Slot(slot), t.Sender()) })
	}
}

// spawn runs f on a goroutine that Close waits for. After Close it does nothing.
func (c *Conn) spawn(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.tasks.Go(f)
	}
}

// Start makes the first offer on the side that offers.
func (c *Conn) Start() error { return c.negotiation.do(c.negotiation.start) }

// Remote takes a description of the far side. Repeated and outdated ones are
// ignored. An error wraps ErrMalformed or ErrUnexpected when the far side is to
// blame; after any other the connection is of no more use.
func (c *Conn) Remote(d Description) error {
	return c.negotiation.do(func() error { return c.negotiation.remote(d) })
}

// RemoteCandidate takes a candidate of the far side. One that comes before its
// description waits for it.
func (c *Conn) RemoteCandidate(candidate Candidate) error {
	return c.negotiation.do(func() error { return c.negotiation.remoteCandidate(candidate) })
}

// Restart looks for a path anew, with the addresses this computer has now. On
// the side that does not offer it calls Handler.RenegotiationWanted. Before
// Start it does nothing.
func (c *Conn) Restart() error { return c.negotiation.do(c.negotiation.restartICE) }

// Write sends a frame in a slot and never waits; one goroutine at a time writes
// in a slot. Without a path the frame is dropped, and so is video that finds too
// much waiting (congestion.Pacer); both call Handler.KeyFrameWanted when video can
// go on. f.Data stays the caller's.
func (c *Conn) Write(slot Slot, f frame.Encoded) error {
	if slot < 0 || slot >= slotCount {
		return fmt.Errorf("write to %v", slot)
	}
	if c.closing() {
		return ErrClosed
	}
	t := c.tracks[slot]
	if !c.sendable() || t.bound.Load() == nil {
		t.unsent.Add(1)
		return nil
	}
	if !slot.video() {
		if p, ok := t.packetizeSound(f); ok {
			c.queue.putSound(slot, p)
		}
		return nil
	}
	packets, size := t.packetize(f)
	if len(packets) == 0 {
		return nil
	}
	t.supersede(f)
	if !c.queue.put(slot, f.Key, packets, size) {
		for _, p := range packets {
			t.pool.Put(p.payload)
		}
		c.wantKeyFrame(slot)
	}
	return nil
}

// send sends what the queue lets go. A sender report follows the first packet
// of a track.
func (c *Conn) send(p outgoing) {
	if p.again {
		p.track.resend(p.sequence)
		return
	}
	if first := p.track.send(p); first {
		select {
		case c.reportSoon <- struct{}{}:
		default:
		}
	}
}

// State returns what became of the connection so far.
func (c *Conn) State() State { return State(c.state.Load()) }

// Sends reports whether the far side takes what a slot carries; false before
// both sides have agreed.
func (c *Conn) Sends(slot Slot) bool {
	return slot >= 0 && slot < slotCount && c.tracks[slot].bound.Load() != nil
}

// Redundant reports whether the far side takes redundancy in a slot of sound
// (RFC 2198); false before both sides have agreed.
func (c *Conn) Redundant(slot Slot) bool {
	if slot < 0 || slot >= slotCount {
		return false
	}
	b := c.tracks[slot].bound.Load()
	return b != nil && b.redType != 0
}

// Path returns what the far side's feedback said of the path last.
func (c *Conn) Path() congestion.Path { return c.estimator.Path() }

// Want says how many bits a second all that is sent could use, RTP headers
// included. The path is probed for as much, and not for more.
func (c *Conn) Want(bps int) { c.estimator.Want(bps) }

// sendable reports whether there is a path, perhaps interrupted.
func (c *Conn) sendable() bool {
	s := c.State()
	return s == Connected || s == Disconnected
}

// stateChanged follows pion's state. pion calls it from a new goroutine each
// time, so it asks for the state instead of being told.
func (c *Conn) stateChanged() {
	c.mu.Lock()
	defer c.mu.Unlock()
	to := stateFrom(c.pc.ConnectionState())
	had := c.sendable()
	if State(c.state.Swap(int32(to))) == to {
		return
	}
	if !had && to == Connected {
		c.queue.reset()
		c.targetChanged(c.estimator.Target())
		c.wantKeyFrame(Camera)
		c.wantKeyFrame(Screen)
		c.wantKeyFrame(SharpScreen)
	}
	c.events.post(func(h Handler) { h.StateChanged(to) })
}

func stateFrom(s webrtc.PeerConnectionState) State {
	switch s {
	case webrtc.PeerConnectionStateConnecting:
		return Connecting
	case webrtc.PeerConnectionStateConnected:
		return Connected
	case webrtc.PeerConnectionStateDisconnected:
		return Disconnected
	case webrtc.PeerConnectionStateFailed:
		return Failed
	case webrtc.PeerConnectionStateClosed:
		return Closed
	case webrtc.PeerConnectionStateNew, webrtc.PeerConnectionStateUnknown:
	}
	return Idle
}

// pathChanged begins the estimate anew, also when a restart has found the same
// pair again: what lies between its ends may be another network.
func (c *Conn) pathChanged(*webrtc.ICECandidatePair) { c.estimator.Restart() }

func (c *Conn) targetChanged(bps int) {
	c.queue.setTarget(bps, c.estimator.Capacity())
	c.tellTarget()
}

// tellTarget tells the owner what the path carries beside retransmissions.
func (c *Conn) tellTarget() {
	c.events.once(eventKey{kind: targetChanged}, func(h Handler) { h.TargetChanged(c.beside()) })
}

// beside is the estimate less what is sent again. That never takes what sound
// and the smallest picture need.
func (c *Conn) beside() int {
	target := c.estimator.Target()
	return max(target-c.queue.repairing(), min(target, congestion.DefaultMin))
}

// hangUp ends a connection whose far side misbehaves. The owner sees Closed.
func (c *Conn) hangUp() {
	c.config.Logger.Warn("peer sends too many streams, closing the connection")
	_ = c.pc.Close()
}

// closing reports whether Close was called.
func (c *Conn) closing() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// Close ends the connection and waits for its goroutines. It may be called any
// number of times, but not from a Handler.
func (c *Conn) Close() error {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.done)
	}
	c.mu.Unlock()
	var err error
	if c.pc != nil {
		err = c.pc.GracefulClose()
	}
	c.tasks.Wait()
	c.state.Store(int32(Closed))
	if err != nil {
		return fmt.Errorf("close connection: %w", err)
	}
	return nil
}
