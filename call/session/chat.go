package session

// The events of a backend about chat (PROTOCOL.md of call/chat).
type (
	// ChatOpen says that messages can be sent to a participant and come from
	// them: their channel is open, for the first time or again.
	ChatOpen struct {
		ID          ID
		Participant string
	}
	// ChatClosed says that their channel is gone.
	ChatClosed struct {
		ID          ID
		Participant string
	}
	// ChatReceived is one message of a participant, as it came.
	ChatReceived struct {
		ID          ID
		Participant string
		Message     []byte
	}
)

func (ChatOpen) event()     {}
func (ChatClosed) event()   {}
func (ChatReceived) event() {}

// Of names the call.
func (e ChatOpen) Of() ID { return e.ID }

// Of names the call.
func (e ChatClosed) Of() ID { return e.ID }

// Of names the call.
func (e ChatReceived) Of() ID { return e.ID }
