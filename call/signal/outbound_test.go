package signal_test

import (
	"testing"

	"parley/call/signal"
)

func TestOutbound(t *testing.T) {
	call := signal.NewCallID()
	out := signal.Outbound{Last: 6}
	next := func(e signal.Envelope) (signal.Envelope, error) {
		data, err := out.Encode(e)
		if err != nil {
			return signal.Envelope{}, err
		}
		return signal.Decode(data)
	}
	if e, err := next(signal.Envelope{Body: signal.Ping{}}); err != nil || e.Sequence != 7 || e.Version != 1 {
		t.Errorf("before a version was agreed on: %+v, %v", e, err)
	}
	if e, err := next(signal.Envelope{Call: call, Body: signal.Ring{}}); err == nil {
		t.Errorf("a call before a version was agreed on: %+v", e)
	}
	out.Version = 3
	if e, err := next(signal.Envelope{Call: call, Body: signal.Ring{}, Sequence: 99, Version: 2}); err != nil || e.Sequence != 8 || e.Version != 3 {
		t.Errorf("the next message: %+v, %v", e, err)
	}
	if e, err := next(signal.Envelope{Body: signal.Pong{}}); err != nil || e.Sequence != 9 || e.Version != 1 {
		t.Errorf("of the link: %+v, %v", e, err)
	}
}
