package call

import (
	"parley/call/session"
	"parley/call/settings"
)

// presence tells who came and went of those who are not nearby.
func (c *Controller) presence(keys []string) {
	before := c.there
	c.there = make(map[string]bool, len(keys))
	for _, key := range keys {
		c.there[key] = true
		if !before[key] {
			c.emitPresence(key, "came")
		}
	}
	for key := range before {
		if !c.there[key] {
			c.emitPresence(key, "went")
		}
	}
}

func (c *Controller) emitPresence(key, change string) {
	known, _ := c.cfg.Contacts.Lookup(key)
	c.emit(Event{Kind: EventPresence, Name: known.Name, Key: key, Change: change})
}

// block keeps a contact from ringing, or lets them again. What they know of how
// this person is seen to be there is made worthless.
func (c *Controller) block(key string, yes bool) {
	known, ok := c.cfg.Contacts.Lookup(key)
	if !ok || known.Blocked == yes {
		return
	}
	c.note(c.cfg.Contacts.SetBlocked(key, yes))
	if yes {
		c.cfg.Backend.RenewCard()
	}
}

// forget removes somebody from the contacts, who alone see that this person is
// there.
func (c *Controller) forget(key string) {
	_, known := c.cfg.Contacts.Lookup(key)
	c.note(c.cfg.Contacts.Forget(key))
	if known {
		c.cfg.Backend.RenewCard()
	}
}

// doubtful asks about a server that a contact uses. Who rings does so again, so
// that one question is enough.
func (c *Controller) doubtful(e session.Doubtful) {
	known, ok := c.cfg.Contacts.Lookup(e.Key)
	same := c.doubt != nil && c.doubt.Server == e.Server && c.doubt.Key == e.Key
	if !ok || known.Blocked || same && (c.doubt.Link != "" || e.Link == "") {
		return
	}
	c.doubt = &e
	c.emitDoubt(e, known.Name)
}

// emitDoubt tells a script, which may also take it for a call that was missed.
func (c *Controller) emitDoubt(e session.Doubtful, name string) {
	rings := e.Link != ""
	text := "To call " + name + " elsewhere takes " + e.Server + ", a server that you have not used."
	if rings {
		text = name + " calls by way of " + e.Server + ", a server that you have not used."
	}
	const hint = "Nothing was asked of it."
	c.emit(Event{Kind: EventDoubt, Name: name, Key: e.Key, Server: e.Server, Rings: rings, Text: text, Hint: hint})
	if rings {
		c.emit(Event{Kind: EventMissed, From: name, Key: e.Key, Server: e.Server, Text: text, Hint: hint})
	}
}

// doubted is what the window asks about.
func (c *Controller) doubted() *Doubt {
	if c.doubt == nil {
		return nil
	}
	known, ok := c.cfg.Contacts.Lookup(c.doubt.Key)
	if !ok || known.Blocked {
		return nil
	}
	peer := c.contact(session.Person{Key: c.doubt.Key, Name: known.Name, Device: known.Device})
	return &Doubt{Peer: peer, Server: c.doubt.Server, Rings: c.doubt.Link != ""}
}

// useServer remembers a server that the person agrees to, and comes to who rang.
func (c *Controller) useServer(yes bool) {
	asked := c.doubt
	c.doubt = nil
	if asked == nil || !yes {
		return
	}
	c.change(func(s *settings.Settings) { s.Agree(asked.Server) })
	if asked.Link != "" {
		c.cfg.Backend.Come(*asked)
	}
	c.cfg.Backend.Settle()
}
