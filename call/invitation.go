package call

import "parley/call/session"

// invitedOne is who is called by an answer, until they have proven who they
// are.
const invitedOne = "The person you invited"

// handleInvitation does what the person wants of texts.
func (c *Controller) handleInvitation(cmd Command) {
	switch cmd := cmd.(type) {
	case Offer:
		c.invitation = Invitation{Making: true}
		c.cfg.Backend.Offer()
	case AnswerOffer:
		c.invitation = Invitation{Making: true, Answers: true}
		c.cfg.Backend.Answer(cmd.Text)
	case RingAnswer:
		c.dial(Contact{Person: session.Person{Name: invitedOne}, Volume: 1}, session.Target{Text: cmd.Text}, cmd.Video)
	case WithdrawOffer:
		c.invitation = Invitation{}
		c.cfg.Backend.Withdraw()
	}
}

// invited takes a text that was made.
func (c *Controller) invited(text, fault string, answers bool) {
	if c.invitation.Making && c.invitation.Answers == answers {
		c.invitation = Invitation{Text: text, Fault: fault, Answers: answers}
		c.emit(Event{Kind: EventInvitation, Invitation: text, Text: fault})
	}
}
