//go:build linux

package main

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/signal/inbox"
	"parley/call/signal/signaltest"
)

// What a server of one's own is asked to hold, in a process of its own.
const (
	idlePeople  = 5000 // two in a room
	joinsASec   = 200
	joinSeconds = 10
)

// TestServeFigures measures what a connection that says nothing costs, of a room
// and of an inbox, and how long it takes to come in beside those, when many do.
func TestServeFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("measuring takes -figures")
	}
	f := certificateIn(t, t.TempDir())
	for name, options := range map[string][]string{
		"HTTP":  {"--http", "127.0.0.1:0"},
		"HTTPS": {"--tls-cert", f.certificate, "--tls-key", f.key, "--https", "127.0.0.1:0", "--turn", "127.0.0.1:0"},
	} {
		options = append(options, "--max-per-address", "1000")
		measureOwners(t, name, serve(t, options...))
		measureServer(t, name, serve(t, options...))
	}
}

func measureServer(t *testing.T, name string, s *served) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cost := s.cost(func(i int) { s.listen(ctx, s.visit(ctx, from(i), numbered(i/2)).socket) })
	fmt.Printf("%s, %d people who say nothing: %.1f kB each\n", name, idlePeople, cost)
	took := s.storm(ctx)
	fmt.Printf("%s, %d more come, %d a second: in after %.1f ms (median), %.1f ms (99 %%), %.1f ms (all)\n", name, len(took), joinsASec,
		ms(took[len(took)/2]), ms(took[len(took)*99/100]), ms(took[len(took)-1]))
}

func measureOwners(t *testing.T, name string, s *served) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cost := s.cost(func(i int) { s.listen(ctx, s.own(ctx, from(i))) })
	fmt.Printf("%s, %d people with an open inbox: %.1f kB each\n", name, idlePeople, cost)
	s.stop()
}

// cost is how much more memory the server has, in kB a person, once all have
// come.
func (s *served) cost(come func(i int)) float64 {
	empty := measure(s.t, s.cmd.Process.Pid).memory
	for i := range idlePeople {
		come(i)
	}
	return (measure(s.t, s.cmd.Process.Pid).memory - empty) / idlePeople * 1000
}

// own opens a new inbox.
func (s *served) own(ctx context.Context, client *http.Client) *websocket.Conn {
	s.t.Helper()
	id := signaltest.Generate(s.t)
	at := strings.Replace(s.url, "http", "ws", 1) + "i/" + inbox.Of(id.Key()).String()
	socket, _, err := websocket.Dial(ctx, at, &websocket.DialOptions{Subprotocols: []string{inbox.Subprotocol}, HTTPClient: client})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = socket.CloseNow() })
	_, challenge, err := socket.Read(ctx)
	if err != nil || len(challenge) != 1+inbox.ChallengeSize {
		s.t.Fatalf("challenged with %x, %v", challenge, err)
	}
	_, host, _ := strings.Cut(strings.Trim(s.url, "/"), "//")
	proof := append([]byte{inbox.FrameProof}, inbox.Prove(id, host, challenge[1:])...)
	if err := socket.Write(ctx, websocket.MessageBinary, proof); err != nil {
		s.t.Fatal(err)
	}
	if _, open, err := socket.Read(ctx); err != nil || len(open) != 1 || open[0] != inbox.FrameOpen {
		s.t.Fatalf("the inbox is not open: %x, %v", open, err)
	}
	return socket
}

// listen reads what comes, and answers pings, until the connection ends.
func (s *served) listen(ctx context.Context, socket *websocket.Conn) {
	go func() {
		for {
			if _, _, err := socket.Read(ctx); err != nil {
				return
			}
		}
	}()
}

// storm has people come at a steady rate and leave, and returns how long each
// took from dialling to the welcome, the shortest first.
func (s *served) storm(ctx context.Context) []time.Duration {
	var coming sync.WaitGroup
	took := make([]time.Duration, joinsASec*joinSeconds)
	tick := time.NewTicker(time.Second / joinsASec)
	defer tick.Stop()
	for i := range took {
		<-tick.C
		coming.Go(func() {
			begun := time.Now()
			v := s.visit(ctx, from(idlePeople+i), numbered(idlePeople+i/2))
			took[i] = time.Since(begun)
			_ = v.socket.CloseNow()
		})
	}
	coming.Wait()
	slices.Sort(took)
	return took
}

// from is a client with an address of its own, for some hundred people each.
func from(i int) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, 0, byte(1+i%100))}}
	secured := &tls.Config{InsecureSkipVerify: true} // the certificate is a test's
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: secured}}
}

func numbered(i int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%016d", i))
}
