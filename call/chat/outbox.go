package chat

import (
	"slices"

	"parley/call/identity"
)

// item is a message that somebody has not acknowledged.
type item struct {
	id      ID
	of      Ref // the message that it makes or changes
	message message
	data    []byte
	waits   map[identity.Key]bool // who has not; true once it was sent there
	has     int                   // how many have
}

// touched reports whether anybody may have it.
func (i *item) touched() bool {
	if i.has > 0 {
		return true
	}
	for _, sent := range i.waits {
		if sent {
			return true
		}
	}
	return false
}

// state is that of the message that the item makes.
func (i *item) state() State {
	switch {
	case i.touched() && len(i.waits) > 0:
		return Sent
	case len(i.waits) > 0:
		return Pending
	case i.has > 0:
		return Delivered
	}
	return Undelivered
}

func (i *item) missing() []identity.Key {
	keys := make([]identity.Key, 0, len(i.waits))
	for key := range i.waits {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b identity.Key) int { return slices.Compare(a[:], b[:]) })
	return keys
}

// outbox is what is not acknowledged yet, in the order of writing.
type outbox struct {
	items []*item
	bytes int
}

// full reports whether no more may be written before something arrives.
func (o *outbox) full() bool {
	return len(o.items) >= mostWaiting || o.bytes+MaxMessage > mostWaitingBytes
}

func (o *outbox) add(i *item) {
	o.items = append(o.items, i)
	o.bytes += len(i.data)
}

func (o *outbox) remove(i *item) {
	if at := slices.Index(o.items, i); at >= 0 {
		o.items = slices.Delete(o.items, at, at+1)
		o.bytes -= len(i.data)
	}
}

// rewrite replaces what will be sent.
func (o *outbox) rewrite(i *item, m message) {
	o.bytes -= len(i.data)
	i.message, i.data = m, encode(m)
	o.bytes += len(i.data)
}

func (o *outbox) find(id ID) *item {
	for _, i := range o.items {
		if i.id == id {
			return i
		}
	}
	return nil
}

// about returns the items of type M for a message.
func about[M message](o *outbox, of Ref) []*item {
	var found []*item
	for _, i := range o.items {
		if _, ok := i.message.(M); ok && i.of == of {
			found = append(found, i)
		}
	}
	return found
}
