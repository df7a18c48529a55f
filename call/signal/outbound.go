package signal

// Outbound numbers and encodes one direction of a link, message after message.
// The zero value is ready for messages of the link itself, and for those of
// calls once Version is set.
type Outbound struct {
	Version int    // that was agreed on
	Last    uint64 // the number of the last message; 0 before the first
}

// Encode returns the next message as it travels. One that may not travel takes
// no number.
func (out *Outbound) Encode(e Envelope) ([]byte, error) {
	e.Version, e.Sequence = out.Version, out.Last+1
	if OfLink(e.Body) {
		e.Version = 1
	}
	data, err := Encode(e)
	if err != nil {
		return nil, err
	}
	out.Last++
	return data, nil
}
