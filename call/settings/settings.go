// Package settings keeps what the person chose, in a file of the profile.
package settings

import (
	"math"
	"reflect"

	"parley/call/identity"
)

// Theme is the look of the windows outside a call.
type Theme string

// The themes.
const (
	System Theme = "system"
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// Settings is what the person can choose. The zero value is not useful: start
// from Default.
type Settings struct {
	Name        string  `json:"name"`       // what others see
	Camera      string  `json:"camera"`     // device id; empty for the system's
	Microphone  string  `json:"microphone"` // likewise
	Speaker     string  `json:"speaker"`    // likewise
	Volume      float64 `json:"volume"`     // of the speaker, 0 to 1
	Mirror      bool    `json:"mirror"`     // show one's own picture mirrored
	Echo        bool    `json:"remove_echo"`
	Noise       bool    `json:"remove_noise"`
	Gain        bool    `json:"even_loudness"`
	HighPass    bool    `json:"cut_rumble"`
	Music       bool    `json:"music"` // stereo, switches the four above off
	Theme       Theme   `json:"theme"`
	LessMotion  bool    `json:"less_motion"`
	AcceptCalls bool    `json:"accept_calls"` // without asking, for scripts
	Reachable   bool    `json:"reachable"`    // announce this computer nearby
	AlwaysRelay bool    `json:"always_relay"` // others do not learn this computer's address
	Hidden      bool    `json:"hidden"`       // contacts elsewhere do not see that this person is there
	KeepHistory bool    `json:"keep_history"` // of chats
	StayOpen    bool    `json:"stay_open"`    // in the tray, when the window is closed
	Downloads   string  `json:"downloads"`    // folder for files; empty for the system's
	// Server is where new links are made, and Servers are those that the person
	// agreed to meet at: origins as invite.Origin returns them. Server is empty
	// until it was asked for. Nobody changes the list in place.
	Server  string   `json:"server"`
	Servers []string `json:"servers,omitempty"`
}

// Default returns the settings of a first start for a person of that name.
func Default(name string) Settings {
	return Settings{
		Name:   name,
		Volume: 1,
		Mirror: true,
		Echo:   true, Noise: true, Gain: true, HighPass: true,
		Theme:     System,
		Reachable: true, KeepHistory: true, StayOpen: true,
	}
}

// tidy puts what is out of range back into it, so that nobody else has to
// look: the file may have been edited by hand. A blank name becomes fallback.
func (s Settings) tidy(fallback string) Settings {
	if s.Name = identity.CleanLabel(s.Name); s.Name == "" {
		s.Name = fallback
	}
	if s.Volume = min(max(s.Volume, 0), 1); math.IsNaN(s.Volume) {
		s.Volume = 1
	}
	switch s.Theme {
	case System, Light, Dark:
	default:
		s.Theme = System
	}
	return s.tidyServers()
}

// Equal reports whether everything is chosen the same.
func (s Settings) Equal(o Settings) bool { return reflect.DeepEqual(s, o) }
