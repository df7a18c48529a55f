package identity

import (
	"slices"
	"time"
)

// Contact is a person who was met, known by key.
type Contact struct {
	Key     Key       `json:"key"`
	Name    string    `json:"name"`              // as they last called themselves, cleaned
	Device  string    `json:"device"`            // their computer's name, may be empty
	Address string    `json:"address,omitempty"` // host:port of the last call
	Met     time.Time `json:"met"`               // when they were first met
	Last    LastCall  `json:"last"`              // Time is zero when there was none
	Volume  float64   `json:"volume"`            // how loud they are heard, 0 to 2
	// AcceptBytes is up to how many bytes their files are taken without asking.
	AcceptBytes int64 `json:"accept_bytes,omitempty"`
	Verified    bool  `json:"verified,omitempty"` // the key was compared in person
	Blocked     bool  `json:"blocked,omitempty"`  // they shall not ring
	// Card is how they are rung across the internet, as they gave it last: see
	// package inbox. Given tells which card of this device they have got.
	Card  string `json:"card,omitempty"`
	Given string `json:"given,omitempty"`
}

// LastCall is the last call with a person.
type LastCall struct {
	Time     time.Time     `json:"time"`
	Length   time.Duration `json:"length"` // nanoseconds
	Outgoing bool          `json:"outgoing,omitempty"`
	Missed   bool          `json:"missed,omitempty"`
}

// seen is when the person was last heard of.
func (c Contact) seen() time.Time {
	if c.Last.Time.After(c.Met) {
		return c.Last.Time
	}
	return c.Met
}

// sortContacts puts the last seen first. Keys break ties, so that a list never
// jumps.
func sortContacts(list []Contact) {
	slices.SortFunc(list, func(a, b Contact) int {
		if order := b.seen().Compare(a.seen()); order != 0 {
			return order
		}
		return slices.Compare(a.Key[:], b.Key[:])
	})
}

// Verdict says how a person's name and key fit what is known.
type Verdict int

// The verdicts.
const (
	New       Verdict = iota // nobody of that key or name was met
	Known                    // the key was met
	NameTaken                // the name belongs to another key: stop and ask
)

// judge decides on a key that claims a name. A known key keeps its name, but
// taking over another contact's name is as suspicious as a new key doing so.
func judge(contacts map[Key]Contact, name string, key Key) Verdict {
	own, met := contacts[key]
	name = fold(name)
	if met && fold(own.Name) == name {
		return Known
	}
	for _, c := range contacts {
		if c.Key != key && name != "" && fold(c.Name) == name {
			return NameTaken
		}
	}
	if met {
		return Known
	}
	return New
}
