package signal_test

import (
	"errors"
	"testing"

	"parley/call/signal"
)

func TestInbound(t *testing.T) {
	type message struct {
		version  int
		sequence uint64
		body     signal.Body
	}
	call := func(sequence uint64) message { return message{2, sequence, signal.Ring{}} }
	for name, tc := range map[string]struct {
		messages []message
		good     bool
	}{
		"increasing":     {[]message{call(1), call(2), call(9)}, true},
		"repeated":       {[]message{call(1), call(1)}, false},
		"decreasing":     {[]message{call(2), call(1)}, false},
		"other version":  {[]message{{1, 1, signal.Ring{}}}, false},
		"link's version": {[]message{{1, 1, signal.Ping{}}}, true},
		"link of two":    {[]message{{2, 1, signal.Ping{}}}, false},
	} {
		in, err := signal.Inbound{Version: 2}, error(nil)
		for _, m := range tc.messages {
			err = in.Check(signal.Envelope{Version: m.version, Sequence: m.sequence, Body: m.body})
		}
		if (err == nil) != tc.good || err != nil && !errors.Is(err, signal.ErrProtocol) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInboundCountsCandidates(t *testing.T) {
	in, sequence := signal.Inbound{Version: 1}, uint64(0)
	send := func(b signal.Body) error {
		sequence++
		return in.Check(signal.Envelope{Version: 1, Sequence: sequence, Body: b})
	}
	for range 3 {
		for range signal.MaxCandidates {
			if err := send(signal.Candidate{}); err != nil {
				t.Fatal(err)
			}
		}
		if err := send(signal.Description{}); err != nil {
			t.Fatal(err)
		}
	}
	for range signal.MaxCandidates {
		_ = send(signal.Candidate{})
	}
	if err := send(signal.Candidate{}); !errors.Is(err, signal.ErrProtocol) {
		t.Error(err)
	}
}

func TestAgree(t *testing.T) {
	for _, tc := range []struct {
		ours, theirs []int
		want         int
	}{
		{[]int{1}, []int{1}, 1},
		{[]int{1, 2, 3}, []int{3, 2, 9}, 3},
		{[]int{1}, []int{2}, 0},
		{[]int{1}, nil, 0},
	} {
		got, err := signal.Agree(tc.ours, tc.theirs)
		if got != tc.want || (err != nil) != (tc.want == 0) || err != nil && !errors.Is(err, signal.ErrVersion) {
			t.Errorf("%v and %v: %d, %v", tc.ours, tc.theirs, got, err)
		}
	}
}
