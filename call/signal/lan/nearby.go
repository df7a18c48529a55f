package lan

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan/dnssd"
)

// maxMet is how many keys that were proven since the start are tried on
// adverts, besides those known; the newest count.
const maxMet = 64

// retryEvery is when to try again where Multicast DNS cannot be used, because
// another program keeps its port to itself or there is no network yet.
const retryEvery = 10 * time.Second

// publishEvery is the shortest time between two lists.
const publishEvery = 100 * time.Millisecond

// nearby finds people and announces this one. Its goroutine is run.
type nearby struct {
	people   chan []signal.Person
	changed  chan struct{} // something below changed
	key      identity.Key
	instance string
	device   string
	listener netip.AddrPort
	known    func() []identity.Key
	logger   *slog.Logger

	mu      sync.Mutex
	name    string
	visible bool
	proven  []identity.Key // the newest last
}

func newNearby(cfg Config, listener netip.AddrPort) *nearby {
	return &nearby{
		people: make(chan []signal.Person, 1), changed: make(chan struct{}, 1),
		key: cfg.Identity.Key(), instance: newInstance(), device: shorten(cfg.Device), listener: listener,
		known: cfg.Known, logger: cfg.Logger, name: cfg.Name, visible: cfg.Visible,
	}
}

func (n *nearby) rename(name string) {
	n.mu.Lock()
	n.name = name
	n.mu.Unlock()
	note(n.changed)
}

func (n *nearby) setVisible(visible bool) {
	n.mu.Lock()
	n.visible = visible
	n.mu.Unlock()
	note(n.changed)
}

// met remembers a key that was proven, so that its advert is recognised from
// now on.
func (n *nearby) met(key identity.Key) {
	n.mu.Lock()
	n.proven = append(slices.DeleteFunc(n.proven, func(k identity.Key) bool { return k == key }), key)
	n.proven = n.proven[max(0, len(n.proven)-maxMet):]
	n.mu.Unlock()
	note(n.changed)
}

// run works until ctx is done and closes people.
func (n *nearby) run(ctx context.Context) {
	defer close(n.people)
	for ctx.Err() == nil {
		network, err := dnssd.Listen(n.listener.Addr())
		if err == nil {
			n.follow(ctx, dnssd.Open(service, network))
			return
		}
		n.logger.Warn("nobody is found nearby", "error", err)
		select {
		case <-time.After(retryEvery):
		case <-ctx.Done():
		}
	}
}

// follow keeps the advert and the list up to date.
func (n *nearby) follow(ctx context.Context, node *dnssd.Node) {
	var watching sync.WaitGroup
	watching.Go(func() { _ = WatchNetwork(ctx, func(bool) { node.Refresh() }) })
	defer watching.Wait()
	defer node.Close()
	announced := n.announce(node, nil)
	var found []dnssd.Advert
	for {
		select {
		case found = <-node.Found():
		case <-n.changed:
			announced = n.announce(node, announced)
		case <-ctx.Done():
			return
		}
		n.publish(n.recognise(found))
		n.rest(ctx)
	}
}

// rest bounds the work that adverts which change without end can cause.
func (n *nearby) rest(ctx context.Context) {
	select {
	case <-time.After(publishEvery):
	case <-ctx.Done():
	}
}

// announce tells node what to say, if that changed.
func (n *nearby) announce(node *dnssd.Node, before []string) []string {
	text := n.text()
	if slices.Equal(text, before) {
		return before
	}
	var advert *dnssd.Advert
	if text != nil {
		advert = &dnssd.Advert{Instance: n.instance, Port: n.listener.Port(), Text: text}
	}
	node.Announce(advert)
	return text
}

// text returns what to announce; nil for nothing.
func (n *nearby) text() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.visible {
		return nil
	}
	return profile{shorten(n.name), n.device, hint(n.instance, n.key)}.text()
}

// recognise makes people of adverts. Our own, of another run or forged, is
// left out.
func (n *nearby) recognise(found []dnssd.Advert) []signal.Person {
	keys := n.keys()
	people := make([]signal.Person, 0, len(found))
	for _, a := range found {
		p, ok := parseText(a.Text)
		if !ok || p.hint == hint(a.Instance, n.key) {
			continue
		}
		person := signal.Person{Instance: a.Instance, Name: p.name, Device: p.device, Addresses: a.Addresses}
		i := slices.IndexFunc(keys, func(k identity.Key) bool { return p.hint == hint(a.Instance, k) })
		if i >= 0 {
			person.Key = keys[i]
		}
		people = append(people, person)
	}
	slices.SortStableFunc(people, func(a, b signal.Person) int { return cmp.Compare(a.Name, b.Name) })
	return people
}

func (n *nearby) keys() []identity.Key {
	n.mu.Lock()
	keys := slices.Clone(n.proven)
	n.mu.Unlock()
	if n.known != nil {
		keys = append(keys, n.known()...)
	}
	return keys
}

// publish replaces the list that nobody took yet.
func (n *nearby) publish(people []signal.Person) {
	select {
	case <-n.people:
	default:
	}
	n.people <- people
}
