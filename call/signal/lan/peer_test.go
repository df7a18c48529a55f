package lan_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan"
)

// peerRole names the variable that makes this test program a peer: "wait"
// answers whoever links, "call" looks for the one that waits, links and sends
// without end. Both print what they see, until their input ends.
const peerRole = "PARLEY_LAN_PEER"

type peer struct {
	*lan.Transport
	role string
}

func runPeer(role string) error {
	id, err := identity.Generate(nil)
	if err != nil {
		return err
	}
	transport, err := lan.Open(lan.Config{Identity: id, Name: role, Visible: true})
	if err != nil {
		return err
	}
	p := peer{transport, role}
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { p.answer(ctx) })
	work.Go(func() { p.look(ctx, &work) })
	work.Go(func() {
		_ = p.WatchNetwork(ctx, func(online bool) { fmt.Println("online", online) })
	})
	_, err = io.Copy(io.Discard, os.Stdin)
	cancel()
	err = errors.Join(err, p.Close())
	work.Wait()
	return err
}

// answer echoes what comes over links.
func (p peer) answer(ctx context.Context) {
	for l := range p.Links() {
		for {
			e, err := l.Receive(ctx)
			if err != nil {
				break
			}
			_ = l.Send(signal.Envelope{Call: e.Call, Body: signal.Ringing{}})
		}
	}
}

// look prints who is nearby, and calls the one that waits.
func (p peer) look(ctx context.Context, work *sync.WaitGroup) {
	called := false
	for people := range p.Nearby() {
		for _, person := range people {
			for _, a := range person.Addresses {
				fmt.Println("nearby", person.Name, a)
			}
			if p.role == "call" && person.Name == "wait" && !called {
				called = true
				addresses := person.Addresses
				work.Go(func() { p.call(ctx, addresses) })
			}
		}
	}
}

func (p peer) call(ctx context.Context, addresses []netip.AddrPort) {
	l, err := p.Dial(ctx, signal.Target{Addresses: addresses})
	for err == nil {
		if err = l.Send(signal.Envelope{Call: signal.NewCallID(), Body: signal.Ring{}}); err == nil {
			_, err = l.Receive(ctx)
		}
		if err == nil {
			fmt.Println("echo")
			time.Sleep(200 * time.Millisecond)
		}
	}
	if ctx.Err() == nil {
		fmt.Println("ended", err)
	}
}
