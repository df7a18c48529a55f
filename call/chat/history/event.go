package history

import "parley/call/chat"

// eventQueue is how many events wait for their reader. When it is full the
// store waits, too, and then its own queue fills.
const eventQueue = 64

// Event is what came of a request: one of the types below.
type Event interface{ event() }

type (
	// Stored says that changes are kept, or that the history is off.
	Stored struct {
		Thread  chat.Thread
		Changes []chat.Change
	}
	// Failed says that changes are not kept, and why.
	Failed struct {
		Thread  chat.Thread
		Changes []chat.Change
		Err     error
	}
	// Page answers Load.
	Page struct {
		Thread   chat.Thread
		Before   chat.Ref
		Messages []*chat.Message // oldest first, as chat.Conversation.Restore takes them
		More     bool            // there are older ones
		Err      error
	}
	// Found answers Search.
	Found struct {
		Thread chat.Thread
		Text   string
		Hits   []Hit // newest first
		More   bool  // there are older ones
		Err    error
	}
	// Erased answers Erase and, without a thread, EraseAll.
	Erased struct {
		Thread chat.Thread
		Err    error
	}
	// Damaged says that the history could not be read and starts anew, and
	// where its file is now.
	Damaged struct{ Err error }
)

// Hit is a message that was found.
type Hit struct {
	Thread  chat.Thread
	Message *chat.Message
}

func (Stored) event()  {}
func (Failed) event()  {}
func (Page) event()    {}
func (Found) event()   {}
func (Erased) event()  {}
func (Damaged) event() {}

// Events returns what came of the requests, in their order. It is closed by
// Close, which does not wait for a reader.
func (s *Store) Events() <-chan Event { return s.events }

func (s *Store) emit(e Event) {
	select {
	case s.events <- e:
	case <-s.stop:
	}
}
