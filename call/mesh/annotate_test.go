package mesh

import (
	"testing"
	"time"

	"parley/call/annotation"
	"parley/call/session"
	"parley/call/signal/signaltest"
)

// points is what is pointed at on a layer.
func points(l *annotation.Layer) (at []annotation.Point, names []string) {
	marks, _ := l.Marks(time.Now())
	for _, m := range marks {
		if m.Pointer != nil {
			at, names = append(at, m.Pointer.Point), append(names, m.Name)
		}
	}
	return at, names
}

// eventually waits for something that does not end by an event.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(hang); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Who watches points at the screen of who shares, with leave; who shares
// draws on it as they like.
func TestAnnotations(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "Ada"), newSide(t, network, "Bo")
	ida, idb := answer(t, a, b)
	a.awaitMedia()
	screen := a.id.Key().String()
	share := func(pointing bool) {
		a.backend.Announce(ida, session.Media{Screen: true, Share: session.ShareFacts{Pointing: pointing}})
		for {
			if m := await[session.Changed](t, b).Participant.Media; m.Screen && m.Share.Pointing == pointing {
				return
			}
		}
	}
	point := func(x uint16) annotation.Message {
		return annotation.Message{Kind: annotation.KindPoint, Screen: screen, Points: []annotation.Point{{X: x}}}
	}
	here := a.studio.Self().Annotations
	b.backend.Annotate(idb, point(1)) // nothing is shared
	share(false)
	b.backend.Annotate(idb, point(2)) // without leave
	b.backend.Annotate(idb, annotation.Message{Kind: annotation.KindAsk, Screen: screen})
	b.backend.Annotate(idb, annotation.Message{Kind: annotation.KindAsk, Screen: screen}) // too soon
	if e := await[session.PointingAsked](t, a); e.ID != ida || e.Participant != b.id.Key().String()[:participantID] {
		t.Errorf("%+v", e)
	}
	if at, _ := points(here); len(at) != 0 {
		t.Errorf("without leave somebody points at %v", at)
	}
	share(true)
	b.backend.Annotate(idb, point(3))
	eventually(t, "the pointer", func() bool {
		at, names := points(here)
		return len(at) == 1 && at[0].X == 3 && names[0] == "Bo"
	})
	var there *annotation.Layer
	b.backend.mu.Lock()
	for _, l := range b.backend.talking {
		there = l.receiver.Tracks().Annotations
	}
	b.backend.mu.Unlock()
	a.backend.Annotate(ida, point(4))
	eventually(t, "what the sharer draws", func() bool { at, _ := points(there); return len(at) == 1 && at[0].X == 4 })
	a.backend.Announce(ida, session.Media{})
	eventually(t, "the end of it", func() bool { at, _ := points(there); return len(at) == 0 })
	for len(a.events) > 0 {
		if e, again := (<-a.events).(session.PointingAsked); again {
			t.Errorf("one wish is told twice: %+v", e)
		}
	}
}
