package mesh

import (
	"encoding/json"
	"fmt"
	"slices"

	"parley/call/identity"
	"parley/call/session"
)

// roster is the `meeting` message of PROTOCOL.md: how somebody sees the
// meeting.
type roster struct {
	host    identity.Key // zero while not known
	members []identity.Key
	door    session.Door
	removed []identity.Key
	room    string // the secret of the link by which the meeting goes on
}

// wireRoster is a roster as it travels.
type wireRoster struct {
	Type    string   `json:"type"`
	Host    string   `json:"host"`
	Members []string `json:"members"`
	Door    string   `json:"door"`
	Removed []string `json:"removed"`
	Room    string   `json:"room"`
}

// Limits of a roster. Those who meet are 8, and at times some more than that
// by the word of one and another.
const (
	mostMembers = 16
	mostRemoved = 64
	roomSecret  = 22 // letters
)

// encode returns the message.
func (r roster) encode() ([]byte, error) {
	w := wireRoster{
		Type: typeMeeting, Members: texts(r.members), Door: string(r.door), Removed: texts(r.removed), Room: r.room,
	}
	if !r.host.IsZero() {
		w.Host = r.host.String()
	}
	return json.Marshal(w)
}

func texts(keys []identity.Key) []string {
	out := make([]string, 0, len(keys))
	for _, k := range keys {
		out = append(out, k.String())
	}
	return out
}

// parseRoster reads the message.
func parseRoster(message []byte) (roster, error) {
	var w wireRoster
	if err := parseControl(message, &w); err != nil {
		return roster{}, err
	}
	r := roster{door: session.Door(w.Door), room: w.Room}
	if !slices.Contains([]session.Door{session.DoorOpen, session.DoorAsks, session.DoorLocked}, r.door) {
		return roster{}, fmt.Errorf("no door is %.10q", w.Door)
	}
	if r.room != "" && len(r.room) != roomSecret {
		return roster{}, fmt.Errorf("a room's secret of %d letters", len(r.room))
	}
	if w.Host != "" {
		host, err := identity.ParseKey(w.Host)
		if err != nil {
			return roster{}, fmt.Errorf("host: %w", err)
		}
		r.host = host
	}
	r.members, r.removed = readKeys(w.Members, mostMembers), readKeys(w.Removed, mostRemoved)
	return r, nil
}

// readKeys reads the first keys, each once, and leaves out what is none.
func readKeys(texts []string, most int) []identity.Key {
	var out []identity.Key
	for _, text := range texts[:min(len(texts), most)] {
		if key, err := identity.ParseKey(text); err == nil && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// tellRoster says how the meeting stands, at once or when the channel opens.
func (l *leg) tellRoster(message []byte) {
	l.roster = message
	if message != nil && l.phase == answered && l.control.open {
		l.sayControl(message)
	}
}

// askMute asks the other side to turn their microphone off.
func (l *leg) askMute() {
	if l.phase == answered && l.control.open {
		l.sayControl([]byte(`{"type":"` + typeMute + `"}`))
	}
}
