package chat

import "slices"

// list is the messages in memory, in the order in which they came. Slices
// that were given out do not change.
type list struct {
	messages []*Message
	first    int         // position of the first; those before were dropped
	position map[Ref]int // counted from the start of the conversation
	bytes    int
	shared   bool // messages was given out
}

func newList() list { return list{position: make(map[Ref]int)} }

// end is the position after the last message.
func (l *list) end() int { return l.first + len(l.messages) }

// get returns a message, or nil.
func (l *list) get(ref Ref) *Message {
	i, ok := l.position[ref]
	if !ok {
		return nil
	}
	return l.messages[i-l.first]
}

// add appends a message, and drops the oldest when there are too many. It
// returns those that were dropped. A slice that was given out ends before the
// new one.
func (l *list) add(m *Message) (dropped []Ref) {
	l.position[m.Ref] = l.end()
	l.messages = append(l.messages, m)
	l.bytes += len(m.Text)
	for len(l.messages) > mostMessages || l.bytes > mostBytes && len(l.messages) > 1 {
		dropped = append(dropped, l.drop())
	}
	return dropped
}

func (l *list) drop() Ref {
	oldest := l.messages[0]
	delete(l.position, oldest.Ref)
	l.bytes -= len(oldest.Text)
	l.messages = l.messages[1:]
	l.first++
	return oldest.Ref
}

// prepend puts older messages in front, the newest of them first, as long as
// there is room. It returns those that were taken.
func (l *list) prepend(older []*Message) []*Message {
	var taken []*Message
	for _, m := range slices.Backward(older) {
		if len(l.messages)+len(taken) >= mostMessages || l.bytes+len(m.Text) > mostBytes {
			break
		}
		if _, known := l.position[m.Ref]; known {
			continue
		}
		taken = append(taken, m)
		l.position[m.Ref] = l.first - len(taken)
		l.bytes += len(m.Text)
	}
	slices.Reverse(taken)
	l.messages = slices.Concat(taken, l.messages)
	l.first -= len(taken)
	l.shared = false
	return taken
}

// change puts an edited copy in the place of a message, if it is there.
func (l *list) change(ref Ref, edit func(*Message)) *Message {
	i, ok := l.position[ref]
	if !ok {
		return nil
	}
	if l.shared {
		l.messages, l.shared = slices.Clone(l.messages), false
	}
	m := *l.messages[i-l.first]
	l.bytes -= len(m.Text)
	edit(&m)
	l.bytes += len(m.Text)
	l.messages[i-l.first] = &m
	return &m
}

// share returns the messages for reading.
func (l *list) share() []*Message {
	l.shared = true
	return slices.Clip(l.messages)
}
