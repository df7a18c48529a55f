// Package relay is a server for STUN (RFC 8489) and TURN (RFC 8656) over UDP,
// TCP and TLS. It passes nothing on to networks and ports that the internet has
// no business in, and gives nobody more than their quota.
package relay

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/pion/turn/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// realm is what credentials are for (RFC 8489 section 9.2).
const realm = "parley"

// Config is what a relay is made of.
type Config struct {
	// Address is HOST:PORT for UDP and TCP. No host stands for every address,
	// port 0 for one that is free.
	Address string
	// TLSAddress is HOST:PORT for TLS, and TLS what it takes; without either
	// there is none.
	TLSAddress string
	TLS        *tls.Config
	// Shared gives connections that are secured already and come to an address
	// that others serve too, such as HTTPS; its port is what clients are told.
	// Nil for none. The relay closes it.
	Shared net.Listener
	// Host is what clients know the relay by: a name, or an address.
	Host string
	// Relays are the addresses that peers see, at most one of each family.
	Relays []netip.Addr
	// Ports are those of relayed addresses; 49152 to 65535 when zero.
	Ports PortRange
	// AllowPrivate lets people of private networks reach one another.
	AllowPrivate bool
	// Credentials are handed out and checked.
	Credentials Credentials
	// Limits are the quotas; DefaultLimits when zero.
	Limits Limits
	// Registerer takes the counters; nil stands for none.
	Registerer prometheus.Registerer
}

// Server is a running relay.
type Server struct {
	config    Config
	turn      *turn.Server
	udp       int   // the port of TCP, too
	tls       []int // ports, the likeliest to be reached first
	listeners []*streams
}

var errNoRelays = errors.New("no address is known that others could reach this computer at")

// Listen starts a relay. The caller closes it.
func Listen(c Config) (*Server, error) {
	c.setDefaults()
	if len(c.Relays) == 0 {
		return nil, errNoRelays
	}
	doors, err := openDoors(c)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c, udp: doors.port, tls: doors.tlsPorts, listeners: doors.streams}
	if err := s.start(doors); err != nil {
		doors.close()
		return nil, err
	}
	return s, nil
}

func (c *Config) setDefaults() {
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits()
	}
	if c.Ports == (PortRange{}) {
		c.Ports = dynamicPorts
	}
}

// start hands the doors to pion.
func (s *Server) start(d *doors) error {
	q := newQuota(s.config.Limits)
	n := newCounters()
	if err := n.register(s.config.Registerer, q); err != nil {
		return err
	}
	generator := &ports{
		relays: s.config.Relays, bind: binding(net.InterfaceAddrs), span: s.config.Ports,
		rate: s.config.Limits.Rate, quota: q, counters: n, open: make(map[netip.AddrPort]struct{}),
	}
	guard := peers{relays: s.config.Relays, allowPrivate: s.config.AllowPrivate, own: net.InterfaceAddrs}
	config := turn.ServerConfig{
		Realm:         realm,
		LoggerFactory: mute{}, // pion's lines tell names and addresses
		AuthHandler:   s.config.Credentials.check,
		QuotaHandler:  q.allows,
		EventHandler:  n.events(q),
	}
	for _, conn := range d.packets {
		config.PacketConnConfigs = append(config.PacketConnConfigs, turn.PacketConnConfig{
			PacketConn: conn, RelayAddressGenerator: generator, PermissionHandler: guard.permit,
		})
	}
	for _, l := range d.streams {
		config.ListenerConfigs = append(config.ListenerConfigs, turn.ListenerConfig{
			Listener: l, RelayAddressGenerator: generator, PermissionHandler: guard.permit,
		})
	}
	var err error
	s.turn, err = turn.NewServer(config)
	return err
}

// binding finds where to open a relayed port: at the address itself where this
// host has it, and at every one where it is a router's that passes packets on.
func binding(own func() ([]net.Addr, error)) func(netip.Addr) netip.Addr {
	return func(relay netip.Addr) netip.Addr {
		addresses, _ := own()
		if slices.ContainsFunc(addresses, func(n net.Addr) bool {
			network, ok := n.(*net.IPNet)
			return ok && network.IP.Equal(relay.AsSlice())
		}) {
			return relay
		}
		if relay.Is4() {
			return netip.IPv4Unspecified()
		}
		return netip.IPv6Unspecified()
	}
}

// Port returns the port for UDP and TCP.
func (s *Server) Port() int { return s.udp }

// ICE returns the servers for the people of a room, and how long the
// credentials last.
func (s *Server) ICE(room string) ([]ICEServer, time.Duration) {
	at := net.JoinHostPort(s.config.Host, strconv.Itoa(s.udp))
	urls := []string{"turn:" + at + "?transport=udp", "turn:" + at + "?transport=tcp"}
	for _, port := range s.tls {
		urls = append(urls, "turns:"+net.JoinHostPort(s.config.Host, strconv.Itoa(port))+"?transport=tcp")
	}
	name, password := s.config.Credentials.For(room)
	return []ICEServer{
		{URLs: []string{"stun:" + at}},
		{URLs: urls, Username: name, Credential: password},
	}, s.config.Credentials.Lifetime
}

// Close ends the relay and everything that goes through it.
func (s *Server) Close() error { return s.turn.Close() }

// External are TURN servers of somebody else who shares a secret, such as
// coturn with use-auth-secret.
type External struct {
	URLs        []string
	Credentials Credentials
}

// ICE returns the servers for the people of a room, and how long the
// credentials last.
func (e External) ICE(room string) ([]ICEServer, time.Duration) {
	name, password := e.Credentials.For(room)
	return []ICEServer{{URLs: e.URLs, Username: name, Credential: password}}, e.Credentials.Lifetime
}
