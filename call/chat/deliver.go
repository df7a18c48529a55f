package chat

import (
	"slices"

	"parley/call/identity"
)

// post sends a message to everyone who is here, and keeps it until all of them
// have acknowledged it.
func (c *Conversation) post(id ID, of Ref, m message) {
	i := &item{id: id, of: of, message: m, data: encode(m), waits: make(map[identity.Key]bool)}
	for _, p := range c.sorted() {
		i.waits[p.Key] = p.open
	}
	c.send(i.data)
	if len(i.waits) > 0 {
		c.out.add(i)
		c.progress(i)
	}
}

// overtake forgets messages that a newer one makes needless.
func (c *Conversation) overtake(items []*item) {
	for _, i := range items {
		c.out.remove(i)
	}
}

// progress looks again at an item that was sent, acknowledged or given up.
func (c *Conversation) progress(i *item) {
	if len(i.waits) == 0 {
		c.out.remove(i)
	}
	if _, ok := i.message.(textMessage); !ok {
		return
	}
	c.change(i.of, func(m *Message) { m.State, m.Missing = i.state(), i.missing() })
	if i.state() == Delivered {
		c.store(Arrived{i.of})
	}
}

// hearAck takes a person's acknowledgements.
func (c *Conversation) hearAck(p *peer, ids []ID) {
	for _, id := range ids {
		i := c.out.find(id)
		if i == nil || !i.waits[p.Key] {
			continue // late, repeated or made up
		}
		delete(i.waits, p.Key)
		i.has++
		c.progress(i)
	}
}

// Stored says that the history has changes that this conversation made, or
// that there is no history to wait for. What others sent is acknowledged now.
func (c *Conversation) Stored(changes []Change) Effects {
	acks := make(map[identity.Key][]ID)
	for _, change := range changes {
		if said, ok := change.(Said); ok {
			delete(c.unstored, said.Message.Ref)
		}
		to, id := change.item()
		if p := c.peers[to]; p != nil && p.open && id != (ID{}) {
			acks[to] = append(acks[to], id)
		}
	}
	for _, p := range c.sorted() {
		for ids := range slices.Chunk(acks[p.Key], maxIDs) {
			c.sendTo(p.Key, encode(ackMessage{IDs: ids}))
		}
	}
	return c.flush()
}
