package call

import (
	"slices"
	"time"

	"parley/call/session"
)

// handleMeetingCommand does what the person wants of a meeting.
func (c *Controller) handleMeetingCommand(cmd Command) {
	if cmd, ok := cmd.(Meet); ok {
		c.meetAt(cmd)
		return
	}
	v, b := c.current, c.cfg.Backend
	if v == nil || v.meeting == nil {
		return
	}
	switch cmd := cmd.(type) {
	case Admit:
		b.Admit(v.id, cmd.Key, cmd.Yes)
	case SetDoor:
		b.SetDoor(v.id, cmd.Door)
	case SetValidity:
		b.SetValidity(v.id, cmd.Validity)
	case AskMute:
		b.AskMute(v.id, cmd.Participant)
	case RemoveParticipant:
		b.Remove(v.id, cmd.Participant)
	case RenewLink:
		b.Renew(v.id)
	}
}

// meetAt comes into a meeting. Nothing rings, so nothing runs out either: who
// waits to be let in may take their time, and the backend knows when a server
// does not answer.
func (c *Controller) meetAt(cmd Meet) {
	if c.state != Idle {
		return
	}
	now := time.Now()
	c.lastEnd = nil
	c.media.Microphone, c.media.Camera = cmd.Microphone, cmd.Video
	c.current = &conversation{
		id: c.cfg.Backend.Meet(cmd.Place, session.Intent{Video: cmd.Video}), outgoing: true, video: cmd.Video,
		meeting: &session.Meeting{Server: cmd.Server}, begun: now, clicked: now,
	}
	c.tellTroubles()
	c.enter(inDial)
}

// met takes how a meeting stands.
func (c *Controller) met(m session.Meeting) {
	v := c.current
	if v.meeting == nil {
		return
	}
	was := *v.meeting
	v.meeting = &m
	if m.Link != was.Link || m.Host != was.Host || m.Door != was.Door {
		c.emit(Event{Kind: EventMeeting, Call: c.callID(), Link: m.Link, Key: m.Host, Door: m.Door})
	}
	for _, p := range m.Waiting {
		if !slices.ContainsFunc(was.Waiting, func(o session.Person) bool { return o.Key == p.Key }) {
			c.emit(Event{Kind: EventWaiting, Call: c.callID(), Name: p.Name, Key: p.Key})
			if c.settings().AcceptCalls {
				c.cfg.Backend.Admit(v.id, p.Key, true)
			}
		}
	}
}

// waits notes that somebody has to let this side in.
func (c *Controller) waits() {
	c.current.waits = c.state == Dialing
	if c.current.waits {
		c.emit(Event{Kind: EventWaits, Call: c.callID()})
	}
}

// greet makes who came into a meeting known. Whoever has the name of somebody
// known and another key is not, before the words were compared.
func (c *Controller) greet(p session.Participant) {
	if c.current.meeting == nil {
		return
	}
	known := c.contact(p.Person)
	c.cfg.Studio.SetVolume(p.Person.Key, known.Volume)
	if known.Trust != Changed {
		c.meet(known)
		return
	}
	c.tell("changed "+p.Person.Key, Notice{
		Severity: Warning, Text: p.Person.Name + " is here from another computer than the one you know.",
		Hint: "It may be somebody else. Compare words.",
	})
}

// muteAsked does what the host asks; the person may undo it at once.
func (c *Controller) muteAsked(participant string) {
	i := c.current.index(participant)
	if i < 0 || !c.media.Microphone {
		return
	}
	c.media.Microphone = false
	c.applyMedia()
	name := c.current.participants[i].Person.Name
	c.tell("muted", Notice{Text: name + " turned your microphone off.", Hint: "Turn it on again when you want to speak."})
}
