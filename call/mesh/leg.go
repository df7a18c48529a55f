package mesh

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"parley/call/identity"
	"parley/call/media"
	"parley/call/media/congestion"
	"parley/call/session"
	"parley/call/signal"
)

// phase is how far a call has come on the wire.
type phase int

const (
	dialing  phase = iota // no link yet
	reached               // linked, not yet told to ring
	calling               // Ring was sent
	incoming              // Ring came
	answered              // accepted: from here on media may flow
	over
)

// leg is one call with one person. All fields below inbox belong to run.
type leg struct {
	b      *Backend
	id     session.ID // the call's own
	as     session.ID // what events call it: the meeting's, in a meeting
	call   signal.CallID
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}
	inbox  chan func()

	audience audience
	meeting  *meeting // nil in a call of two
	// at is where the other side's end of the link is, or was last.
	at atomic.Pointer[net.Addr]

	phase     phase
	outgoing  bool
	intent    session.Intent // ours
	farIntent session.Intent
	person    session.Person // the other side, proven
	key       identity.Key
	link      signal.Link
	linkSince time.Time // when link became the current one
	relinking context.CancelFunc

	conn     connection
	sender   *media.Sender
	receiver *media.Receiver
	control  control
	cards    cards
	media    session.Media
	roster   []byte // the meeting as it stands, to be told; nil in a call of two
	far      session.Participant
	drawing  drawing
	viewing  viewing
	files    exchange
	chatShut bool // a message could not be sent

	relayOnly bool      // the other side does not learn where this computer is
	lost      time.Time // since when there is no connection
	closed    time.Time // when the far side closed it; zero while it is open
	path      path
	scouting  scouting
	refusals  int // links refused in a row since the link was lost
}

const (
	// legInbox is how much work may wait for a leg. Only hostile floods fill
	// it; then the call ends, because control is never dropped.
	legInbox = 512
	// lostTimeout is how long a call survives without a connection: people close a
	// lid on their way to another room, and open it there.
	lostTimeout = 2 * time.Minute
	// closedTimeout is how long the goodbye may follow a connection that the
	// other side has closed.
	closedTimeout = 3 * time.Second
	// mostRefusals is how many refused links in a row say that the program
	// at the other end is gone, rather than the network.
	mostRefusals = 3
)

func newLeg(b *Backend, call signal.CallID, outgoing bool, intent session.Intent) *leg {
	ctx, cancel := context.WithCancel(b.ctx)
	return &leg{
		b: b, id: session.ID(call.String()), as: session.ID(call.String()), call: call, ctx: ctx, cancel: cancel,
		done: make(chan struct{}), inbox: make(chan func(), legInbox),
		audience: solo{b}, outgoing: outgoing, intent: intent,
	}
}

// do hands work to the leg's goroutine and reports whether it was taken. It
// never blocks.
func (l *leg) do(work func()) bool {
	if l.ctx.Err() != nil {
		return false
	}
	select {
	case l.inbox <- work:
		return true
	default:
		l.b.cfg.Logger.Warn("call flooded", "call", l.id)
		l.cancel()
		return false
	}
}

// wait is do for who can be held up: it waits for room in the inbox, until the
// call is over.
func (l *leg) wait(work func()) {
	select {
	case l.inbox <- work:
	case <-l.ctx.Done():
	}
}

// give hands the leg a link to work with; one that comes too late is closed.
func (l *leg) give(link signal.Link, work func()) {
	if !l.do(work) {
		link.Close()
	}
}

func (l *leg) run() {
	defer close(l.done)
	defer l.b.remove(l)
	defer l.release()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	pace := time.NewTicker(congestion.ScavengeEvery)
	defer pace.Stop()
	for l.phase != over {
		select {
		case work := <-l.inbox:
			work()
		case <-tick.C:
			l.second(time.Now())
		case now := <-pace.C:
			l.wish()
			l.tellView(now)
			l.paceFiles(now)
		case <-l.ctx.Done():
			l.end(session.ProtocolFail, "flooded")
		}
	}
}

// release gives everything up that the call used. Work that still waits is
// done first: it may hold a link, which it closes now that the call is over.
func (l *leg) release() {
	l.cancel()
	for waiting := true; waiting; {
		select {
		case work := <-l.inbox:
			work()
		default:
			waiting = false
		}
	}
	l.dropStreams()
	if l.conn != nil {
		_ = l.conn.Close() // nothing is left to be done about an error
	}
	if l.sender != nil {
		l.sender.Close()
	}
	if l.receiver != nil {
		l.receiver.Close()
	}
	if l.link != nil {
		l.link.Close()
	}
}

// end leaves the call and says so to the other side.
func (l *leg) end(reason session.Reason, detail string) {
	switch l.phase {
	case dialing, reached, over:
	case calling:
		l.send(signal.Cancel{})
	case incoming:
		l.send(signal.Decline{Reason: string(reason)})
	case answered:
		l.send(signal.End{Reason: string(reason)})
	}
	l.finish(reason, detail)
}

// finish ends the call here without a word to the other side.
func (l *leg) finish(reason session.Reason, detail string) {
	if l.phase == over {
		return
	}
	talked := l.phase == answered
	l.phase = over
	l.audience.over(l, talked, reason, detail)
}

// send sends a message if there is a link.
func (l *leg) send(body signal.Body) {
	if l.link == nil {
		return
	}
	if err := l.link.Send(signal.Envelope{Call: l.call, Body: body}); err != nil {
		l.b.cfg.Logger.Debug("signalling failed", "call", l.id, "error", err)
	}
}

// second does what is due once a second.
func (l *leg) second(now time.Time) {
	if l.phase != answered {
		return
	}
	l.measure(now)
	l.keepDirect(now)
	l.leaveRelay(now)
	l.arrive(now)
	l.exchangeCards()
	if !l.closed.IsZero() && now.Sub(l.closed) > closedTimeout {
		l.end(session.Lost, "the other side closed the connection")
		return
	}
	if l.lost.IsZero() {
		return
	}
	gone := l.link == nil && l.refusals >= mostRefusals
	if gone || now.Sub(l.lost) > lostTimeout {
		l.end(session.Lost, "")
		return
	}
	l.wonder(now)
	if now.Sub(l.path.restarted) > restartEvery {
		l.prove()
	}
}
