package relay

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
	"github.com/prometheus/client_golang/prometheus"
)

const patience = 20 * time.Second

const room = "AAAAAAAAAAAAAAAAAAAAAA"

func credentials() Credentials {
	return Credentials{Secret: []byte("a secret of the tests"), Lifetime: time.Hour, Now: time.Now}
}

// listen starts a relay on this computer for a test.
func listen(t *testing.T, c Config) *Server {
	t.Helper()
	c.Address, c.Host = "127.0.0.1:0", "127.0.0.1"
	c.Relays = []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	if c.Credentials.Secret == nil {
		c.Credentials = credentials()
	}
	s, err := Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// dial opens a client's way to the relay.
func dial(t *testing.T, s *Server, transport string) net.PacketConn {
	t.Helper()
	at := net.JoinHostPort("127.0.0.1", "0")
	if transport == "udp" {
		conn, err := net.ListenPacket("udp4", at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	var conn net.Conn
	var err error
	if transport == "tls" {
		conn, err = tls.Dial("tcp", (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.tls[0]}).String(), &tls.Config{InsecureSkipVerify: true})
	} else {
		conn, err = net.Dial("tcp", (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.udp}).String())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return turn.NewSTUNConn(conn)
}

// client comes with credentials of a room.
func client(t *testing.T, s *Server, transport string, c Credentials) *turn.Client {
	t.Helper()
	name, password := c.For(room)
	at := (&net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.udp}).String()
	client, err := turn.NewClient(&turn.ClientConfig{
		STUNServerAddr: at, TURNServerAddr: at, Conn: dial(t, s, transport),
		Username: name, Password: password, Realm: realm, LoggerFactory: mute{},
	})
	if err == nil {
		err = client.Listen()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func allocate(t *testing.T, c *turn.Client) net.PacketConn {
	t.Helper()
	relayed, err := c.Allocate()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relayed.Close() })
	_ = relayed.SetDeadline(time.Now().Add(patience))
	return relayed
}

func certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}
}

// TestBothBehindTheRelay has two meet who reach nothing but the relay.
func TestBothBehindTheRelay(t *testing.T) {
	s := listen(t, Config{TLS: certificate(t), TLSAddress: "127.0.0.1:0"})
	for _, transport := range []string{"udp", "tcp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			mara, other := allocate(t, client(t, s, transport, credentials())), client(t, s, "udp", credentials())
			noor := allocate(t, other)
			if err := other.CreatePermission(mara.LocalAddr()); err != nil {
				t.Fatal(err)
			}
			pass(t, mara, noor)
			pass(t, noor, mara)
		})
	}
}

// pass sends a packet and reads it.
func pass(t *testing.T, from, to net.PacketConn) {
	t.Helper()
	packet := bytes.Repeat([]byte("x"), 1200)
	if _, err := from.WriteTo(packet, to.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	read := make([]byte, 1500)
	n, source, err := to.ReadFrom(read)
	if err != nil || !bytes.Equal(read[:n], packet) || source.String() != from.LocalAddr().String() {
		t.Fatalf("%d bytes from %v, %v", n, source, err)
	}
}

func TestSTUN(t *testing.T) {
	s := listen(t, Config{})
	c := client(t, s, "udp", credentials())
	mapped, err := c.SendBindingRequest()
	if err != nil || !mapped.(*net.UDPAddr).IP.IsLoopback() {
		t.Errorf("%v, %v", mapped, err)
	}
}

// TestNothingElseOfThisHost looks for a service beside the relay, at the
// relay's own address and at others.
func TestNothingElseOfThisHost(t *testing.T) {
	registry := prometheus.NewRegistry()
	s := listen(t, Config{Registerer: registry, AllowPrivate: true})
	service, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	mallory := allocate(t, client(t, s, "udp", credentials()))
	for range 3 {
		if _, err := mallory.WriteTo([]byte("psst"), service.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(patience); value(t, registry, "parley_relay_packets_dropped_total") != 3; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the packets are not dropped")
		}
	}
	_ = service.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, _, err := service.ReadFrom(make([]byte, 100)); err == nil {
		t.Errorf("the service was sent %d bytes", n)
	}
	for _, ip := range []string{"127.0.0.2", "0.0.0.0", "169.254.169.254", "224.0.0.1"} {
		if _, err := mallory.WriteTo([]byte("psst"), &net.UDPAddr{IP: net.ParseIP(ip), Port: 4000}); !refusedWith(err, stun.CodeForbidden) {
			t.Errorf("%s: %v", ip, err)
		}
	}
}

func TestWellKnownPorts(t *testing.T) {
	p := &ports{}
	for port, want := range map[uint16]bool{0: false, 53: false, 123: false, 1023: false, 1024: true, 65535: true} {
		if got := p.reaches(netip.AddrPortFrom(netip.MustParseAddr("8.8.8.8"), port)); got != want {
			t.Errorf("port %d: %v", port, got)
		}
	}
}

func TestQuotas(t *testing.T) {
	for name, limit := range map[string]func(*Limits){
		"in all":     func(l *Limits) { l.Allocations = 1 },
		"a room":     func(l *Limits) { l.PerRoom = 1 },
		"an address": func(l *Limits) { l.PerAddress = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			l := DefaultLimits()
			limit(&l)
			s := listen(t, Config{Limits: l})
			first, err := client(t, s, "udp", credentials()).Allocate()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client(t, s, "udp", credentials()).Allocate(); !refusedWith(err, stun.CodeAllocQuotaReached) {
				t.Errorf("one too many: %v", err)
			}
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
				again, err := client(t, s, "udp", credentials()).Allocate()
				if err == nil {
					_ = again.Close()
					return
				}
				if time.Now().After(end) {
					t.Fatalf("never room again: %v", err)
				}
			}
		})
	}
}

// TestTheGeneratorKeepsTheQuota races past the first check.
func TestTheGeneratorKeepsTheQuota(t *testing.T) {
	l := DefaultLimits()
	l.PerRoom = 2
	q := newQuota(l)
	p := &ports{
		relays: []netip.Addr{netip.MustParseAddr("127.0.0.1")}, bind: binding(net.InterfaceAddrs), span: PortRange{50000, 50100},
		rate: l.Rate, quota: q, counters: newCounters(), open: make(map[netip.AddrPort]struct{}),
	}
	ask := turn.AllocateListenerConfig{Network: "udp4", UserID: "u"}
	first, at, err := p.AllocatePacketConn(ask)
	if err != nil {
		t.Fatal(err)
	}
	if port := at.(*net.UDPAddr).Port; port < 50000 || port > 50100 {
		t.Errorf("port %d", port)
	}
	ask.RequestedPort = at.(*net.UDPAddr).Port
	if _, _, err := p.AllocatePacketConn(ask); err == nil {
		t.Error("a port was given twice")
	}
	ask.RequestedPort = 0
	second, _, err := p.AllocatePacketConn(ask)
	if err != nil {
		t.Fatalf("a failure used up the quota: %v", err)
	}
	if _, _, err := p.AllocatePacketConn(ask); !errors.Is(err, errQuota) {
		t.Errorf("one too many: %v", err)
	}
	ask.Network = "udp6"
	if _, _, err := p.AllocatePacketConn(ask); !errors.Is(err, errNoFamily) {
		t.Errorf("of the other family: %v", err)
	}
	for range 2 {
		_, _ = first.Close(), second.Close()
	}
	if q.total() != 0 || len(q.rooms) != 0 || len(p.open) != 0 {
		t.Errorf("%d, %v, %v are left", q.total(), q.rooms, p.open)
	}
}

func TestRate(t *testing.T) {
	l := DefaultLimits()
	l.Rate = Rate{Burst: 3000, PerSecond: 1}
	registry := prometheus.NewRegistry()
	s := listen(t, Config{Limits: l, Registerer: registry})
	mara, noor := allocate(t, client(t, s, "udp", credentials())), allocate(t, client(t, s, "udp", credentials()))
	for range 5 {
		if _, err := mara.WriteTo(make([]byte, 1000), noor.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(patience); value(t, registry, "parley_relay_packets_dropped_total") != 2; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%v packets were dropped, not 2", value(t, registry, "parley_relay_packets_dropped_total"))
		}
	}
}

func TestCredentials(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	c := Credentials{Secret: []byte("secret"), Lifetime: time.Hour, Now: func() time.Time { return now }}
	name, password := c.For(room)
	if !strings.HasPrefix(name, "1800003600:") || strings.Contains(name, room) {
		t.Errorf("the name is %q", name)
	}
	ask := func(name, in string, method stun.Method) bool {
		_, key, ok := c.check(&turn.RequestAttributes{Username: name, Realm: in, Method: method})
		return ok && bytes.Equal(key, turn.GenerateAuthKey(name, realm, password))
	}
	at := func(after time.Duration, method stun.Method) bool {
		now = time.Unix(1_800_000_000, 0).Add(after)
		return ask(name, realm, method)
	}
	for _, test := range []struct {
		after  time.Duration
		method stun.Method
		good   bool
	}{
		{0, stun.MethodAllocate, true},
		{time.Hour, stun.MethodAllocate, true},
		{time.Hour + time.Second, stun.MethodAllocate, false},
		{time.Hour + time.Second, stun.MethodRefresh, true}, // a call goes on
		{24 * time.Hour, stun.MethodCreatePermission, true},
		{26 * time.Hour, stun.MethodRefresh, false},
	} {
		if got := at(test.after, test.method); got != test.good {
			t.Errorf("%v, %v: %v", test.after, test.method, got)
		}
	}
	now = time.Unix(1_800_000_000, 0)
	for _, bad := range []string{"", ":", "1800003600", "1800003600:", "x:y", ":y", "1900000000:" + strings.SplitN(name, ":", 2)[1]} {
		if ask(bad, realm, stun.MethodAllocate) {
			t.Errorf("%q passes", bad)
		}
	}
	if ask(name, "elsewhere", stun.MethodAllocate) {
		t.Error("another realm passes")
	}
}

func TestWrongPassword(t *testing.T) {
	registry := prometheus.NewRegistry()
	s := listen(t, Config{Registerer: registry})
	wrong := credentials()
	wrong.Secret = []byte("guessed")
	if _, err := client(t, s, "udp", wrong).Allocate(); err == nil {
		t.Error("a guess was taken")
	}
	if value(t, registry, "parley_relay_credentials_refused_total") == 0 {
		t.Error("it is not counted")
	}
}

// TestICE reads what clients are told.
func TestICE(t *testing.T) {
	s := listen(t, Config{TLS: certificate(t), TLSAddress: "127.0.0.1:0"})
	servers, lasts := s.ICE(room)
	if lasts != time.Hour || len(servers) != 2 || servers[0].Username != "" || servers[1].Credential == "" {
		t.Errorf("%+v, %v", servers, lasts)
	}
	for _, server := range servers {
		for _, url := range server.URLs {
			if _, err := stun.ParseURI(url); err != nil {
				t.Errorf("%s: %v", url, err)
			}
		}
	}
}

func TestStreams(t *testing.T) {
	l := DefaultLimits()
	l.PerAddress = 1
	s := listen(t, Config{Limits: l})
	at := (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.udp}).String()
	first, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	// The second is closed at once, without a word.
	second, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	_ = second.SetReadDeadline(time.Now().Add(patience))
	if _, err := second.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("one too many: %v", err)
	}
	// What is no frame ends the stream, and makes room.
	if _, err := first.Write(bytes.Repeat([]byte{0xff}, 100)); err != nil {
		t.Fatal(err)
	}
	_ = first.SetReadDeadline(time.Now().Add(patience))
	if _, err := first.Read(make([]byte, 1)); err == nil {
		t.Error("nonsense was answered")
	}
	_ = first.Close()
	if _, err := client(t, s, "tcp", credentials()).SendBindingRequest(); err != nil {
		t.Errorf("no room again: %v", err)
	}
}

func TestPortInUse(t *testing.T) {
	s := listen(t, Config{})
	c := s.config
	c.Address = (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.udp}).String()
	if again, err := Listen(c); err == nil {
		_ = again.Close()
		t.Error("two relays share a port")
	}
	c.Relays = nil
	if _, err := Listen(c); !errors.Is(err, errNoRelays) {
		t.Errorf("without an address: %v", err)
	}
}

func refusedWith(err error, code stun.ErrorCode) bool {
	return err != nil && strings.Contains(err.Error(), fmt.Sprintf("error %d", code))
}

func value(t *testing.T, from *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := from.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return -1
}
