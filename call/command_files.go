package call

import "parley/transfer"

// The commands about files. Transfers outlive the call.
type (
	// SendFiles offers files and folders to people, by key; with nobody
	// named, to everybody in the call.
	SendFiles struct {
		Paths []string
		To    []string
	}
	// AcceptFiles takes an offer. Without a Folder it goes to the downloads.
	AcceptFiles struct {
		ID     transfer.ID
		Folder string
	}
	// DeclineFiles refuses an offer.
	DeclineFiles struct{ ID transfer.ID }
	// PauseFiles and ResumeFiles hold a transfer up and let it go on.
	PauseFiles  struct{ ID transfer.ID }
	ResumeFiles struct{ ID transfer.ID }
	// CancelFiles ends a transfer.
	CancelFiles struct{ ID transfer.ID }
	// ForgetFiles takes one that has ended out of the list.
	ForgetFiles struct{ ID transfer.ID }
	// AllowFiles accepts offers of a person of up to so many bytes without
	// asking; 0 asks again.
	AllowFiles struct {
		Key   string
		Bytes int64
	}
)

func (SendFiles) command()    {}
func (AcceptFiles) command()  {}
func (DeclineFiles) command() {}
func (PauseFiles) command()   {}
func (ResumeFiles) command()  {}
func (CancelFiles) command()  {}
func (ForgetFiles) command()  {}
func (AllowFiles) command()   {}
