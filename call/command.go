package call

import (
	"parley/call/session"
	"parley/call/settings"
)

// Command is something the person wants. See Controller.Do.
type Command interface{ command() }

// The commands.
type (
	// Ring calls a person by key, name or host:port.
	Ring struct {
		Target string
		Video  bool
	}
	// Accept answers the incoming call.
	Accept struct{ Video bool }
	// Decline refuses the incoming call.
	Decline struct{}
	// Hangup leaves the call, or gives up calling, in any state.
	Hangup struct{}
	// TrustKey decides about a changed key: continue with it or not.
	TrustKey struct{ Yes bool }
	// VerifyPerson says whether the safety words of a person are the same at
	// both sides. It is kept with the contact; a guest's key is nobody's next
	// time, so that what is said of it holds for the call only.
	VerifyPerson struct {
		Key string
		Yes bool
	}
	// SetMicrophone and SetCamera turn one's own tracks on and off.
	SetMicrophone struct{ On bool }
	SetCamera     struct{ On bool }
	// Change edits the settings; the function is called once, on the
	// controller's goroutine.
	Change struct{ Edit func(*settings.Settings) }
	// SetVolume sets how loud a person is heard, 0 to 2.
	SetVolume struct {
		Key    string
		Volume float64
	}
	// Forget removes a person from those known.
	Forget struct{ Key string }
	// Block keeps a contact from ringing here, and from seeing who is here; or
	// lets them again.
	Block struct {
		Key string
		Yes bool
	}
	// UseServer decides about the server of Snapshot.Doubt. Yes is remembered, and
	// the ring taken.
	UseServer struct{ Yes bool }
	// Preview keeps the camera and the level meter running outside a call.
	Preview struct{ On bool }
	// TestMicrophone and TestSpeaker check the devices.
	TestMicrophone struct{ Step session.MicrophoneTestStep }
	TestSpeaker    struct{}
	// Dismiss takes a notice away; 0 takes the end of the last call away.
	Dismiss struct{ Notice int }
)

func (Ring) command()           {}
func (Accept) command()         {}
func (Decline) command()        {}
func (Hangup) command()         {}
func (TrustKey) command()       {}
func (VerifyPerson) command()   {}
func (SetMicrophone) command()  {}
func (SetCamera) command()      {}
func (Change) command()         {}
func (SetVolume) command()      {}
func (Forget) command()         {}
func (Block) command()          {}
func (UseServer) command()      {}
func (Preview) command()        {}
func (TestMicrophone) command() {}
func (TestSpeaker) command()    {}
func (Dismiss) command()        {}
