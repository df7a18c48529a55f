package rendezvous_test

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/signaltest"
)

// A connection that is lost takes its links with it and is made again.
func TestComesBack(t *testing.T) {
	for name, lose := range map[string]func(*rendezvoustest.Server){
		"cut":      (*rendezvoustest.Server).Cut,
		"stopped":  func(s *rendezvoustest.Server) { s.SendAway(websocket.StatusGoingAway) },
		"too fast": func(s *rendezvoustest.Server) { s.SendAway(4003) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
				b := signaltest.Generate(t)
				left, right := join(t, s, signaltest.Generate(t), "A"), join(t, s, b, "B")
				here, there := exchange(t, left, right)
				before := left.Peers()
				lose(s)
				for _, l := range []signal.Link{here, there} {
					if _, err := l.Receive(t.Context()); !errors.Is(err, signal.ErrLost) {
						t.Error(err)
					}
				}
				l, err := left.Dial(t.Context(), b.Key())
				if err != nil {
					t.Fatal(err)
				}
				if (<-right.Links()).LocalAddr().String() != l.RemoteAddr().String() || before[0] == left.Peers()[0] {
					t.Error("they are where they were")
				}
			})
		})
	}
}

// The longer a server is away, the more rarely it is asked.
func TestBackoff(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		tried := make(chan time.Time, 100)
		client := s.Client()
		client.Transport = counting{client.Transport, tried}
		room, err := rendezvous.Join(t.Context(), rendezvous.Config{Link: link(t), Identity: signaltest.Generate(t), HTTP: client})
		if err != nil {
			t.Fatal(err)
		}
		defer room.Close()
		<-tried
		time.Sleep(time.Minute)
		s.Refuse(true)
		last := time.Now()
		s.Cut()
		for wait := 500 * time.Millisecond; wait < time.Minute; wait *= 2 {
			at := <-tried
			most := min(wait, 30*time.Second) * 3 / 2
			if waited := at.Sub(last); waited < most/3 || waited > most {
				t.Errorf("waited %v, around %v", waited, wait)
			}
			last = at
		}
		room.Hurry()
		if waited := (<-tried).Sub(last); waited > 0 {
			t.Errorf("waited %v in a hurry", waited)
		}
		if room.Peers() != nil || room.Err() != nil {
			t.Error("a server that is away has people, or ended the room")
		}
	})
}

// counting notes when a server is asked.
type counting struct {
	http.RoundTripper
	tried chan<- time.Time
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.tried <- time.Now()
	return c.RoundTripper.RoundTrip(r)
}

// A server that was never reached is an error of Join, and so is a full room.
func TestJoinFails(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		cfg := rendezvous.Config{Link: link(t), Identity: signaltest.Generate(t), HTTP: s.Client()}
		s.Refuse(true)
		if _, err := rendezvous.Join(t.Context(), cfg); !errors.Is(err, rendezvous.ErrServer) {
			t.Error(err)
		}
		s.Refuse(false)
		for range 16 {
			join(t, s, signaltest.Generate(t), "somebody")
		}
		if _, err := rendezvous.Join(t.Context(), cfg); !errors.Is(err, signal.ErrFull) {
			t.Error(err)
		}
	})
}

// Who is sent away because the room is full does not come back.
func TestFullIsOver(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		room := join(t, s, signaltest.Generate(t), "A")
		s.SendAway(4001)
		<-room.Done()
		if !errors.Is(room.Err(), signal.ErrFull) {
			t.Error(room.Err())
		}
		if _, err := room.Dial(t.Context(), identity.Key{}); !errors.Is(err, signal.ErrFull) {
			t.Error(err)
		}
	})
}

// Another service at the address is none to meet through.
func TestNoServer(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		for name, answer := range map[string]func(*http.Request) (*http.Response, error){
			"a page":    func(*http.Request) (*http.Response, error) { return respond(http.StatusOK, "") },
			"elsewhere": func(*http.Request) (*http.Response, error) { return respond(http.StatusFound, "http://localhost/x") },
		} {
			asked := 0
			client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				asked++
				return answer(r)
			})}
			_, err := rendezvous.Join(t.Context(), rendezvous.Config{Link: link(t), Identity: signaltest.Generate(t), HTTP: client})
			if !errors.Is(err, rendezvous.ErrServer) || asked != 1 {
				t.Errorf("%s: asked %d times, %v", name, asked, err)
			}
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, location string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{"Location": {location}}, Body: io.NopCloser(http.NoBody)}, nil
}

func TestICE(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		s.OfferICE([]map[string]any{
			{"urls": []string{"stun:meet.example.org:3478", "http://evil.example", "turn:"}, "new": 1},
			{"urls": []string{"turns:meet.example.org?transport=tcp"}, "username": "u", "credential": "c"},
			{"urls": []string{"file:///etc/passwd"}},
		})
		room := join(t, s, signaltest.Generate(t), "A")
		ice := room.ICE()
		if len(ice.Servers) != 2 || len(ice.Servers[0].URLs) != 1 || ice.Servers[1].Credential != "c" || time.Until(ice.Until) > 10*time.Minute {
			t.Errorf("%+v", ice)
		}
		s.Tell(s.Peers()[0], map[string]any{"type": "ice", "ice": []map[string]any{{"urls": []string{"stun:new.example"}}}, "ice_seconds": 1e300})
		time.Sleep(time.Second)
		if ice := room.ICE(); len(ice.Servers) != 1 || ice.Servers[0].URLs[0] != "stun:new.example" || ice.Until.After(time.Now().Add(8*24*time.Hour)) {
			t.Errorf("%+v", ice)
		}
	})
}
