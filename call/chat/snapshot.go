package chat

import "time"

// Snapshot is what a person sees of a conversation. It does not change, and
// may be read by anybody.
type Snapshot struct {
	Messages []*Message // oldest first; older ones are in the history
	Typing   []Person   // by name
	Unread   int        // texts of others since Seen
	Mentions int        // of oneself, among those
}

// Snapshot returns the conversation as it is now. It costs nothing while
// nothing changes.
func (c *Conversation) Snapshot() *Snapshot {
	now := c.now()
	if c.shown != nil && len(c.shown.Typing) == len(c.typing(now)) {
		return c.shown
	}
	s := &Snapshot{Messages: c.list.share(), Typing: c.typing(now)}
	for i := max(c.seen, c.list.first); i < c.list.end(); i++ {
		m := c.list.messages[i-c.list.first]
		if m.Own || m.Deleted || m.Kind != Text {
			continue
		}
		s.Unread++
		if m.Mention {
			s.Mentions++
		}
	}
	c.shown = s
	return s
}

// typing returns who is writing.
func (c *Conversation) typing(now time.Time) []Person {
	var people []Person
	for _, p := range c.sorted() {
		if now.Before(p.typing) {
			people = append(people, p.Person)
		}
	}
	return people
}

// Expires returns when Snapshot changes by itself, because somebody who was
// writing is no longer; the zero time while nobody is.
func (c *Conversation) Expires() time.Time {
	var first time.Time
	now := c.now()
	for _, p := range c.peers {
		if now.Before(p.typing) && (first.IsZero() || p.typing.Before(first)) {
			first = p.typing
		}
	}
	return first
}
