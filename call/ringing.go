package call

import (
	"time"

	"parley/call/session"
	"parley/call/stats"
)

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
