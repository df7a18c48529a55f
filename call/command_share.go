package call

import "parley/call/session"

// The commands about sharing a screen.
type (
	// Browse lists what can be shared in Snapshot.Sharing, while it is on.
	Browse struct{ On bool }
	// Share shares a display or a window, or changes how it is shared.
	Share struct{ session.ShareRequest }
	// StopSharing ends one's own share.
	StopSharing struct{}
)

func (Browse) command()      {}
func (Share) command()       {}
func (StopSharing) command() {}
