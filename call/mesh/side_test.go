package mesh

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/media"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/reach"
	"parley/call/signal/signaltest"
	"parley/transfer"
)

// side is one computer in a test: a real studio and backend on a network in
// memory, whose media runs over loopback.
type side struct {
	t       *testing.T
	id      *identity.Identity
	backend *Backend
	network *signaltest.Transport
	studio  *media.Studio
	events  chan session.Event

	files     *transfer.Engine
	downloads string
}

func newSide(t *testing.T, network *signaltest.Network, name string, edits ...func(*Config)) *side {
	t.Helper()
	id := signaltest.Generate(t)
	log := slog.New(slog.DiscardHandler)
	studio, err := media.NewStudio(log)
	if err != nil {
		t.Fatal(err)
	}
	studio.Configure(session.StudioConfig{Camera: "test", Microphone: "test", Speaker: "none", Volume: 1})
	s := &side{t: t, id: id, studio: studio, events: make(chan session.Event, 4096)}
	s.network = network.Join(id, name)
	folder := t.TempDir()
	files, err := transfer.Open(transfer.Config{
		State: filepath.Join(folder, "state"), Downloads: filepath.Join(folder, "downloads"),
		AutoAccept: func(transfer.Transfer) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.files, s.downloads = files, filepath.Join(folder, "downloads")
	over := reach.Over(s.network, reach.Config{Identity: id, Name: name, Logger: log})
	cfg := Config{
		Identity: id, Transport: over, Rooms: over, Studio: studio, Files: files,
		Loopback: true, TestSignals: true, Logger: log,
	}
	for _, edit := range edits {
		edit(&cfg)
	}
	s.backend = New(cfg)
	go s.collect(s.backend.Events())
	go s.collect(studio.Events())
	t.Cleanup(func() {
		if err := s.backend.Close(); err != nil {
			t.Error(err)
		}
		if err := studio.Close(); err != nil {
			t.Error(err)
		}
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *side) collect(events <-chan session.Event) {
	for e := range events {
		select {
		case s.events <- e:
		default:
		}
	}
}

// hang bounds what must happen at all, on a machine that is busy with other
// things.
const hang = time.Minute

// await returns the next event of a type.
func await[E session.Event](t *testing.T, s *side) E {
	t.Helper()
	timeout := time.After(hang)
	for {
		select {
		case e := <-s.events:
			if want, ok := e.(E); ok {
				return want
			}
			if end, ok := e.(session.Ended); ok {
				t.Fatalf("the call ended: %+v", end)
			}
		case <-timeout:
			var want E
			t.Fatalf("no %T came", want)
		}
	}
}

// answer lets a ring b and b accept.
func answer(t *testing.T, a, b *side) (session.ID, session.ID) {
	t.Helper()
	id := a.backend.Ring(session.Target{Text: b.id.Key().String()}, session.Intent{Video: true})
	reached := await[session.Reached](t, a)
	if reached.Person.Key != b.id.Key().String() {
		t.Fatalf("reached %+v", reached.Person)
	}
	a.backend.Proceed(id)
	in := await[session.Incoming](t, b)
	if in.Person.Key != a.id.Key().String() || !in.Intent.Video {
		t.Fatalf("incoming %+v", in)
	}
	await[session.Ringing](t, a)
	b.backend.Accept(in.ID, session.Intent{Video: true})
	for _, s := range []*side{a, b} {
		await[session.Answered](t, s)
		s.studio.SetMedia(session.Media{Microphone: true, Camera: true})
	}
	return id, in.ID
}

// takes accepts a call of somebody who speaks the protocol by hand, over a link
// that is the caller's.
func (s *side) takes(from *signaltest.Transport) (signal.Link, signal.CallID) {
	s.t.Helper()
	link, err := from.Dial(s.t.Context(), signal.Target{Key: s.id.Key()})
	if err != nil {
		s.t.Fatal(err)
	}
	call := signal.NewCallID()
	_ = link.Send(signal.Envelope{Call: call, Body: signal.Ring{}})
	s.backend.Accept(await[session.Incoming](s.t, s).ID, session.Intent{})
	await[session.Answered](s.t, s)
	return link, call
}

// awaitMedia waits until the path is there and a picture and sound came, in
// whatever order.
func (s *side) awaitMedia() {
	s.t.Helper()
	timeout := time.After(hang)
	var connected, picture, sound bool
	for !connected || !picture || !sound {
		select {
		case e := <-s.events:
			switch e := e.(type) {
			case session.Connected:
				connected = true
				if e.Pair != "host" {
					s.t.Errorf("the path is %q", e.Pair)
				}
			case session.FirstPicture:
				picture = true
			case session.FirstSound:
				sound = true
			case session.Ended:
				s.t.Fatalf("the call ended: %+v", e)
			}
		case <-timeout:
			s.t.Fatalf("connected %v, picture %v, sound %v", connected, picture, sound)
		}
	}
}

func awaitEnd(t *testing.T, s *side) session.Ended {
	t.Helper()
	timeout := time.After(hang)
	for {
		select {
		case e := <-s.events:
			if end, ok := e.(session.Ended); ok {
				return end
			}
		case <-timeout:
			t.Fatal("the call did not end")
		}
	}
}
