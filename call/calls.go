package call

import (
	"time"

	"parley/call/session"
	"parley/call/stats"
)

// enter moves the state machine and does what the new state calls for. It
// reports whether in meant anything.
func (c *Controller) enter(in input) bool {
	state, ok := c.state.next(in)
	if !ok || state == c.state {
		return ok
	}
	before := c.state
	c.state = state
	c.emit(Event{Kind: EventState, State: state.String(), Call: c.callID(), Text: c.stateText()})
	c.playSounds(before)
	c.applyMedia()
	if state != Dialing && state != Ringing && state != Incoming {
		c.timer.Stop()
	}
	return true
}

// stateText is what is to be said about a state; empty for most.
func (c *Controller) stateText() string {
	if c.state != Reconnecting {
		return ""
	}
	return WhyAway(c.current.peer.Name, c.current.cause, c.self.Online)
}

func (c *Controller) callID() string {
	if c.current == nil {
		return ""
	}
	return string(c.current.id)
}

func (c *Controller) playSounds(before State) {
	sounds := map[State]session.Sound{Ringing: session.RingBack, Incoming: session.RingTone}
	if sounds[c.state] != sounds[before] {
		c.cfg.Studio.Sound(sounds[c.state])
	}
}

func (c *Controller) handleBackend(e session.Event) {
	c.dirty = true
	switch e := e.(type) {
	case session.Listening:
		c.self.Addresses = e.Addresses
		for _, address := range e.Addresses {
			c.emit(Event{Kind: EventListening, Address: address})
		}
	case session.Nearby:
		c.nearby = e.People
		c.emitNearby()
	case session.Present:
		c.presence(e.Keys)
	case session.Doubtful:
		c.doubtful(e)
	case session.Network:
		c.self.Online = e.Online
	case session.Offered:
		c.invited(e.Text, e.Fault, false)
	case session.AnswerMade:
		c.invited(e.Text, e.Fault, true)
	case session.Incoming:
		c.incoming(e)
	case session.CallEvent:
		c.route(e)
	}
}

// route hands on what belongs to the current call. A message about a call that
// is over may still be under way.
func (c *Controller) route(e session.CallEvent) {
	v := c.current
	if v == nil {
		return
	}
	if e.Of() == v.id {
		c.handleCall(e)
		return
	}
	if _, over := e.(session.Ended); over && v.crossed != nil && v.crossed.ID == e.Of() {
		v.crossed = nil
	}
}

// handleCall handles what belongs to the current call.
func (c *Controller) handleCall(e session.CallEvent) {
	switch e := e.(type) {
	case session.Reached:
		c.reached(e.Person)
	case session.Ringing:
		if c.enter(inRinging) {
			c.timer.Reset(RingTimeout)
		}
	case session.Answered:
		c.answered()
	case session.Connected:
		c.connected(e.Pair)
	case session.Interrupted:
		c.interrupted(e.Cause)
	case session.Ended:
		c.ended(e)
	case session.Joined:
		c.joined(e.Participant)
	case session.Changed:
		c.changed(e.Participant)
	case session.Left:
		c.left(e.Participant)
	case session.FirstPicture:
		c.first(EventFirstPicture, e.Participant, e.At)
	case session.FirstSound:
		c.first(EventFirstSound, e.Participant, e.At)
	case session.Measured:
		c.measured(e.Tracks)
	case session.ChatOpen:
		c.chatOpen(e.Participant)
	case session.ChatClosed:
		c.chatClosed(e.Participant)
	case session.ChatReceived:
		c.chatReceived(e)
	case session.PointingAsked:
		c.pointingAsked(e.Participant)
	case session.Met:
		c.met(e.Meeting)
	case session.Waits:
		c.waits()
	case session.MuteAsked:
		c.muteAsked(e.Participant)
	}
}

// first reports how long a person waited for the first picture or sound.
func (c *Controller) first(kind EventKind, participant string, at time.Time) {
	click := at.Sub(c.current.clicked).Milliseconds()
	accept := at.Sub(c.current.accepted).Milliseconds()
	c.emit(Event{
		Kind: kind, Call: c.callID(), Participant: participant,
		SinceClickMs: &click, SinceAcceptMs: &accept,
	})
}

func (c *Controller) measured(tracks []stats.Track) {
	c.current.stats = tracks
	for i := range tracks {
		c.emit(Event{Kind: EventStats, Call: c.callID(), Stats: &tracks[i]})
	}
}

func (c *Controller) emitNearby() {
	for _, p := range c.nearby {
		c.emit(Event{Kind: EventNearby, Name: p.Name, Key: p.Key, Address: p.Address})
	}
}
