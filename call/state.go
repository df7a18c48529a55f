package call

// State is where the one call of this computer stands.
//
//	idle ─► dialing ─► ringing ─► connecting ─► active ⇄ reconnecting
//	  │                              ▲            │          │
//	  └───► incoming ────────────────┘            └► ending ◄┘ ─► idle
//
// A hangup is honoured in every state.
type State int

// The states.
const (
	Idle State = iota
	Dialing
	Ringing
	Incoming
	Connecting
	Active
	Reconnecting
	Ending
)

// String returns the state's name as events carry it.
func (s State) String() string {
	switch s {
	case Idle:
		return "idle"
	case Dialing:
		return "dialing"
	case Ringing:
		return "ringing"
	case Incoming:
		return "incoming"
	case Connecting:
		return "connecting"
	case Active:
		return "active"
	case Reconnecting:
		return "reconnecting"
	case Ending:
		return "ending"
	}
	return "unknown"
}

// input is what moves the state machine.
type input int

const (
	inDial        input = iota // the person calls
	inIncoming                 // somebody calls
	inRinging                  // the far side rings
	inAnswered                 // accepted by either side
	inConnected                // media can flow
	inInterrupted              // the connection went
	inHangup                   // the person leaves, declines or gives up
	inEnded                    // the backend is done with the call
)

// next returns the state after in, and whether in means anything in s. What
// means nothing is ignored: messages may come late, twice or forged.
func (s State) next(in input) (State, bool) {
	if s != Idle && in == inEnded {
		return Idle, true
	}
	if s != Idle && s != Ending && in == inHangup {
		return Ending, true
	}
	switch s {
	case Idle:
		switch in {
		case inDial:
			return Dialing, true
		case inIncoming:
			return Incoming, true
		}
	case Dialing:
		switch in {
		case inRinging:
			return Ringing, true
		case inAnswered:
			return Connecting, true
		}
	case Ringing, Incoming:
		if in == inAnswered {
			return Connecting, true
		}
	case Connecting:
		switch in {
		case inConnected:
			return Active, true
		case inInterrupted:
			return Reconnecting, true
		}
	case Active:
		if in == inInterrupted {
			return Reconnecting, true
		}
	case Reconnecting:
		if in == inConnected {
			return Active, true
		}
	case Ending:
	}
	return s, false
}
