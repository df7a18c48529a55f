package session

// CallEvent is an event that belongs to one call.
type CallEvent interface {
	Event
	Of() ID
}

func (Reached) event()      {}
func (Ringing) event()      {}
func (Answered) event()     {}
func (Connected) event()    {}
func (Interrupted) event()  {}
func (Ended) event()        {}
func (Joined) event()       {}
func (Changed) event()      {}
func (Left) event()         {}
func (FirstPicture) event() {}
func (FirstSound) event()   {}
func (Measured) event()     {}

// Of names the call.
func (e Reached) Of() ID { return e.ID }

// Of names the call.
func (e Ringing) Of() ID { return e.ID }

// Of names the call.
func (e Answered) Of() ID { return e.ID }

// Of names the call.
func (e Connected) Of() ID { return e.ID }

// Of names the call.
func (e Interrupted) Of() ID { return e.ID }

// Of names the call.
func (e Ended) Of() ID { return e.ID }

// Of names the call.
func (e Joined) Of() ID { return e.ID }

// Of names the call.
func (e Changed) Of() ID { return e.ID }

// Of names the call.
func (e Left) Of() ID { return e.ID }

// Of names the call.
func (e FirstPicture) Of() ID { return e.ID }

// Of names the call.
func (e FirstSound) Of() ID { return e.ID }

// Of names the call.
func (e Measured) Of() ID { return e.ID }
