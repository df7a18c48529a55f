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
	changed       bool // they have the name of somebody known, and another key
	muted         bool
	camera        bool   // their camera is on
	problem       string // why there is no picture though the camera is on
	away          string // why nothing comes; the last picture is dimmed
	mirror        bool
	reduced       bool // what comes is smaller than a camera's picture
	coming        bool // there is no path to them yet
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

// stateOf describes somebody else's tile, which shows so many lines.
func stateOf(p core.Participant, s *core.Snapshot, lines int, narrow bool) tileState {
	t := tileState{
		id: p.ID, name: p.Person.Name, initials: p.Person.Name, key: p.Person.Key,
		verified: p.Contact.Trust == core.Verified,
		changed:  p.Contact.Trust == core.Changed,
		muted:    !p.Media.Microphone,
		camera:   p.Media.Camera,
		reduced:  reduced(p.ID, s.Call.Stats, lines),
	}
	t.coming = s.Call.Meeting != nil && p.Pair == "" && !p.Lost
	if s.State == core.Reconnecting || p.Lost {
		t.away = core.WhyAway(firstName(t.name), p.Cause, s.Self.Online)
	}
	if narrow {
		t.name = firstName(t.name)
	}
	return t
}

// fullHeight is a camera's picture on a good path, in pixels.
const fullHeight = 720

// reduced says whether a smaller picture than that comes from a participant,
// and also than what so many lines on the screen ask for: see session.View.
func reduced(id string, tracks []stats.Track, lines int) bool {
	for _, t := range tracks {
		if t.Participant == id && t.Track == stats.Camera && t.Direction == stats.Receive {
			return t.Height > 0 && 4*t.Height < 3*min(fullHeight, lines)
		}
	}
	return false
}

// caution says what is wrong with a tile: somebody who may be another than they
// say comes before a weak network.
func (t tileState) caution(quality int) string {
	switch {
	case t.changed:
		return "Is this the " + firstName(t.initials) + " you know?"
	case quality != poor:
		return ""
	case t.reduced:
		return "Weak network, picture reduced"
	}
	return "Weak network"
}

// patience is how long a picture may take before its tile says so.
const patience = time.Second

// line is what stands below the avatar while there is no picture, waited for
// so long.
func (t tileState) line(waited time.Duration) string {
	switch {
	case t.away != "":
		return "" // it is said over the tile
	case t.coming:
		return "Connecting"
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
