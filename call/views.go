package call

import "parley/call/session"

// view tells a participant how they are shown here, if that is new.
func (c *Controller) view(cmd View) {
	v := c.current
	if v == nil || v.index(cmd.Participant) < 0 {
		return
	}
	wanted := cmd.View
	wanted.Lines = min(max(wanted.Lines, 0), session.MaxLines)
	if told, ok := v.views[cmd.Participant]; ok && told == wanted {
		return
	}
	if v.views == nil {
		v.views = make(map[string]session.View)
	}
	v.views[cmd.Participant] = wanted
	c.cfg.Backend.View(v.id, cmd.Participant, wanted)
}

// speaker notes who has the floor.
func (c *Controller) speaker(key string) {
	if c.current == nil {
		return
	}
	c.current.speaker = key
	for _, p := range c.current.participants {
		if p.Person.Key == key {
			c.emit(Event{Kind: EventSpeaker, Call: c.callID(), Participant: p.ID, Name: p.Person.Name})
		}
	}
}
