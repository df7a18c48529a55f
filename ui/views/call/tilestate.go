package call

import (
	"time"

	core "parley/call"
	"parley/call/stats"
)

// tileState is what a tile says of a person, apart from what moves.
type tileState struct {
	id, name, key string
	initials      string // the name that initials are taken from
	self          bool
	verified      bool
	muted         bool
	camera        bool   // their camera is on
	problem       string // why there is no picture though the camera is on
	away          string // why nothing comes; the last picture is dimmed
	mirror        bool
	reduced       bool // what comes is smaller than a camera's picture
}

// selfID is the participant id of one's own tile.
const selfID = "self"

// selfState describes one's own tile.
func selfState(s *core.Snapshot) tileState {
	t := tileState{
		id: selfID, name: "You", initials: s.Self.Name, key: s.Self.Key, self: true,
		muted:  !s.Self.Media.Microphone,
		camera: s.Self.Media.Camera,
		mirror: s.Settings.Mirror,
	}
	if t.camera {
		t.problem = s.Devices.Camera.Text
	}
	return t
}

// stateOf describes somebody else's tile.
func stateOf(p core.Participant, s *core.Snapshot, narrow bool) tileState {
	t := tileState{
		id: p.ID, name: p.Person.Name, initials: p.Person.Name, key: p.Person.Key,
		verified: p.Contact.Trust == core.Verified,
		muted:    !p.Media.Microphone,
		camera:   p.Media.Camera,
		reduced:  reduced(p.ID, s.Call.Stats),
	}
	if s.State == core.Reconnecting {
		t.away = away(firstName(t.name), s.Self.Online)
	}
	if narrow {
		t.name = firstName(t.name)
	}
	return t
}

// fullHeight is a camera's picture on a good path, in pixels.
const fullHeight = 720

// reduced says whether a smaller picture than that comes from a participant.
func reduced(id string, tracks []stats.Track) bool {
	for _, t := range tracks {
		if t.Participant == id && t.Track == stats.Camera && t.Direction == stats.Receive {
			return t.Height > 0 && t.Height < fullHeight
		}
	}
	return false
}

// patience is how long a picture may take before its tile says so.
const patience = time.Second

// line is what stands below the avatar while there is no picture, waited for
// so long.
func (t tileState) line(waited time.Duration) string {
	switch {
	case !t.camera:
		return "Camera off"
	case t.problem != "":
		return t.problem
	case waited < patience:
		return ""
	case t.self:
		return "Your camera is starting."
	}
	return "The picture is on its way."
}
