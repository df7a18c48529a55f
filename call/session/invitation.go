package session

// The events of a backend about calls that no server helps with: two people give
// each other one text each, whatever way they have.
type (
	// Offered is the text that invites; it is good for an hour. Without a Text,
	// Fault is why there is none, a sentence.
	Offered struct{ Text, Fault string }
	// AnswerMade is the text to send back to who invited. Their call comes as
	// Incoming once they have pasted it.
	AnswerMade struct{ Text, Fault string }
)

func (Offered) event()    {}
func (AnswerMade) event() {}
