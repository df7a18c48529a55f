package call

import (
	"strings"

	"parley/call/session"
)

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

func (c *Controller) emitParticipant(p session.Participant, change string) {
	c.emit(Event{
		Kind: EventParticipant, Call: c.callID(), ID: p.ID, Name: p.Person.Name, Key: p.Person.Key, Change: change,
	})
}
