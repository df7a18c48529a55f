package call

import "parley/call/session"

// The commands about meetings.
type (
	// Meet comes into a meeting, or begins one: see session.Place.
	Meet struct {
		session.Place
		Microphone, Video bool
	}
	// Admit lets somebody in who waits, by key, or refuses them.
	Admit struct {
		Key string
		Yes bool
	}
	// SetDoor says who comes in from now on.
	SetDoor struct{ Door session.Door }
	// SetValidity says how long links are good for from now on.
	SetValidity struct{ Validity session.Validity }
	// AskMute asks a participant to turn their microphone off.
	AskMute struct{ Participant string }
	// RemoveParticipant ends a participant's visit for good.
	RemoveParticipant struct{ Participant string }
	// View says how what a participant sends is shown here; see session.View.
	View struct {
		Participant string
		session.View
	}
	// RenewLink makes a new link; the old one leads nowhere.
	RenewLink struct{}
)

func (Meet) command()              {}
func (Admit) command()             {}
func (SetDoor) command()           {}
func (SetValidity) command()       {}
func (AskMute) command()           {}
func (RemoveParticipant) command() {}
func (RenewLink) command()         {}
func (View) command()              {}
