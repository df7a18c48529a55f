package chat

import (
	"maps"
	"slices"
	"strings"
	"time"

	"parley/call/identity"
)

// Joined says that the channel to a person is open. What they have not
// acknowledged is sent again. The error says that the channel is to be closed.
func (c *Conversation) Joined(who Person) (Effects, error) {
	p, err := c.admit(named(who))
	if err != nil {
		return Effects{}, err
	}
	c.shown = nil
	p.here, p.open = true, true
	for _, i := range c.out.items {
		if _, waits := i.waits[p.Key]; waits {
			c.sendTo(p.Key, i.data)
			i.waits[p.Key] = true
			c.progress(i)
		}
	}
	return c.flush(), nil
}

// admit returns the peer for a person whose channel opens.
func (c *Conversation) admit(who Person) (*peer, error) {
	p := c.peers[who.Key]
	switch {
	case who.Key.IsZero() || who.Key == c.self.Key || p == nil && !c.room:
		return nil, ErrStranger
	case (p == nil || !p.here) && c.count() >= mostPeople:
		return nil, ErrCrowd
	case p == nil:
		c.forget()
		p = &peer{flood: newFlood()}
		c.peers[who.Key] = p
	}
	p.Person = who
	return p, nil
}

// count returns how many are here.
func (c *Conversation) count() int {
	n := 0
	for _, p := range c.peers {
		if p.here {
			n++
		}
	}
	return n
}

// forget makes room for one more: of those who left, any may go.
func (c *Conversation) forget() {
	for key, p := range c.peers {
		if len(c.peers) < mostKnown {
			return
		}
		if !p.here {
			delete(c.peers, key)
		}
	}
}

// Lost says that the channel to a person is closed, for now.
func (c *Conversation) Lost(key identity.Key) {
	if p := c.peers[key]; p != nil {
		c.shown = nil
		p.open, p.typing = false, time.Time{}
	}
}

// Left says that a person left a room for good: nothing waits for them any
// more. In a conversation of two it is the same as Lost.
func (c *Conversation) Left(key identity.Key) Effects {
	c.Lost(key)
	if p := c.peers[key]; p != nil && c.room {
		p.here = false
		for _, i := range slices.Clone(c.out.items) {
			if _, waits := i.waits[key]; waits {
				delete(i.waits, key)
				c.progress(i)
			}
		}
	}
	return c.flush()
}

// sorted returns those who are here, by name.
func (c *Conversation) sorted() []*peer {
	here := slices.DeleteFunc(slices.Collect(maps.Values(c.peers)), func(p *peer) bool { return !p.here })
	slices.SortFunc(here, func(a, b *peer) int {
		if order := strings.Compare(a.Name, b.Name); order != 0 {
			return order
		}
		return slices.Compare(a.Key[:], b.Key[:])
	})
	return here
}
