package mesh

import (
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/call/session"
	"parley/call/signal/rendezvous/server"
	"parley/call/signal/signaltest"
)

// startServer serves at an address until the test or the function it returns
// ends it.
func startServer(t *testing.T, address string) (at string, stop func()) {
	t.Helper()
	rendezvous, err := server.New(server.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: rendezvous, ReadHeaderTimeout: time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = web.Serve(listener) // until it is closed
	}()
	ended := false
	stop = func() {
		if ended {
			return
		}
		ended = true
		_ = rendezvous.Close()
		web.Close()
		<-done
	}
	t.Cleanup(stop)
	return listener.Addr().String(), stop
}

// awaitMet returns the first state of a meeting that is as wanted.
func awaitMet(t *testing.T, s *side, wanted func(session.Meeting) bool) session.Meeting {
	t.Helper()
	for {
		if m := await[session.Met](t, s).Meeting; wanted(m) {
			return m
		}
	}
}

// Three people meet through a real server, with sound and pictures from each to
// each, and a file from one to another. The server is stopped and started again, and they do not notice; what
// one of them says then reaches the others.
func TestMeetingThroughServer(t *testing.T) {
	at, stop := startServer(t, "127.0.0.1:0")
	network := signaltest.NewNetwork()
	a, b, c := newSide(t, network, "A"), newSide(t, network, "B"), newSide(t, network, "C")
	intent := session.Intent{Video: true}
	call := a.backend.Meet(session.Place{Server: at}, intent)
	link := awaitMet(t, a, func(m session.Meeting) bool { return m.Link != "" }).Link
	if !strings.HasPrefix(link, "http://"+at+"/j/") {
		t.Fatal("the link leads elsewhere")
	}
	for _, s := range []*side{a, b, c} {
		s.studio.SetMedia(session.Media{Microphone: true, Camera: true})
	}
	b.backend.Meet(session.Place{Link: link}, intent)
	await[session.Joined](t, a)
	c.backend.Meet(session.Place{Link: link}, intent)
	for _, s := range []*side{a, b, c} {
		s.awaitPeople(2)
	}
	awaitDirect(t, b)
	id, content := offerFile(t, a, b, 64<<10) // beside media to two people it is paced
	awaitFile(t, a, id)
	checkFile(t, b, content)
	stop()
	awaitMet(t, b, func(m session.Meeting) bool { return m.Away })
	startServer(t, at)
	awaitMet(t, b, func(m session.Meeting) bool { return !m.Away })
	awaitMet(t, a, func(m session.Meeting) bool { return !m.Away })
	a.backend.End(call, session.HungUp)
	await[session.Left](t, b)
	await[session.Left](t, c)
	if end := awaitEnd(t, a); end.Reason != session.HungUp {
		t.Errorf("ended %+v", end)
	}
}

// awaitPeople waits for pictures and sound of so many people, over a path that
// is known.
func (s *side) awaitPeople(n int) {
	s.t.Helper()
	timeout := time.After(3 * hang)
	seen, heard, paths := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for len(seen) < n || len(heard) < n || len(paths) < n {
		select {
		case e := <-s.events:
			switch e := e.(type) {
			case session.FirstPicture:
				seen[e.Participant] = true
			case session.FirstSound:
				heard[e.Participant] = true
			case session.Changed:
				if e.Participant.Pair == "host" && !e.Participant.Lost {
					paths[e.Participant.ID] = true
				}
			case session.Ended:
				s.t.Fatalf("the meeting ended: %+v", e)
			}
		case <-timeout:
			s.t.Fatalf("of %d people %d are seen and %d heard, over %d paths", n, len(seen), len(heard), len(paths))
		}
	}
}
