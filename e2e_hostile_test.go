//go:build linux

package main

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/call"
	"parley/call/peer/peertest"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/signaltest"
	"parley/call/stats"
)

// takesCalls proves that a program still takes an honest call.
func (p *program) takesCalls(address string) {
	p.t.Helper()
	p.forget()
	a := ringing(p.t, "Ada", place{}, address, signals...)
	inCall(p.t, a, p)
	a.leave()
	p.ended(session.HungUp, "Ada")
}

// TestForgedFingerprint offers media that is not signed by the one who calls:
// the call ends and says why, before any media.
func TestForgedFingerprint(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	for name, forge := range map[string]func(m *mallory) signal.Description{
		"no signature": func(m *mallory) signal.Description {
			d := m.offer()
			d.Signature[7] ^= 1
			return d
		},
		"signed by another": func(m *mallory) signal.Description {
			return m.signed(m.rogue.Offer(t), signaltest.Generate(t))
		},
		"for another certificate": func(m *mallory) signal.Description {
			d := m.offer()
			d.SDP = peertest.New(t).Offer(t)
			return d
		},
		"of another call": func(m *mallory) signal.Description {
			kept := m.call
			m.call = signal.NewCallID()
			d := m.offer()
			m.call = kept
			return d
		},
	} {
		b.forget()
		m := malloryCalls(t, address)
		m.send(forge(m))
		if reason := m.farewell(); reason != string(session.Mismatch) {
			t.Errorf("%s: the call ended by %q", name, reason)
		}
		if e := b.ended(session.Mismatch, "not signed by Mallory"); e.Hint == "" {
			t.Errorf("%s: told without a hint: %+v", name, e.Event)
		}
		if e, active := b.find(func(e told) bool { return e.State == call.Active.String() || e.Kind == call.EventFirstPicture }); active {
			t.Errorf("%s: there was %+v", name, e.Event)
		}
	}
	b.takesCalls(address)
	b.leave()
}

// TestBrokenSignalling writes what is no message, or too large for one, before
// a call and while one rings: the link ends, and the program goes on.
func TestBrokenSignalling(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, patient...)
	before := measure(t, b.cmd.Process.Pid).memory
	ring := func(r raw) string {
		return `{"v":1,"call":"` + r.call + `","seq":2,"type":"ring","body":{"video":true}}`
	}
	attacks := map[string]func(r raw){
		"no text":    func(r raw) { r.message("\x00\xff\xfe") },
		"no JSON":    func(r raw) { r.message("GET / HTTP/1.1") },
		"deep":       func(r raw) { r.message(strings.Repeat("[", 60_000)) },
		"too long":   func(r raw) { r.message(strings.Repeat("x", signal.MaxMessage+1)) },
		"4 gigabyte": func(r raw) { _, _ = r.Write([]byte{0xff, 0xff, 0xff, 0xff}) },
		"empty":      func(r raw) { _, _ = r.Write([]byte{0, 0, 0, 0}) },
		"half":       func(r raw) { r.message(strings.TrimSuffix(strings.Replace(ring(r), `"seq":2`, `"seq":3`, 1), "}}")) },
		"replayed":   func(r raw) { r.message(ring(r)) },
		"unknown": func(r raw) {
			r.message(strings.Replace(strings.Replace(ring(r), "ring", "rung", 1), `"seq":2`, `"seq":3`, 1))
		},
	}
	for name, attack := range attacks {
		t.Run(name, func(t *testing.T) {
			b.forget()
			first := rawLink(t, address)
			if name != "replayed" { // that is a ring like any other at first
				attack(first)
				first.mustEnd(t)
			}
			second := rawLink(t, address)
			second.message(ring(second))
			b.event(call.EventRinging)
			attack(second)
			second.mustEnd(t)
			b.ended(session.Cancelled, "You missed a call from Mallory.")
		})
	}
	if after := measure(t, b.cmd.Process.Pid).memory; after > before+50 {
		t.Errorf("memory went from %.0f to %.0f MB", before, after)
	}
	b.leave()
}

// TestSenselessNegotiation sends, in a call that was accepted, well-formed
// messages that mean nothing: the call ends in words.
func TestSenselessNegotiation(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	for name, body := range map[string]func(m *mallory) signal.Body{
		"no description": func(m *mallory) signal.Body {
			d := m.offer()
			d.SDP = "a=fingerprint:" + d.Fingerprint + "\r\n"
			return d
		},
		"too many tracks": func(m *mallory) signal.Body {
			d := m.offer()
			_, media, _ := strings.Cut(d.SDP, "m=")
			d.SDP += strings.Repeat("m="+strings.SplitAfter(media, "\r\n")[0], 20)
			return d
		},
		"no candidate": func(*mallory) signal.Body {
			return signal.Candidate{Candidate: strings.Repeat("nonsense ", 50), Mid: "0"}
		},
		"an answer": func(m *mallory) signal.Body {
			d := m.offer()
			d.Kind = signal.Answer
			return signal.SignDescription(m.id, m.link.Remote(), m.call, d)
		},
	} {
		b.forget()
		m := malloryCalls(t, address)
		m.send(body(m))
		if reason := m.farewell(); reason != string(session.ProtocolFail) {
			t.Errorf("%s: the call ended by %q", name, reason)
		}
		if e := b.ended(session.ProtocolFail, "makes no sense"); e.Hint == "" {
			t.Errorf("%s: told without a hint: %+v", name, e.Event)
		}
	}
	b.takesCalls(address)
	b.leave()
}

// TestGarbageInACall connects properly and then sends random packets in all
// slots, with leaps in their numbers: the call goes on and memory stays. Then
// it invents thousands of streams: the call ends in words.
func TestGarbageInACall(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	m := malloryCalls(t, address)
	m.connect()
	b.state(call.Active)
	random := rand.New(rand.NewPCG(1, 2))
	// The program takes what decoders and buffers need at once, and some 40 MB
	// more or less from one collection of garbage to the next.
	m.garbage(random, 2*time.Second)
	before := measure(t, b.cmd.Process.Pid).memory
	m.garbage(random, 10*time.Second)
	for _, kind := range []stats.Kind{stats.Microphone, stats.Camera} { // or it tests nothing
		b.track(kind, stats.Receive, "comes in", func(s stats.Track) bool { return s.Packets > 1000 })
	}
	if after := measure(t, b.cmd.Process.Pid).memory; after > before+100 {
		t.Errorf("memory went from %.0f to %.0f MB", before, after)
	}
	if e, over := b.find(func(e told) bool { return e.Kind == call.EventEnded }); over {
		t.Fatalf("random packets ended the call: %+v", e.Event)
	}
	for n := range uint32(5000) {
		_ = m.rogue.Send(int(n)%peertest.Slots, peertest.Packet{SSRC: 1000 + n, Sequence: uint16(n), Payload: noise(random)})
	}
	if e := b.ended(session.Lost, "Mallory"); e.Hint == "" {
		t.Errorf("told without a hint: %+v", e.Event)
	}
	after := measure(t, b.cmd.Process.Pid).memory
	if after > before+100 {
		t.Errorf("memory went from %.0f to %.0f MB with thousands of streams", before, after)
	}
	t.Logf("memory went from %.0f to %.0f MB", before, after)
	b.takesCalls(address)
	b.leave()
}

// garbage sends random packets for a while, some two thousand a second: more
// than a call has, and less than the kernel drops.
func (m *mallory) garbage(random *rand.Rand, length time.Duration) {
	m.t.Helper()
	var sequence [peertest.Slots]uint16
	for begun := time.Now(); time.Since(begun) < length; time.Sleep(2 * time.Millisecond) {
		for slot := range sequence {
			sequence[slot]++
			if random.IntN(50) == 0 {
				sequence[slot] = uint16(random.Uint32())
			}
			p := peertest.Packet{
				Sequence: sequence[slot], Timestamp: random.Uint32(), Marker: random.IntN(3) == 0, Payload: noise(random),
			}
			if err := m.rogue.Send(slot, p); err != nil {
				m.t.Fatal(err)
			}
		}
	}
}

// noise is up to a packet full of random bytes. Half of it begins like a
// picture of its own (RFC 7741 section 4.2, RFC 6386 section 9.1), so that it
// gets as far as the decoder.
func noise(random *rand.Rand) []byte {
	payload := make([]byte, random.IntN(1100))
	for i := range payload {
		payload[i] = byte(random.Uint32())
	}
	if len(payload) > 20 && random.IntN(2) == 0 {
		copy(payload, []byte{0x10, payload[1] &^ 1, payload[2], payload[3], 0x9d, 0x01, 0x2a})
	}
	return payload
}
