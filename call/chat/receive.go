package chat

import (
	"fmt"
	"time"

	"parley/call/identity"
)

// Receive takes one message of the channel to a person. The error says that
// the channel is to be closed; what makes no sense, or comes too fast, is
// otherwise dropped and counted.
func (c *Conversation) Receive(from identity.Key, data []byte) (Effects, error) {
	p := c.peers[from]
	if p == nil || !p.open {
		return Effects{}, ErrStranger
	}
	ok := p.take(len(data), c.now())
	if !ok {
		p.dropped++
	}
	if p.dropped >= mostDropped {
		return Effects{}, fmt.Errorf("%w: %d were dropped", ErrFlood, p.dropped)
	}
	if !ok {
		return Effects{}, nil
	}
	m, err := decode(data)
	if err == nil {
		err = c.hear(p, m)
	}
	if err != nil {
		if p.senseless++; p.senseless >= mostSenseless {
			return Effects{}, fmt.Errorf("%w: %w", ErrProtocol, err)
		}
	}
	return c.flush(), nil
}

// hear takes a message that makes sense by itself; nil is ignored.
func (c *Conversation) hear(p *peer, m message) error {
	switch m := m.(type) {
	case textMessage:
		return c.hearText(p, m)
	case editMessage:
		return c.hearEdit(p, m)
	case deleteMessage:
		c.hearDelete(p, m)
	case reactMessage:
		c.hearReact(p, m)
	case typingMessage:
		c.hearTyping(p, m)
	case ackMessage:
		c.hearAck(p, m.IDs)
	}
	return nil
}

func (c *Conversation) hearText(p *peer, t textMessage) error {
	ref := Ref{Author: p.Key, ID: t.ID}
	if c.list.get(ref) != nil || c.recent.has(ref) {
		c.hearAgain(ref)
		return nil
	}
	text := Clean(t.Text)
	if text == "" {
		return fmt.Errorf("%w: nothing of it can be seen", errSenseless)
	}
	now := c.now()
	m := &Message{Ref: ref, Name: p.Name, Time: believe(t.At, now), Text: text}
	p.typing = time.Time{}
	c.add(m)
	c.unstored[ref] = struct{}{}
	c.store(Said{m})
	return nil
}

// hearAgain takes a duplicate: its acknowledgement was lost, or the history
// has not taken it.
func (c *Conversation) hearAgain(ref Ref) {
	m := c.list.get(ref)
	if _, waits := c.unstored[ref]; waits && m != nil {
		c.store(Said{m})
		return
	}
	c.sendTo(ref.Author, encode(ackMessage{IDs: []ID{ref.ID}}))
}

// believe returns the time that a message names, if it can be true.
func believe(at int64, now time.Time) time.Time {
	t := time.UnixMilli(at)
	if t.After(now) || now.Sub(t) > oldest {
		return now
	}
	return t
}

func (c *Conversation) hearEdit(p *peer, e editMessage) error {
	text := Clean(e.Text)
	if text == "" {
		return fmt.Errorf("%w: nothing of it can be seen", errSenseless)
	}
	ref := Ref{Author: p.Key, ID: e.Of}
	c.change(ref, func(m *Message) {
		if !m.Deleted {
			m.edit(text)
		}
	})
	c.store(Edited{Ref: ref, Text: text, by: e.ID})
	return nil
}

func (c *Conversation) hearDelete(p *peer, d deleteMessage) {
	ref := Ref{Author: p.Key, ID: d.Of}
	c.change(ref, (*Message).erase)
	c.store(Deleted{Ref: ref, by: d.ID})
}

func (c *Conversation) hearReact(p *peer, r reactMessage) {
	on := Ref{Author: r.Author, ID: r.Of}
	reaction := Reaction{By: p.Key, Name: p.Name, Emoji: r.Emoji}
	c.change(on, func(m *Message) {
		if !m.Deleted {
			m.react(reaction)
		}
	})
	c.store(Reacted{On: on, Reaction: reaction, by: r.ID})
}

func (c *Conversation) hearTyping(p *peer, t typingMessage) {
	c.shown = nil
	if p.typing = (time.Time{}); t.On {
		p.typing = c.now().Add(typingLasts)
	}
}
