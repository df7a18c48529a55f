package chat

import "slices"

// Restore puts messages that the history has, oldest first, before those that
// are there. They count as seen. In a conversation of two, one's own that did
// not arrive in an earlier call are sent again.
func (c *Conversation) Restore(messages []*Message) Effects {
	c.shown = nil
	taken := c.list.prepend(messages)
	for _, m := range taken {
		c.recent.add(m.Ref)
		c.change(m.Ref, c.revive)
	}
	for _, m := range taken {
		if m.Own && m.Kind == Text && !m.Deleted && m.State != Delivered && !c.room && !c.out.full() {
			c.again(m)
		}
	}
	c.seen = max(c.seen, c.list.first)
	return c.flush()
}

// Clear forgets what is in memory, for who erases the history. What did not
// arrive yet is not sent any more, but that something was taken back is.
func (c *Conversation) Clear() {
	c.shown = nil
	first := c.list.end()
	c.list = newList()
	c.list.first, c.seen = first, first
	for _, i := range slices.Clone(c.out.items) {
		if _, ok := i.message.(deleteMessage); !ok {
			c.out.remove(i)
		}
	}
}

// revive fits what was stored into this run.
func (c *Conversation) revive(m *Message) {
	c.dress(m)
	if m.Own && m.State != Delivered {
		m.State = Undelivered
	}
}

// again sends a text of an earlier run, and its edit: the other side may know
// the text as it was before.
func (c *Conversation) again(m *Message) {
	c.post(m.ID, m.Ref, textMessage{ID: m.ID, At: m.Time.UnixMilli(), Text: m.Text})
	if m.Edited {
		by := c.newID()
		c.post(by, m.Ref, editMessage{ID: by, Of: m.ID, Text: m.Text})
	}
}
