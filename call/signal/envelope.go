package signal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// Envelope is one message.
type Envelope struct {
	Version  int    // agreed on by Hello; a Link sets it
	Call     CallID // zero for bodies of the link itself: see OfLink
	Sequence uint64 // 1 to MaxSequence, per link and direction; a Link sets it
	Body     Body
}

// wire is an envelope as it travels.
type wire struct {
	Version  int             `json:"v"`
	Call     *string         `json:"call,omitempty"`
	Sequence uint64          `json:"seq"`
	Type     string          `json:"type"`
	Body     json.RawMessage `json:"body"`
}

// Encode returns the message as it travels. It refuses what Decode would.
func Encode(e Envelope) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	body, err := marshal(e.Body)
	if err != nil {
		return nil, err
	}
	w := wire{Version: e.Version, Sequence: e.Sequence, Type: e.Body.kind(), Body: body}
	if !OfLink(e.Body) {
		call := e.Call.String()
		w.Call = &call
	}
	data, err := marshal(w)
	if err != nil {
		return nil, err
	}
	if _, err := scan(data); err != nil {
		return nil, err
	}
	return data, nil
}

// marshal writes <, > and & as they are: nobody takes a message for HTML, and
// a description shall not grow.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("encode message: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Decode reads one message as strictly as PROTOCOL.md, section 1, asks. Every
// error wraps ErrProtocol.
func Decode(data []byte) (Envelope, error) {
	if _, err := scan(data); err != nil {
		return Envelope{}, err
	}
	var w wire
	if err := decode(data, &w); err != nil {
		return Envelope{}, err
	}
	read, ok := bodies[w.Type]
	if !ok {
		return Envelope{}, fmt.Errorf("%w: unknown type", ErrProtocol)
	}
	body, err := read(w.Body)
	if err != nil {
		return Envelope{}, err
	}
	e := Envelope{Version: w.Version, Sequence: w.Sequence, Body: body}
	if w.Call != nil {
		if e.Call, err = ParseCallID(*w.Call); err != nil {
			return Envelope{}, err
		}
	}
	if err := e.check(); err != nil {
		return Envelope{}, err
	}
	return e, nil
}

// check reports whether e may travel.
func (e Envelope) check() error {
	switch {
	case e.Body == nil:
		return fmt.Errorf("%w: no body", ErrProtocol)
	case e.Version < 1 || e.Version > maxVersion:
		return fmt.Errorf("%w: version %d", ErrProtocol, e.Version)
	case e.Sequence < 1 || e.Sequence > MaxSequence:
		return fmt.Errorf("%w: sequence number %d", ErrProtocol, e.Sequence)
	case OfLink(e.Body) != e.Call.IsZero():
		return fmt.Errorf("%w: %s with a call id missing or too many", ErrProtocol, e.Body.kind())
	}
	return e.Body.check()
}

// bodies reads each type.
var bodies = map[string]func([]byte) (Body, error){
	Hello{}.kind():       decodeHello,
	Ring{}.kind():        decodeBody[Ring],
	Join{}.kind():        decodeBody[Join],
	Ringing{}.kind():     decodeBody[Ringing],
	Accept{}.kind():      decodeBody[Accept],
	Decline{}.kind():     decodeBody[Decline],
	Busy{}.kind():        decodeBody[Busy],
	Cancel{}.kind():      decodeBody[Cancel],
	End{}.kind():         decodeBody[End],
	Description{}.kind(): decodeBody[Description],
	Candidate{}.kind():   decodeBody[Candidate],
	Renegotiate{}.kind(): decodeBody[Renegotiate],
	Resume{}.kind():      decodeBody[Resume],
	Ping{}.kind():        decodeBody[Ping],
	Pong{}.kind():        decodeBody[Pong],
}

// decodeBody wants every member: since unknown and repeated ones are refused,
// it is enough to count them.
func decodeBody[B Body](data []byte) (Body, error) {
	var body B
	members, err := scan(data)
	if err != nil {
		return nil, err
	}
	if want := reflect.TypeFor[B]().NumField(); members != want {
		return nil, fmt.Errorf("%w: %s with %d members, want %d", ErrProtocol, body.kind(), members, want)
	}
	if err := decode(data, &body); err != nil {
		return nil, err
	}
	return body, nil
}

// decodeHello takes members that a later version added.
func decodeHello(data []byte) (Body, error) {
	var hello Hello
	if err := json.Unmarshal(data, &hello); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	return hello, nil
}

func decode(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	return nil
}
