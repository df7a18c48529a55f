package chat_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/chat"
	"parley/call/identity"
)

// room is some people with a channel between each two, on one clock. Messages
// travel when deliver is called.
type room struct {
	t    *testing.T
	now  time.Time
	ids  uint64
	side []*side
}

// side is one person's program.
type side struct {
	chat.Person
	*chat.Conversation
	room    *room
	inbox   []letter
	open    map[identity.Key]bool
	slow    bool          // the history does not answer
	waiting []chat.Change // for the history
	kept    []chat.Change
	ended   error
}

type letter struct {
	from identity.Key
	data []byte
}

var (
	anna = chat.Person{Key: identity.Key{1}, Name: "Anna"}
	ben  = chat.Person{Key: identity.Key{2}, Name: "Ben"}
	cleo = chat.Person{Key: identity.Key{3}, Name: "Cleo"}
)

func newRoom(t *testing.T) *room {
	return &room{t: t, now: time.UnixMilli(1_764_115_380_000)}
}

// two returns Anna and Ben in a conversation of two, not connected yet.
func two(t *testing.T) (r *room, a, b *side) {
	r = newRoom(t)
	return r, r.add(anna, ben), r.add(ben, anna)
}

func (r *room) add(self, peer chat.Person) *side {
	s := &side{Person: self, room: r, open: make(map[identity.Key]bool)}
	s.Conversation = chat.New(chat.Config{
		Self: self, Peer: peer, Now: func() time.Time { return r.now }, NewID: r.newID,
	})
	r.side = slices.DeleteFunc(r.side, func(old *side) bool { return old.Key == s.Key })
	r.side = append(r.side, s)
	return s
}

func (r *room) find(key identity.Key) *side {
	return r.side[slices.IndexFunc(r.side, func(s *side) bool { return s.Key == key })]
}

func (r *room) newID() (id chat.ID) {
	r.ids++
	binary.BigEndian.PutUint64(id[8:], r.ids)
	return id
}

// connect opens a channel between each two.
func (r *room) connect(sides ...*side) {
	for _, s := range sides {
		for _, other := range sides {
			if s != other {
				s.open[other.Key] = true
				s.did(s.Joined(other.Person))
			}
		}
	}
	r.deliver()
}

// cut closes all channels; what is under way is lost.
func (r *room) cut() {
	for _, s := range r.side {
		s.inbox = nil
		for key := range s.open {
			s.Lost(key)
			delete(s.open, key)
		}
	}
}

// deliver carries messages until there are none.
func (r *room) deliver() {
	for moved := true; moved; {
		moved = false
		for _, s := range r.side {
			for len(s.inbox) > 0 {
				moved = true
				l := s.inbox[0]
				s.inbox = s.inbox[1:]
				effects, err := s.Receive(l.from, l.data)
				if err != nil {
					s.ended = err
				}
				s.do(effects)
			}
		}
	}
}

// did is do for what must succeed.
func (s *side) did(effects chat.Effects, err error) {
	s.room.t.Helper()
	if err != nil {
		s.room.t.Fatal(err)
	}
	s.do(effects)
}

func (s *side) do(effects chat.Effects) {
	for _, out := range effects.Send {
		if s.open[out.To] {
			other := s.room.find(out.To)
			other.inbox = append(other.inbox, letter{s.Key, out.Data})
		}
	}
	s.waiting = append(s.waiting, effects.Store...)
	if !s.slow {
		s.store()
	}
}

// store lets the history answer.
func (s *side) store() {
	for len(s.waiting) > 0 {
		changes := s.waiting
		s.waiting = nil
		s.kept = append(s.kept, changes...)
		s.do(s.Stored(changes))
	}
}

// hear lets a message of another come that no program would send.
func (s *side) hear(from *side, data string) error {
	effects, err := s.Receive(from.Key, []byte(data))
	s.do(effects)
	return err
}

// texts returns what a person sees, one message after the other.
func (s *side) texts() string {
	var all []string
	for _, m := range s.Snapshot().Messages {
		text := m.Text
		if m.Deleted {
			text = "-"
		}
		if m.Edited && !m.Deleted {
			text += "*"
		}
		for _, t := range m.Tally() {
			text += " " + t.Emoji + strings.Join(t.Names, "+")
		}
		all = append(all, text)
	}
	return strings.Join(all, "|")
}

func (s *side) last() *chat.Message {
	messages := s.Snapshot().Messages
	return messages[len(messages)-1]
}

func (s *side) states() []chat.State {
	var all []chat.State
	for _, m := range s.Snapshot().Messages {
		if m.Own {
			all = append(all, m.State)
		}
	}
	return all
}

func (s *side) expect(texts string) {
	s.room.t.Helper()
	if got := s.texts(); got != texts {
		s.room.t.Errorf("%s sees %q, want %q", s.Name, got, texts)
	}
}

func (s *side) expectStates(want ...chat.State) {
	s.room.t.Helper()
	if got := s.states(); !slices.Equal(got, want) {
		s.room.t.Errorf("%s has states %v, want %v", s.Name, got, want)
	}
}
