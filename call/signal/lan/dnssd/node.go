package dnssd

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Node announces and looks for instances on one Network. One goroutine does
// all of it, a second receives.
type Node struct {
	network Network
	found   chan []Advert
	packets chan Packet
	set     chan *Advert
	refresh chan struct{}
	quit    chan struct{}
	closing sync.Once
	work    sync.WaitGroup
}

// Open looks for instances of a service type, such as "_parley._tcp". The node
// owns the network from now on; the caller closes the node.
func Open(kind string, network Network) *Node {
	n := &Node{
		network: network, found: make(chan []Advert, 1), packets: make(chan Packet),
		set: make(chan *Advert), refresh: make(chan struct{}, 1), quit: make(chan struct{}),
	}
	n.work.Go(n.receive)
	n.work.Go(func() { n.run(kind) })
	return n
}

// Announce changes what is announced; nil says goodbye and only looks. It does
// nothing after Close.
func (n *Node) Announce(a *Advert) {
	select {
	case n.set <- a:
	case <-n.quit:
	}
}

// Refresh says that the computer's network changed.
func (n *Node) Refresh() {
	select {
	case n.refresh <- struct{}{}:
	default: // one that was not seen yet says the same
	}
}

// Found delivers who is there, sorted by instance; a new list replaces one
// that nobody took. It is closed by Close.
func (n *Node) Found() <-chan []Advert { return n.found }

// Close says goodbye, closes the network and waits.
func (n *Node) Close() {
	n.closing.Do(func() { close(n.quit) })
	n.work.Wait()
}

// receive hands packets on, as many as a network in good order may bring. A
// flood costs no more than reading it.
func (n *Node) receive() {
	pace := rate.NewLimiter(packetRate, packetBurst)
	for {
		p, err := n.network.Receive()
		if err != nil {
			return
		}
		if !pace.Allow() {
			continue
		}
		select {
		case n.packets <- p:
		case <-n.quit:
			return
		}
	}
}

func (n *Node) run(kind string) {
	defer close(n.found)
	defer n.network.Close()
	r := newResponder(kind, func(index int, data []byte) {
		// An interface that is going away fails; the next refresh leaves it
		// out.
		_ = n.network.Send(index, data)
	})
	r.refresh(time.Now(), n.network.Refresh())
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		changed := false
		select {
		case p := <-n.packets:
			changed = r.handle(time.Now(), p)
		case a := <-n.set:
			r.set(time.Now(), a)
		case <-n.refresh:
			changed = r.refresh(time.Now(), n.network.Refresh())
		case <-timer.C:
		case <-n.quit:
			r.set(time.Now(), nil)
			return
		}
		if r.act(time.Now()) || changed {
			n.publish(r.cache.list())
		}
		timer.Reset(time.Until(r.next()))
	}
}

// publish replaces the list that nobody took yet.
func (n *Node) publish(list []Advert) {
	select {
	case <-n.found:
	default:
	}
	n.found <- list
}
