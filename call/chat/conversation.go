package chat

import (
	"time"

	"parley/call/identity"
)

// Config is what a Conversation starts with.
type Config struct {
	Self Person
	// Peer is the other person of a conversation of two: what is written waits
	// for them from call to call. In a room it is the zero Person.
	Peer  Person
	Now   func() time.Time // time.Now where nil
	NewID func() ID        // NewID where nil; must not repeat
}

// Conversation is the state of one chat. It belongs to one goroutine.
type Conversation struct {
	self     Person
	room     bool
	now      func() time.Time
	newID    func() ID
	list     list
	seen     int // position of the first message that was not seen
	recent   recent
	unstored map[Ref]struct{} // what came and is not in the history yet
	peers    map[identity.Key]*peer
	out      outbox
	pace     allowance // of what oneself writes
	typed    time.Time // when it was last said that oneself is typing
	effects  Effects   // of the call that is running
	shown    *Snapshot // nil when it is out of date
}

// New returns a conversation without messages: see Restore.
func New(cfg Config) *Conversation {
	c := &Conversation{
		self:     named(cfg.Self),
		room:     cfg.Peer.Key.IsZero(),
		now:      cfg.Now,
		newID:    cfg.NewID,
		list:     newList(),
		recent:   newRecent(),
		unstored: make(map[Ref]struct{}),
		peers:    make(map[identity.Key]*peer),
		pace:     ownAllowance(),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.newID == nil {
		c.newID = NewID
	}
	if !c.room {
		c.peers[cfg.Peer.Key] = &peer{Person: named(cfg.Peer), here: true, flood: newFlood()}
	}
	return c
}

func named(p Person) Person {
	return Person{Key: p.Key, Name: identity.CleanName(p.Name)}
}

// flush returns what the call that ends did.
func (c *Conversation) flush() Effects {
	done := c.effects
	c.effects = Effects{}
	return done
}

// send gives a message to everyone whose channel is open.
func (c *Conversation) send(data []byte) {
	for _, p := range c.sorted() {
		if p.open {
			c.sendTo(p.Key, data)
		}
	}
}

func (c *Conversation) sendTo(to identity.Key, data []byte) {
	c.effects.Send = append(c.effects.Send, Outgoing{To: to, Data: data})
}

func (c *Conversation) store(change Change) {
	c.effects.Store = append(c.effects.Store, change)
}

// change edits a message in memory, if it is there.
func (c *Conversation) change(ref Ref, edit func(*Message)) *Message {
	c.shown = nil
	return c.list.change(ref, func(m *Message) {
		text := m.Text
		edit(m)
		if m.Text != text {
			c.dress(m)
		}
	})
}

// add puts a new message at the end.
func (c *Conversation) add(m *Message) {
	c.shown = nil
	c.dress(m)
	c.recent.add(m.Ref)
	for _, ref := range c.list.add(m) {
		delete(c.unstored, ref) // what cannot be stored again is not waited for
	}
}

// dress finds links and mentions.
func (c *Conversation) dress(m *Message) {
	if m.Kind != Text {
		m.Spans = []Span{{Text: m.Text}}
		return
	}
	m.Spans, m.Mention = Split(m.Text, c.people()), false
	for _, s := range m.Spans {
		m.Mention = m.Mention || s.Kind == Mention && s.Who == c.self.Key && !m.Own
	}
}

// people are those who can be mentioned; oneself first, for whom it matters
// most.
func (c *Conversation) people() []Person {
	people := []Person{c.self}
	for _, p := range c.sorted() {
		people = append(people, p.Person)
	}
	return people
}
