package call

import (
	"slices"
	"strings"
	"time"

	"parley/call/identity"
	"parley/call/session"
)

// contact adds what is known about p's key to p.
func (c *Controller) contact(p session.Person) Contact {
	out := Contact{Person: p, Volume: 1}
	for _, n := range c.nearby {
		if n.Key != "" && n.Key == p.Key || n.Instance != "" && n.Instance == p.Instance {
			out.Presence = Here
		}
	}
	if out.Presence != Here && c.there[p.Key] {
		out.Presence = Online
	}
	known, ok := c.cfg.Contacts.Lookup(p.Key)
	switch {
	case c.current != nil && c.current.guests[p.Key]:
		out.Trust = Verified
	case !ok && p.Key != "" && c.cfg.Contacts.NameTaken(p.Name, p.Key):
		out.Trust = Changed
	case !ok:
		out.Trust = Stranger
	case known.Verified:
		out.Trust = Verified
	default:
		out.Trust = Met
	}
	if ok {
		out.Volume, out.Last = known.Volume, LastCall(known.Last)
		out.AcceptBytes, out.Blocked, out.Rings = known.AcceptBytes, known.Blocked, known.Card != "" && !known.Blocked
	}
	return out
}

// find guesses who is meant by a target before anyone was reached.
func (c *Controller) find(target string) Contact {
	people := c.people()
	for _, named := range []func(Contact) string{
		func(p Contact) string { return p.Key },
		func(p Contact) string { return p.Instance },
		func(p Contact) string { return strings.ToLower(p.Name) },
	} {
		if i := slices.IndexFunc(people, func(p Contact) bool { return names(named(p), target) }); i >= 0 {
			return people[i]
		}
	}
	if c.lastEnd != nil && names(c.lastEnd.Peer.Key, target) {
		return c.lastEnd.Peer // a stranger, to be called again
	}
	return Contact{Person: session.Person{Name: target}, Volume: 1}
}

// names reports whether a name, key or advert is what was typed.
func names(name, target string) bool { return name != "" && strings.EqualFold(name, target) }

// people lists everybody known or nearby, each once.
func (c *Controller) people() []Contact {
	out := c.known()
	for _, p := range c.nearby {
		if !slices.ContainsFunc(out, func(k Contact) bool { return k.Key == p.Key && p.Key != "" }) {
			out = append(out, c.contact(p))
		}
	}
	return out
}

// known lists the people met, with where they are now.
func (c *Controller) known() []Contact {
	stored := c.cfg.Contacts.List()
	out := make([]Contact, 0, len(stored))
	for _, k := range stored {
		person := session.Person{Key: k.Key.String(), Name: k.Name, Device: k.Device, Address: k.Address}
		for _, n := range c.nearby {
			if n.Key == person.Key {
				person = n
			}
		}
		out = append(out, c.contact(person))
	}
	return out
}

// nearbyContacts lists who is on the network now, by name.
func (c *Controller) nearbyContacts() []Contact {
	out := make([]Contact, 0, len(c.nearby))
	for _, p := range c.nearby {
		out = append(out, c.contact(p))
	}
	slices.SortStableFunc(out, func(a, b Contact) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return out
}

// remember writes the end of a call to the contacts. Who was never met is not
// kept, so that strangers cannot fill the list by ringing.
func (c *Controller) remember(v *conversation, end End) {
	if _, ok := c.cfg.Contacts.Lookup(v.peer.Key); !ok || v.meeting != nil {
		return
	}
	if v.answered() {
		c.meet(v.peer)
	}
	last := identity.LastCall{Time: time.Now(), Length: end.Length, Outgoing: v.outgoing, Missed: end.Missed}
	c.note(c.cfg.Contacts.SetLast(v.peer.Key, last))
}
