package call

import (
	"parley/call/annotation"
	"parley/call/session"
)

// The commands about sharing a screen.
type (
	// Browse lists what can be shared in Snapshot.Sharing, while it is on.
	Browse struct{ On bool }
	// Share shares a display or a window, or changes how it is shared.
	Share struct{ session.ShareRequest }
	// StopSharing ends one's own share.
	StopSharing struct{}
	// PauseSharing lets the others keep the last picture for a while.
	PauseSharing struct{ On bool }
	// AllowPointing lets the others point at one's own share and draw on it, or
	// does so no more.
	AllowPointing struct{ On bool }
	// Annotate tells the others what the person points at or draws. Without a
	// Screen it is one's own.
	Annotate struct{ annotation.Message }
)

func (Browse) command()        {}
func (Share) command()         {}
func (StopSharing) command()   {}
func (PauseSharing) command()  {}
func (AllowPointing) command() {}
func (Annotate) command()      {}
