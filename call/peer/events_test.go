package peer

import (
	"slices"
	"testing"
)

func TestEventsKeepOrderAndMerge(t *testing.T) {
	e := newEnd()
	events := newEvents(e)
	key := eventKey{keyFrameWanted, Camera}
	for i := range 3 {
		events.post(func(h Handler) { h.StateChanged(State(i)) })
		events.once(key, func(h Handler) { h.KeyFrameWanted(Camera) })
	}
	events.once(eventKey{keyFrameWanted, Screen}, func(h Handler) { h.KeyFrameWanted(Screen) })
	done := make(chan struct{})
	events.post(func(Handler) { close(done) })
	events.run(done)
	if !slices.Equal(e.states, []State{0, 1, 2}) {
		t.Errorf("states %v", e.states)
	}
	if e.keyFrames[Camera] != 1 || e.keyFrames[Screen] != 1 {
		t.Errorf("key frames %v", e.keyFrames)
	}
}

func TestEventsMayComeAgain(t *testing.T) {
	e := newEnd()
	events := newEvents(e)
	key := eventKey{kind: targetChanged}
	done := make(chan struct{})
	events.once(key, func(h Handler) {
		h.TargetChanged(1)
		events.once(key, func(h Handler) { h.TargetChanged(2); close(done) })
	})
	events.run(done)
	if !slices.Equal(e.targets, []int{1, 2}) {
		t.Errorf("targets %v", e.targets)
	}
}

func TestNothingAfterDone(t *testing.T) {
	events := newEvents(newEnd())
	done := make(chan struct{})
	close(done)
	events.post(func(Handler) { t.Error("called after the end") })
	events.run(done)
}

func TestNames(t *testing.T) {
	if Camera.String() != "camera" || ScreenSound.String() != "screen sound" || Slot(9).String() != "slot 9" {
		t.Error("slots")
	}
	if Connected.String() != "connected" || State(-1).String() != "state -1" || State(9).String() != "state 9" {
		t.Error("states")
	}
}
