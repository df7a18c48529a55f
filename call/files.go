package call

import "parley/transfer"

// Files sends and receives files; a transfer.Engine does. The backend attaches
// the streams of each call to it. No method blocks.
type Files interface {
	Send(paths []string, peers ...string) []transfer.ID
	Accept(id transfer.ID, downloads string)
	Decline(transfer.ID)
	Pause(transfer.ID)
	Resume(transfer.ID)
	Cancel(transfer.ID)
	Forget(transfer.ID)
	Transfers() []transfer.Transfer
	Watch() *transfer.Watch
	Close() error
}
