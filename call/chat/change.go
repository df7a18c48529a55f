package chat

import "parley/call/identity"

// Change is one thing for the history: one of the types below. Each may come
// again, and then does no harm.
type Change interface {
	// item returns what is acknowledged once the change is stored, and to
	// whom.
	item() (to identity.Key, id ID)
}

type (
	// Said is a new message.
	Said struct{ Message *Message }
	// Edited is a new text of a message, which may be in the history only.
	Edited struct {
		Ref
		Text string
		by   ID
	}
	// Deleted is a message that its author took back.
	Deleted struct {
		Ref
		by ID
	}
	// Reacted is the one reaction of a person to a message; without an emoji
	// there is none any more.
	Reacted struct {
		On Ref
		Reaction
		by ID
	}
	// Arrived is a message of one's own that everyone has.
	Arrived struct{ Ref }
)

func (c Said) item() (identity.Key, ID) {
	if c.Message.Kind != Text {
		return identity.Key{}, ID{} // never travelled
	}
	return c.Message.Author, c.Message.ID
}

func (c Edited) item() (identity.Key, ID)  { return c.Author, c.by }
func (c Deleted) item() (identity.Key, ID) { return c.Author, c.by }
func (c Reacted) item() (identity.Key, ID) { return c.By, c.by }
func (c Arrived) item() (identity.Key, ID) { return c.Author, ID{} }

// Effects is what the owner of a Conversation does after a call, in order.
type Effects struct {
	Send  []Outgoing
	Store []Change
}

// Outgoing is a message for the channel to one person. If it cannot be sent,
// the channel is lost.
type Outgoing struct {
	To   identity.Key
	Data []byte
}
