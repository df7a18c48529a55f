//go:build linux

package main

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/peer"
	"parley/call/peer/peertest"
	"parley/call/signal"
	"parley/call/signal/lan"
	"parley/call/signal/signaltest"
)

// mallory calls as the protocol asks, with an identity of their own, up to
// the moment when they do something else.
type mallory struct {
	t     *testing.T
	id    *identity.Identity
	link  signal.Link
	call  signal.CallID
	rogue *peertest.Rogue
}

// malloryCalls rings at an address, and is accepted.
func malloryCalls(t *testing.T, address string) *mallory {
	t.Helper()
	m := &mallory{t: t, call: signal.NewCallID(), rogue: peertest.New(t)}
	m.id, m.link = offerer(t, address)
	m.send(signal.Ring{Video: true})
	m.receive("accept", func(b signal.Body) bool { _, ok := b.(signal.Accept); return ok })
	return m
}

// offerer dials with an identity whose key is the smaller one: that side
// makes the offer.
func offerer(t *testing.T, address string) (*identity.Identity, signal.Link) {
	t.Helper()
	for {
		id := signaltest.Generate(t)
		link := dial(t, id, address)
		if id.Key().String() < link.Remote().String() {
			return id, link
		}
		link.Close()
	}
}

func dial(t *testing.T, id *identity.Identity, address string) signal.Link {
	t.Helper()
	// Each has a name of their own: a known one with a new key would be asked
	// about.
	name := "Mallory " + id.Key().String()[:6]
	transport, err := lan.Open(lan.Config{Identity: id, Name: name, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = transport.Close() }) // its links too
	link, err := transport.Dial(t.Context(), signal.Target{Host: address})
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func (m *mallory) send(body signal.Body) {
	m.t.Helper()
	if err := m.link.Send(signal.Envelope{Call: m.call, Body: body}); err != nil {
		m.t.Fatal(err)
	}
}

// receive waits for a message.
func (m *mallory) receive(what string, match func(signal.Body) bool) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), patience)
	defer cancel()
	for {
		e, err := m.link.Receive(ctx)
		if err != nil {
			m.t.Fatalf("waiting for %s: %v", what, err)
		}
		if match(e.Body) {
			return
		}
	}
}

// farewell waits until the other side ends the call, and returns what it says.
func (m *mallory) farewell() (reason string) {
	m.t.Helper()
	m.receive("the end", func(b signal.Body) bool {
		end, ok := b.(signal.End)
		reason = end.Reason
		return ok
	})
	return reason
}

// offer returns a genuine offer, signed.
func (m *mallory) offer() signal.Description {
	m.t.Helper()
	return m.signed(m.rogue.Offer(m.t), m.id)
}

// signed makes an offer of a session description, signed by somebody.
func (m *mallory) signed(sdp string, by *identity.Identity) signal.Description {
	m.t.Helper()
	fingerprint, err := peer.Fingerprint(sdp)
	if err != nil {
		m.t.Fatal(err)
	}
	return signal.SignDescription(by, m.link.Remote(), m.call, signal.Description{Kind: signal.Offer, SDP: sdp, Fingerprint: fingerprint})
}

// connect negotiates and waits for the connection.
func (m *mallory) connect() {
	m.t.Helper()
	m.send(m.offer())
	m.receive("an answer", func(b signal.Body) bool {
		d, ok := b.(signal.Description)
		if ok {
			if err := m.rogue.Answer(d.SDP); err != nil {
				m.t.Fatal(err)
			}
		}
		return ok
	})
	m.rogue.Wait(m.t)
}

// raw is a link on which anything can be written.
type raw struct {
	*tls.Conn
	call string
}

// rawLink does the handshake and says hello.
func rawLink(t *testing.T, address string) raw {
	t.Helper()
	certificate, err := signaltest.Generate(t).Certificate()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", address, &tls.Config{
		Certificates: []tls.Certificate{certificate}, InsecureSkipVerify: true,
		NextProtos: []string{"parley/1"}, MinVersion: tls.VersionTLS13,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	r := raw{conn, signal.NewCallID().String()}
	r.message(`{"v":1,"seq":1,"type":"hello","body":{"name":"Mallory","device":"","versions":[1]}}`)
	return r
}

// message writes a text as a message, whatever it says. The other side may
// have hung up already.
func (r raw) message(text string) {
	_, _ = r.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...))
}

// mustEnd waits until the other side hangs up.
func (r raw) mustEnd(t *testing.T) {
	t.Helper()
	if err := r.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, r); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the link is still open")
	}
}
