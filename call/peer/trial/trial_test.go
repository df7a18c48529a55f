package trial

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"
	"go.uber.org/goleak"

	"parley/call/peer"
	"parley/call/signal/rendezvous/server/relay"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func listen(t testing.TB) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// serve answers questions of STUN with what reply makes of them; the first is
// lost on the way.
func serve(t testing.TB, reply func(asked *stun.Message, from netip.AddrPort) [][]byte) (address string) {
	conn := listen(t)
	go func() {
		buffer := make([]byte, 1500)
		for i := 0; ; i++ {
			n, from, err := conn.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			m := &stun.Message{Raw: append([]byte(nil), buffer[:n]...)}
			if i == 0 || m.Decode() != nil {
				continue
			}
			for _, r := range reply(m, from) {
				_, _ = conn.WriteToUDPAddrPort(r, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

func success(id stun.Setter, at string) []byte {
	a := netip.MustParseAddrPort(at)
	return stun.MustBuild(id, stun.BindingSuccess, &stun.XORMappedAddress{IP: a.Addr().AsSlice(), Port: int(a.Port())}).Raw
}

// The address is the one in the answer to what was asked, whatever else comes.
func TestAddress(t *testing.T) {
	server := serve(t, func(asked *stun.Message, _ netip.AddrPort) [][]byte {
		return [][]byte{
			[]byte("nonsense"),
			success(stun.TransactionID, "198.51.100.1:1"), // to a question of somebody else
			success(asked, "203.0.113.9:40000"),
		}
	})
	got, err := Address(t.Context(), listen(t), server)
	if err != nil || got.Address.String() != "203.0.113.9:40000" || got.RTT <= 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNobodyAnswers(t *testing.T) {
	server := serve(t, func(*stun.Message, netip.AddrPort) [][]byte { return nil })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Address(ctx, listen(t), server); !errors.Is(err, ErrNoWay) {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	id := stun.NewTransactionID()
	f.Add(success(stun.NewTransactionIDSetter(id), "203.0.113.9:40000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if at, ok := parse(data, id); ok && (!at.IsValid() || at.Port() == 0) {
			t.Errorf("%v", at)
		}
	})
}

// TestRelay goes through a relay of one's own.
func TestRelay(t *testing.T) {
	server := ownRelay(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	got, err := Relay(ctx, server, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", got)
	if got.Rate <= 0 || got.Lost < 0 || got.Lost >= 1 {
		t.Errorf("%+v", got)
	}
}

func TestNoRelay(t *testing.T) {
	silent := listen(t).LocalAddr().String()
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	_, err := Relay(ctx, peer.Server{URLs: []string{"turn:" + silent + "?transport=udp"}, Username: "a", Credential: "b"}, true)
	if !errors.Is(err, ErrNoWay) {
		t.Error(err)
	}
}

// ownRelay starts a relay on this computer and returns one of its ways.
func ownRelay(t testing.TB) peer.Server {
	t.Helper()
	r, err := relay.Listen(relay.Config{
		Address: "127.0.0.1:0", Host: "127.0.0.1", Relays: []netip.Addr{netip.MustParseAddr("127.0.0.1")}, AllowPrivate: true,
		Credentials: relay.Credentials{Secret: []byte("of the test"), Lifetime: time.Hour, Now: time.Now},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	servers, _ := r.ICE("somewhere")
	for _, s := range servers {
		if s.Username != "" {
			return peer.Server{URLs: s.URLs[:1], Username: s.Username, Credential: s.Credential}
		}
	}
	t.Fatal("it offers no relay")
	return peer.Server{}
}
