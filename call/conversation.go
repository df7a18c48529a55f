package call

import (
	"slices"
	"time"

	"parley/call/session"
	"parley/call/stats"
)

// conversation is the controller's own record of the one call.
type conversation struct {
	id           session.ID
	peer         Contact
	target       string           // what was typed, for the words about a failure
	meeting      *session.Meeting // nil in a call of two, whose other side is peer
	waits        bool             // somebody has to let this side in
	outgoing     bool
	video        bool
	begun        time.Time // dialled or came in
	clicked      time.Time // the person's last act: Ring or Accept
	accepted     time.Time
	connected    time.Time
	lost         time.Time
	cause        session.Cause // why it is lost, as far as that is known
	participants []session.Participant
	guests       map[string]bool         // keys of the guests whose words were the same; nil for none
	volumes      map[string]float64      // of who is not known, by key
	views        map[string]session.View // by participant, as they were told
	pair         stats.Pair
	question     bool
	speaking     bool   // while muted
	speaker      string // the key of who of the others has the floor
	stats        []stats.Track
	talk         *talk             // nil before the call was accepted
	crossed      *session.Incoming // the same person's call, which waits for the end of ours
	ended        session.Reason    // what the controller decided; empty if the backend decides
}

// answered reports whether both sides agreed to talk.
func (v *conversation) answered() bool { return !v.accepted.IsZero() }

// length is how long the call lasted from the first picture or sound on.
func (v *conversation) length(now time.Time) time.Duration {
	if v.connected.IsZero() {
		return 0
	}
	return now.Sub(v.connected)
}

// participant returns who has an id, and whether anybody does.
func (v *conversation) participant(id string) (session.Participant, bool) {
	if i := v.index(id); i >= 0 {
		return v.participants[i], true
	}
	return session.Participant{}, false
}

func (v *conversation) put(p session.Participant) {
	if i := v.index(p.ID); i >= 0 {
		v.participants[i] = p
		return
	}
	v.participants = append(v.participants, p)
}

func (v *conversation) remove(id string) (session.Participant, bool) {
	i := v.index(id)
	if i < 0 {
		return session.Participant{}, false
	}
	p := v.participants[i]
	v.participants = slices.Delete(v.participants, i, i+1)
	return p, true
}

func (v *conversation) index(id string) int {
	return slices.IndexFunc(v.participants, func(p session.Participant) bool { return p.ID == id })
}

func (v *conversation) setVolume(key string, volume float64) {
	if v.volumes == nil {
		v.volumes = make(map[string]float64)
	}
	v.volumes[key] = volume
}

// nameOf returns what somebody in the call is called, by key.
func (v *conversation) nameOf(key string) (name string, here bool) {
	if v.meeting == nil {
		return v.peer.Name, v.peer.Key == key
	}
	i := slices.IndexFunc(v.participants, func(p session.Participant) bool { return p.Person.Key == key })
	if i < 0 {
		return "", false
	}
	return v.participants[i].Person.Name, true
}
