package relay

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strconv"
	"syscall"

	"github.com/pion/transport/v5/reuseport"
)

// doorBuffer in bytes is what the system keeps while the relay is busy: with
// its default, one packet of seven was lost at full load. Linux gives no more
// than net.core.rmem_max.
const doorBuffer = 4 << 20

// doors are where clients come in.
type doors struct {
	packets  []net.PacketConn
	streams  []*streams
	port     int   // of UDP and TCP
	tlsPorts []int // that of Shared first
}

// openDoors listens. TCP comes first: two that have the same port of it
// exclude each other, for UDP they need not.
func openDoors(c Config) (*doors, error) {
	d := new(doors)
	for tries := 1; ; tries++ {
		err := d.open(c)
		if err == nil {
			d.share(c)
			return d, nil
		}
		d.close()
		_, port, _ := net.SplitHostPort(c.Address)
		if port != "0" || tries == 10 { // a free port of TCP may be taken of UDP
			return nil, err
		}
		*d = doors{}
	}
}

func (d *doors) open(c Config) (err error) {
	host, port, err := net.SplitHostPort(c.Address)
	if err != nil {
		return err
	}
	for _, family := range families(host) {
		opened, err := d.openFamily(family, net.JoinHostPort(host, port), c.Limits)
		if err != nil && !family.optional {
			return err
		}
		if err == nil {
			port = opened // a free one is the same for all
		}
	}
	if d.port, err = strconv.Atoi(port); err != nil || c.TLS == nil || c.TLSAddress == "" {
		return err
	}
	l, err := net.Listen("tcp", c.TLSAddress)
	if err != nil {
		return err
	}
	d.streams = append(d.streams, newStreams(l, c.TLS, c.Limits))
	d.tlsPorts = append(d.tlsPorts, l.Addr().(*net.TCPAddr).Port)
	return nil
}

// share adds the door that others have too. It cannot be opened again, and so
// it comes last.
func (d *doors) share(c Config) {
	if c.Shared == nil {
		return
	}
	d.streams = append(d.streams, newStreams(c.Shared, nil, c.Limits))
	d.tlsPorts = append([]int{c.Shared.Addr().(*net.TCPAddr).Port}, d.tlsPorts...)
}

// family is a version of IP to listen on. A socket of both would give IPv4
// addresses in IPv6 clothes.
type family struct {
	name     string // as in udp4
	optional bool
}

func families(host string) []family {
	ip := net.ParseIP(host)
	switch {
	case host == "":
		return []family{{"4", false}, {"6", true}}
	case ip != nil && ip.To4() == nil:
		return []family{{"6", false}}
	}
	return []family{{"4", false}}
}

// openFamily opens TCP and UDP at one port, and returns it.
func (d *doors) openFamily(f family, address string, limits Limits) (port string, err error) {
	l, err := net.Listen("tcp"+f.name, address)
	if err != nil {
		return "", err
	}
	d.streams = append(d.streams, newStreams(l, nil, limits))
	for range udpSockets() {
		conn, err := listenPacket("udp"+f.name, l.Addr().String())
		if err != nil {
			return "", err
		}
		d.packets = append(d.packets, conn)
	}
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// udpSockets is how many sockets share the port: each has one goroutine that
// reads it, and Linux keeps every client at one of them.
func udpSockets() int {
	if runtime.GOOS != "linux" {
		return 1
	}
	return min(runtime.GOMAXPROCS(0), 8)
}

func listenPacket(network, address string) (net.PacketConn, error) {
	config := net.ListenConfig{}
	if udpSockets() > 1 {
		config.Control = func(network, address string, c syscall.RawConn) error {
			return reuseport.Control(network, address, c)
		}
	}
	conn, err := config.ListenPacket(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	return conn, errors.Join(conn.(*net.UDPConn).SetReadBuffer(doorBuffer), conn.(*net.UDPConn).SetWriteBuffer(doorBuffer))
}

func (d *doors) close() {
	for _, conn := range d.packets {
		_ = conn.Close()
	}
	for _, l := range d.streams {
		_ = l.Close()
	}
}
