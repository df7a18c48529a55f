package call

// The commands for a call that no server helps with: see session.Offered.
type (
	// Offer makes a text to send to somebody: Snapshot.Invitation.
	Offer struct{}
	// RingAnswer calls who answered the text of Offer, by what they sent back.
	RingAnswer struct {
		Text  string
		Video bool
	}
	// AnswerOffer answers a text that somebody sent: Snapshot.Invitation.
	AnswerOffer struct{ Text string }
	// WithdrawOffer gives up what was offered or answered.
	WithdrawOffer struct{}
)

func (Offer) command()         {}
func (RingAnswer) command()    {}
func (AnswerOffer) command()   {}
func (WithdrawOffer) command() {}
