package rendezvous_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/rendezvous/seal"
	"parley/call/signal/signaltest"
)

// A server in the middle sees what it carries, and what it can do with it is
// lose it: whatever it changes, the sides meet whom they meet or nobody.
func TestHostileServer(t *testing.T) {
	type frames = []rendezvoustest.Frame
	for name, tamper := range map[string]func() func(rendezvoustest.Frame) frames{
		"drops all": func() func(rendezvoustest.Frame) frames {
			return func(rendezvoustest.Frame) frames { return nil }
		},
		"repeats": func() func(rendezvoustest.Frame) frames {
			return func(f rendezvoustest.Frame) frames { return frames{f, f} }
		},
		"reflects": func() func(rendezvoustest.Frame) frames {
			return func(f rendezvoustest.Frame) frames {
				return frames{{From: f.To, To: f.From, Data: f.Data}, {From: f.From, To: f.From, Data: f.Data}}
			}
		},
		"swaps": func() func(rendezvoustest.Frame) frames {
			var kept frames
			return func(f rendezvoustest.Frame) frames {
				if kept = append(kept, f); len(kept)%2 == 1 {
					return nil
				}
				return frames{kept[len(kept)-1], kept[len(kept)-2]}
			}
		},
		"repeats the past": func() func(rendezvoustest.Frame) frames {
			var kept frames
			return func(f rendezvoustest.Frame) frames {
				kept = append(kept, f)
				return slices.Concat(frames{f}, kept)
			}
		},
		"changes a bit": func() func(rendezvoustest.Frame) frames {
			random := rand.New(rand.NewPCG(1, 2))
			return func(f rendezvoustest.Frame) frames {
				f.Data = bytes.Clone(f.Data)
				f.Data[random.IntN(len(f.Data))] ^= 1 << random.IntN(8)
				return frames{f}
			}
		},
		"cuts short": func() func(rendezvoustest.Frame) frames {
			return func(f rendezvoustest.Frame) frames {
				return frames{{From: f.From, To: f.To, Data: f.Data[:len(f.Data)-1]}}
			}
		},
		"drops each third": func() func(rendezvoustest.Frame) frames {
			n := 0
			return func(f rendezvoustest.Frame) frames {
				if n++; n%3 == 0 {
					return nil
				}
				return frames{f}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
				a, b := signaltest.Generate(t), signaltest.Generate(t)
				left, right := join(t, s, a, "A"), join(t, s, b, "B")
				s.Tamper(tamper())
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				go func() {
					for l := range right.Links() {
						honest(t, l, a.Key())
					}
				}()
				for range 3 {
					l, err := left.Dial(ctx, b.Key())
					if err != nil {
						continue
					}
					for i := range 20 {
						if l.Send(signal.Envelope{Call: signal.CallID{1}, Body: signal.Candidate{MLine: i, Candidate: "c"}}) != nil {
							break
						}
					}
					honest(t, l, b.Key())
					l.Close()
				}
				// An honest server makes all well.
				s.Tamper(nil)
				l, err := left.Dial(t.Context(), b.Key())
				if err != nil || l.Remote() != b.Key() {
					t.Error(err)
				}
			})
		})
	}
}

// honest checks that what arrives is what the other side sent, from the
// beginning and without a gap.
func honest(t *testing.T, l signal.Link, from identity.Key) {
	t.Helper()
	if l.Remote() != from {
		t.Error("a link with a stranger")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for i := 0; ; i++ {
		e, err := l.Receive(ctx)
		if err != nil {
			return
		}
		if c, ok := e.Body.(signal.Candidate); !ok || c.MLine != i || e.Call != (signal.CallID{1}) {
			t.Errorf("message %d is %+v", i, e)
		}
	}
}

// A server that names people as it likes brings no two together that have no
// link, and nobody with themselves.
func TestFalseNames(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		a, b := signaltest.Generate(t), signaltest.Generate(t)
		left, right := join(t, s, a, "A"), join(t, s, b, "B")
		peers := s.Peers()
		atA, atB := peers[0], peers[1]
		// To A, B is called C, and the other way round A is called D.
		c, d := seal.Peer{0xcc}, seal.Peer{0xdd}
		s.Tell(atA, map[string]any{"type": "left", "peer": atB.String()})
		s.Tell(atB, map[string]any{"type": "left", "peer": atA.String()})
		s.Tell(atA, map[string]any{"type": "joined", "peer": c.String()})
		s.Tell(atB, map[string]any{"type": "joined", "peer": d.String()})
		s.Tell(atA, map[string]any{"type": "joined", "peer": atA.String()})
		s.Tamper(func(f rendezvoustest.Frame) []rendezvoustest.Frame {
			if f.From == atA {
				return []rendezvoustest.Frame{{From: d, To: atB, Data: f.Data}}
			}
			return []rendezvoustest.Frame{{From: c, To: atA, Data: f.Data}}
		})
		time.Sleep(time.Second)
		if got := left.Peers(); !slices.Equal(got, []rendezvous.Peer{c}) {
			t.Errorf("A sees %v", got)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if l, err := left.Dial(ctx, identity.Key{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a link under false names: %v, %v", l, err)
		}
		select {
		case l := <-right.Links():
			t.Errorf("a link under false names: %v", l)
		default:
		}
	})
}

// Somebody in the room under the same secret, helped by the server, cannot
// take another's place.
func TestManInTheMiddle(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		a, b, m := signaltest.Generate(t), signaltest.Generate(t), signaltest.Generate(t)
		left, right, middle := join(t, s, a, "A"), join(t, s, b, "B"), join(t, s, m, "M")
		peers := s.Peers()
		// What A and B send one another goes to M, as from them.
		s.Tamper(func(f rendezvoustest.Frame) []rendezvoustest.Frame {
			if f.From != peers[2] {
				f.To = peers[2]
			}
			return []rendezvoustest.Frame{f}
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if l, err := left.Dial(ctx, b.Key()); err == nil {
			t.Errorf("A took %v for B", l.Remote())
		}
		for _, room := range []*rendezvous.Room{right, middle} {
			select {
			case l := <-room.Links():
				t.Errorf("somebody met %v", l.Remote())
			default:
			}
		}
	})
}

// What a server sends that is none of the protocol is dropped, or the
// connection ends and is made again.
func TestNonsense(t *testing.T) {
	bubble(t, func(t *testing.T, s *rendezvoustest.Server) {
		b := signaltest.Generate(t)
		left, right := join(t, s, signaltest.Generate(t), "A"), join(t, s, b, "B")
		peers := s.Peers()
		random := rand.NewChaCha8([32]byte{1})
		for n := range 300 {
			data := make([]byte, n)
			_, _ = random.Read(data)
			if n > 0 {
				data[0] = byte(n % 7)
			}
			s.Deliver(rendezvoustest.Frame{From: peers[n%2], To: peers[1-n%2], Data: data})
			s.Deliver(rendezvoustest.Frame{From: seal.Peer{9}, To: peers[0], Data: data})
		}
		s.Tell(peers[0], map[string]any{"type": "dance", "partner": 1})
		exchange(t, left, right)
		for _, event := range []any{
			map[string]any{"type": "joined", "peer": "Z"}, map[string]any{"type": 1}, []int{1}, "x",
		} {
			s.Tell(s.Peers()[0], event)
			time.Sleep(time.Minute)
			if l, err := left.Dial(t.Context(), b.Key()); err != nil || l.Remote() != b.Key() {
				t.Fatal(err)
			}
			<-right.Links()
		}
	})
}

// endless welcomes who comes, and then sends a frame of 2^62 bytes, some at a
// time.
func endless(w http.ResponseWriter, r *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" // RFC 6455 section 1.3
	accept := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + guid))
	welcome := `{"type":"welcome","peer":"0123456789abcdef","peers":[],"ice":[],"ice_seconds":0}`
	_, err = fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Protocol: parley.rendezvous.v1\r\nSec-WebSocket-Accept: %s\r\n\r\n\x81%c%s\x82\x7f\x40%s",
		base64.StdEncoding.EncodeToString(accept[:]), len(welcome), welcome, make([]byte, 7))
	for err == nil {
		time.Sleep(5 * time.Millisecond)
		_, err = conn.Write(make([]byte, 10))
	}
}

// A server that never ends what it says is left all the same.
func TestEndlessServer(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(endless))
	defer web.Close()
	_, behind, _ := strings.Cut(rendezvoustest.Link, "/j/")
	l, err := invite.Parse(web.URL + "/j/" + behind)
	if err != nil {
		t.Fatal(err)
	}
	room, err := rendezvous.Join(t.Context(), rendezvous.Config{Link: l, Identity: signaltest.Generate(t), Name: "A"})
	if err != nil {
		t.Fatal(err)
	}
	left := make(chan struct{})
	go func() {
		defer close(left)
		_ = room.Close()
	}()
	select {
	case <-left:
	case <-time.After(time.Minute):
		t.Fatal("it holds whoever came")
	}
}
