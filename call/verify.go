package call

import (
	"slices"

	"parley/call/session"
)

// verify takes what came of comparing words. Whoever is in a meeting under a
// name that another key has becomes known by it: the person at this computer
// has just made sure who it is.
func (c *Controller) verify(cmd VerifyPerson) {
	person, here := c.present(cmd.Key)
	if here && person.Guest {
		c.current.verifyGuest(cmd)
		return
	}
	_, known := c.cfg.Contacts.Lookup(cmd.Key)
	if !known && here && cmd.Yes {
		c.meet(c.contact(person))
		known = true
	}
	if known {
		c.note(c.cfg.Contacts.SetVerified(cmd.Key, cmd.Yes))
	}
	if v := c.current; v != nil && v.peer.Key == cmd.Key {
		v.peer.Trust = c.contact(v.peer.Person).Trust
	}
}

// present returns who in the call has a key.
func (c *Controller) present(key string) (p session.Person, here bool) {
	if c.current == nil {
		return session.Person{}, false
	}
	i := slices.IndexFunc(c.current.participants, func(p session.Participant) bool { return p.Person.Key == key })
	if i < 0 {
		return session.Person{}, false
	}
	return c.current.participants[i].Person, true
}

func (v *conversation) verifyGuest(cmd VerifyPerson) {
	if v.guests == nil {
		v.guests = make(map[string]bool)
	}
	v.guests[cmd.Key] = cmd.Yes
}
