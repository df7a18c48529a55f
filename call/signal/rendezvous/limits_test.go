package rendezvous_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/rendezvous/seal"
	"parley/call/signal/signaltest"
)

// member is somebody in the room who speaks the protocol by hand.
type member struct {
	t       *testing.T
	conn    *websocket.Conn
	id      *identity.Identity
	link    invite.Link
	own     seal.Peer
	replies chan []byte // what comes, without whom it is from
}

// visit joins by hand. own is the newest of the server's people.
func visit(t *testing.T, s *rendezvoustest.Server) *member {
	t.Helper()
	l := link(t)
	conn, _, err := websocket.Dial(t.Context(), "ws://localhost/r/"+l.Room(), &websocket.DialOptions{
		HTTPClient: s.Client(), Subprotocols: []string{rendezvoustest.Subprotocol},
	})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	m := &member{t: t, conn: conn, id: signaltest.Generate(t), link: l, replies: make(chan []byte, 1000)}
	go m.read()
	t.Cleanup(func() { _ = conn.CloseNow() })
	time.Sleep(time.Second)
	peers := s.Peers()
	m.own = peers[len(peers)-1]
	return m
}

func (m *member) read() {
	for {
		kind, data, err := m.conn.Read(m.t.Context())
		if err != nil {
			return
		}
		if kind == websocket.MessageBinary {
			m.replies <- data[len(seal.Peer{}):]
		}
	}
}

func (m *member) send(to seal.Peer, message []byte) {
	m.t.Helper()
	if err := m.conn.Write(m.t.Context(), websocket.MessageBinary, append(to[:], message...)); err != nil {
		m.t.Fatal(err)
	}
}

// open sends message 1.
func (m *member) open(to seal.Peer) *seal.Session {
	m.t.Helper()
	session, one, err := seal.New(seal.Config{Room: m.link.RoomID(), Door: m.link.Door(), Identity: m.id}, m.own, to)
	if err != nil {
		m.t.Fatal(err)
	}
	m.send(to, one)
	return session
}

// finish does the handshake of the next answer that comes.
func (m *member) finish(to seal.Peer, session *seal.Session) {
	m.t.Helper()
	got, err := session.Receive(<-m.replies)
	if err != nil {
		m.t.Fatal(err)
	}
	m.send(to, got.Reply)
}

// say sends an envelope.
func (m *member) say(to seal.Peer, session *seal.Session, e signal.Envelope) {
	m.t.Helper()
	data, err := signal.Encode(e)
	if err != nil {
		m.t.Fatal(err)
	}
	m.send(to, session.Carry(data))
}

func hello(versions ...int) signal.Envelope {
	return signal.Envelope{Version: 1, Sequence: 1, Body: signal.Hello{Name: "M", Versions: versions}}
}

// answer takes a link that somebody opens, and introduces itself with versions.
func (m *member) answer(from seal.Peer, versions ...int) {
	m.t.Helper()
	cfg := seal.Config{Room: m.link.RoomID(), Door: m.link.Door(), Identity: m.id}
	session, two, err := seal.Accept(cfg, m.own, from, <-m.replies)
	if err != nil {
		m.t.Error(err)
		return
	}
	m.send(from, two)
	if got, err := session.Receive(<-m.replies); err != nil || !got.Ready {
		m.t.Error(err)
		return
	}
	m.say(from, session, hello(versions...))
}

// heard returns what a link's session makes of what comes within a while.
func (m *member) heard(session *seal.Session, within time.Duration) (messages int, ended bool) {
	timeout := time.After(within)
	for {
		select {
		case reply := <-m.replies:
			got, err := session.Receive(reply)
			if err != nil {
				continue
			}
			if got.Message != nil {
				messages++
			}
			ended = ended || got.Ended
		case <-timeout:
			return messages, ended
		}
	}
}

// Five handshakes a second of one peer are answered, and no more.
func TestHandshakesPerSecond(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		join(t, s, signaltest.Generate(t), "A")
		at, m := s.Peers()[0], visit(t, s)
		for _, want := range []int{5, 10} {
			for range 50 {
				m.open(at)
				time.Sleep(time.Millisecond) // so that each is answered before the next
			}
			if got := len(m.replies); got != want {
				t.Errorf("%d answers, want %d", got, want)
			}
			time.Sleep(time.Second)
		}
	})
}

// A handshake that takes more than 10 s is over; so is one without a hello.
func TestHandshakeTime(t *testing.T) {
	for name, tc := range map[string]struct {
		wait  time.Duration
		links int
	}{"in time": {9 * time.Second, 1}, "late": {11 * time.Second, 0}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
				room := join(t, s, signaltest.Generate(t), "A")
				at, m := s.Peers()[0], visit(t, s)
				session := m.open(at)
				m.finish(at, session)
				time.Sleep(tc.wait)
				m.say(at, session, hello(1))
				time.Sleep(time.Second)
				if got := len(room.Links()); got != tc.links {
					t.Errorf("%d links", got)
				}
			})
		})
	}
}

// Of links with one peer the four newest stay, and those that nobody finished
// take no place of the others.
func TestLinksPerPeer(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		room := join(t, s, signaltest.Generate(t), "A")
		at, m := s.Peers()[0], visit(t, s)
		var links []signal.Link
		for range 5 {
			session := m.open(at)
			m.finish(at, session)
			m.say(at, session, hello(1))
			links = append(links, <-room.Links())
			time.Sleep(time.Second)
			for len(m.replies) > 0 {
				<-m.replies
			}
		}
		for range 20 {
			m.open(at)
			time.Sleep(250 * time.Millisecond)
		}
		for i, l := range links {
			if ended := isDone(l); ended != (i == 0) {
				t.Errorf("link %d ended: %v", i, ended)
			}
		}
	})
}

func isDone(l signal.Link) bool {
	select {
	case <-l.Done():
		return true
	default:
		return false
	}
}

// A peer that breaks the protocol inside a link ends that link, and hears so.
func TestBadPeer(t *testing.T) {
	ring := func(n uint64) signal.Envelope {
		return signal.Envelope{Version: 1, Sequence: n, Call: signal.CallID{1}, Body: signal.Ring{}}
	}
	for name, tc := range map[string]struct {
		says  func(m *member, at seal.Peer, session *seal.Session)
		links int
		want  error
	}{
		"no hello":      {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, ring(1)) }, 0, nil},
		"hello second":  {func(m *member, at seal.Peer, s *seal.Session) { e := hello(1); e.Sequence = 2; m.say(at, s, e) }, 0, nil},
		"other version": {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(9)) }, 0, nil},
		"no text":       {func(m *member, at seal.Peer, s *seal.Session) { m.send(at, s.Carry([]byte("{"))) }, 0, nil},
		"long hello":    {func(m *member, at seal.Peer, s *seal.Session) { m.send(at, s.Carry(make([]byte, 9<<10))) }, 0, nil},
		"out of order":  {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)); m.say(at, s, ring(1)) }, 1, signal.ErrProtocol},
		"nothing":       {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)); m.send(at, s.Carry(nil)) }, 1, signal.ErrProtocol},
		"a gap": {func(m *member, at seal.Peer, s *seal.Session) {
			m.say(at, s, hello(1))
			s.Carry(nil)
			m.say(at, s, ring(2))
		}, 1, signal.ErrLost},
		"an end":        {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)); m.send(at, s.End()) }, 1, io.EOF},
		"an end of one": {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)); m.send(at, endWith(s)) }, 1, nil},
		"too many":      {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)); flood(m, at, s) }, 1, signal.ErrProtocol},
		"goes silently": {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)); _ = m.conn.CloseNow() }, 1, signal.ErrLost},
		"says no more":  {func(m *member, at seal.Peer, s *seal.Session) { m.say(at, s, hello(1)) }, 1, signal.ErrLost},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
				room := join(t, s, signaltest.Generate(t), "A")
				at, m := s.Peers()[0], visit(t, s)
				session := m.open(at)
				m.finish(at, session)
				tc.says(m, at, session)
				_, ended := m.heard(session, 20*time.Second)
				if got := len(room.Links()); got != tc.links {
					t.Fatalf("%d links", got)
				}
				if tellable := tc.links == 0 || errors.Is(tc.want, signal.ErrProtocol); ended != tellable {
					t.Errorf("heard of the end: %v", ended)
				}
				if tc.want == nil {
					return
				}
				l := <-room.Links()
				for {
					if _, err := l.Receive(t.Context()); err != nil {
						if !errors.Is(err, tc.want) {
							t.Error(err)
						}
						return
					}
				}
			})
		})
	}
}

// endWith is a message of the kind End whose seal does not fit.
func endWith(s *seal.Session) []byte {
	message := s.Carry([]byte("x"))
	message[0] = byte(seal.End)
	return message
}

func flood(m *member, at seal.Peer, s *seal.Session) {
	for n := range uint64(700) {
		m.say(at, s, signal.Envelope{Version: 1, Sequence: n + 2, Body: signal.Pong{}})
		time.Sleep(time.Second / 60)
	}
}

// Who speaks another version is no reason to wait.
func TestDialOtherVersion(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		room := join(t, s, signaltest.Generate(t), "A")
		at, m := s.Peers()[0], visit(t, s)
		go m.answer(at, 8, 9)
		if _, err := room.Dial(t.Context(), identity.Key{}); !errors.Is(err, signal.ErrVersion) {
			t.Error(err)
		}
	})
}

// Somebody who does not answer, such as one with the room but not the secret,
// keeps nobody from who does.
func TestDialPastTheSilent(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		left := join(t, s, signaltest.Generate(t), "A")
		visit(t, s)
		b := signaltest.Generate(t)
		join(t, s, b, "B")
		begun := time.Now()
		l, err := left.Dial(t.Context(), identity.Key{})
		if err != nil || l.Remote() != b.Key() {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 6*time.Second {
			t.Errorf("after %v", took)
		}
	})
}

// A link that nobody reads ends, and holds up no other.
func TestNobodyReads(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		left, right := join(t, s, signaltest.Generate(t), "A"), join(t, s, signaltest.Generate(t), "B")
		here, there := dial(t, left, right)
		big := signal.Description{
			Kind: signal.Offer, SDP: strings.Repeat("a", signal.MaxSDP-1), Signature: make([]byte, 64),
			Fingerprint: "sha-256 " + strings.Repeat("00:", 31) + "00",
		}
		for range 80 {
			if here.Send(signal.Envelope{Call: signal.CallID{1}, Body: big}) != nil {
				break
			}
			time.Sleep(time.Second)
		}
		if !isDone(there) || !isDone(here) {
			t.Error("the link lives")
		}
		exchange(t, left, right)
	})
}
