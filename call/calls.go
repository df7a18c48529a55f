package call

import (
	"strings"
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

// incoming takes a call, or refuses it when there is one already. Of two
// people who call each other at the same moment, the smaller key's call
// stands, by the same rule on both sides.
func (c *Controller) incoming(e session.Incoming) {
	calling := c.state == Dialing || c.state == Ringing
	if calling && c.current.peer.Key == e.Person.Key {
		c.crossed(e)
		return
	}
	if c.state != Idle {
		c.cfg.Backend.Decline(e.ID, session.Busy)
		c.missed(e)
		return
	}
	now := time.Now()
	c.lastEnd = nil
	c.current = &conversation{id: e.ID, peer: c.contact(e.Person), video: e.Intent.Video, begun: now}
	c.current.question = c.current.peer.Trust == Changed
	c.emit(Event{Kind: EventRinging, Call: string(e.ID), From: e.Person.Name, Key: e.Person.Key, Video: e.Intent.Video})
	c.timer.Reset(RingTimeout + RingTimeout/6) // the caller gives up first
	c.enter(inIncoming)
	if c.settings().AcceptCalls && !c.current.question {
		c.accept(c.media.Camera)
	}
}

// missed tells of a call that was refused because another one goes on. One
// such notice stands at a time, so that nobody fills the window by ringing.
func (c *Controller) missed(e session.Incoming) {
	v := &conversation{id: e.ID, peer: c.contact(e.Person)}
	end := describe(v, session.Busy)
	c.remember(v, end)
	c.emit(Event{
		Kind: EventMissed, Call: string(e.ID), From: e.Person.Name, Key: e.Person.Key,
		Text: end.Text, Hint: end.Hint,
	})
	c.withdraw("missed")
	c.tell("missed", Notice{Text: end.Text, Hint: end.Hint})
}

// crossed takes the call of somebody whom we are calling. The larger key's
// call only waits, in case ours fails; for the smaller key's we drop our own,
// and accept at once, because both wanted to talk.
func (c *Controller) crossed(e session.Incoming) {
	if e.Person.Key > c.self.Key || c.current.question {
		c.current.crossed = &e
		return
	}
	clicked, video := c.current.clicked, c.media.Camera
	c.cfg.Backend.End(c.current.id, session.Cancelled)
	c.enter(inEnded)
	c.current = nil
	c.incoming(e)
	if !c.current.question {
		c.accept(video)
		c.current.clicked = clicked
	}
}

// reached checks who answers at the far end before anything rings there.
func (c *Controller) reached(p session.Person) {
	v := c.current
	if !v.outgoing || c.state != Dialing {
		return
	}
	v.peer = c.contact(p)
	v.question = v.peer.Trust == Changed
	if v.question {
		c.timer.Stop() // the person may take their time
		return
	}
	c.cfg.Backend.Proceed(v.id)
}

func (c *Controller) answered() {
	v := c.current
	if !c.enter(inAnswered) {
		return
	}
	v.accepted, v.waits = time.Now(), false
	v.talk = c.newTalk(v)
	if v.meeting != nil {
		return
	}
	c.meet(v.peer)
	if v.peer.Trust == Stranger {
		v.peer.Trust = Met
	}
	c.cfg.Studio.SetVolume(v.peer.Key, v.peer.Volume)
}

func (c *Controller) connected(pair stats.Pair) {
	v := c.current
	v.pair = pair
	again := c.state == Reconnecting && !v.connected.IsZero()
	if !c.enter(inConnected) {
		return
	}
	if again {
		c.tellBack(v.peer.Name, v.cause)
	}
	v.lost, v.cause = time.Time{}, session.Unheard
	if v.connected.IsZero() {
		v.connected = time.Now()
	}
}

func (c *Controller) interrupted(cause session.Cause) {
	c.current.cause = cause
	if c.enter(inInterrupted) {
		c.current.lost = time.Now()
	}
}

// tellBack tells that somebody is there again. One such notice stands at a time.
func (c *Controller) tellBack(name string, cause session.Cause) {
	c.withdraw("back")
	c.tell("back", Notice{Text: backAgain(name, cause)})
}

func (c *Controller) joined(p session.Participant) {
	c.current.put(p)
	c.greet(p)
	c.emitParticipant(p, "joined")
}

// changed keeps what is new about a participant, and where to find them; the
// contacts hear of it when the call ends.
func (c *Controller) changed(p session.Participant) {
	before, known := c.current.participant(p.ID)
	c.current.put(p)
	switch {
	case c.current.meeting == nil:
		c.because(p.Cause)
	case known && before.Lost && !p.Lost:
		c.tellBack(p.Person.Name, before.Cause)
	}
	if c.current.meeting == nil && p.Person.Key == c.current.peer.Key && p.Person.Address != "" {
		c.current.peer.Address = p.Person.Address
	}
}

// because takes note why somebody is away, and tells it anew.
func (c *Controller) because(cause session.Cause) {
	if cause == c.current.cause {
		return
	}
	c.current.cause = cause
	if c.state == Reconnecting && cause != session.Unheard {
		c.emit(Event{Kind: EventState, State: c.state.String(), Call: c.callID(), Text: c.stateText()})
	}
}

// meet remembers a person with whom a call was accepted. A guest's key is
// nobody's next time.
func (c *Controller) meet(p Contact) {
	if p.Guest {
		return
	}
	address := p.Address
	if strings.Contains(address, "://") {
		address = "" // a place in a room, which is left afterwards
	}
	c.note(c.cfg.Contacts.Met(p.Key, p.Name, p.Device, address))
}

func (c *Controller) left(id string) {
	c.chatClosed(id)
	if p, ok := c.current.remove(id); ok {
		c.emitParticipant(p, "left")
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

func (c *Controller) ended(e session.Ended) {
	v, now := c.current, time.Now()
	if v.ended != "" {
		e.Reason = v.ended
	}
	for _, p := range v.participants {
		c.emitParticipant(p, "left")
	}
	end := describe(v, e.Reason)
	end.Detail, end.Length = e.Detail, v.length(now)
	if e.Reason == session.BadLink && e.Detail != "" {
		end.Text, end.Hint = e.Detail, "" // a sentence that knows more
	}
	c.remember(v, end)
	c.emit(Event{
		Kind: EventEnded, Call: c.callID(), Reason: e.Reason,
		Text: end.Text, Hint: end.Hint, Detail: e.Detail,
	})
	c.lastEnd = &end
	c.enter(inEnded)
	c.current = nil
	c.media.Microphone, c.media.Camera = true, true
	c.cfg.Studio.Share(session.ShareRequest{})
	c.sharing = Sharing{Sources: c.sharing.Sources}
	c.media.Screen, c.media.Share = false, session.ShareFacts{}
	c.expire.Stop()
	if v.crossed != nil {
		c.incoming(*v.crossed)
	}
}

func (c *Controller) emitParticipant(p session.Participant, change string) {
	c.emit(Event{
		Kind: EventParticipant, Call: c.callID(), ID: p.ID, Name: p.Person.Name, Key: p.Person.Key, Change: change,
	})
}

func (c *Controller) emitNearby() {
	for _, p := range c.nearby {
		c.emit(Event{Kind: EventNearby, Name: p.Name, Key: p.Key, Address: p.Address})
	}
}
