package dnssd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// port is Multicast DNS's (RFC 6762, section 3).
const port = 5353

var (
	group4 = net.IPv4(224, 0, 0, 251)
	group6 = net.ParseIP("ff02::fb")
)

// multicast is the real Network: a socket for each family, which others on
// this computer may share.
type multicast struct {
	v4      *ipv4.PacketConn // nil without IPv4
	v6      *ipv6.PacketConn // nil without IPv6
	only    netip.Addr
	packets chan Packet
	quit    chan struct{}
	closing sync.Once
	readers sync.WaitGroup
}

// Listen joins the network of this computer. When only is given, just the
// interfaces that have this address are used, and just it is announced; a
// service that listens on one address is not reached on others.
func Listen(only netip.Addr) (Network, error) {
	m := &multicast{only: only.Unmap().WithZone(""), packets: make(chan Packet), quit: make(chan struct{})}
	err4, err6 := m.listen4(), m.listen6()
	if m.v4 == nil && m.v6 == nil {
		return nil, fmt.Errorf("multicast dns: %w", errors.Join(err4, err6))
	}
	return m, nil
}

// bind opens a socket on a group's address, which package net makes one on all
// addresses that shares the port.
func bind(network string, group net.IP) (net.PacketConn, error) {
	var config net.ListenConfig
	return config.ListenPacket(context.Background(), network, (&net.UDPAddr{IP: group, Port: port}).String())
}

func (m *multicast) listen4() error {
	conn, err := bind("udp4", group4)
	if err != nil {
		return err
	}
	p := ipv4.NewPacketConn(conn)
	if err := errors.Join(
		p.SetControlMessage(ipv4.FlagInterface|ipv4.FlagDst, true),
		p.SetMulticastTTL(255), p.SetMulticastLoopback(true),
	); err != nil {
		return errors.Join(err, conn.Close())
	}
	m.v4 = p
	m.readers.Go(m.read4)
	return nil
}

func (m *multicast) listen6() error {
	conn, err := bind("udp6", group6)
	if err != nil {
		return err
	}
	p := ipv6.NewPacketConn(conn)
	if err := errors.Join(
		p.SetControlMessage(ipv6.FlagInterface|ipv6.FlagDst, true),
		p.SetMulticastHopLimit(255), p.SetMulticastLoopback(true),
	); err != nil {
		return errors.Join(err, conn.Close())
	}
	m.v6 = p
	m.readers.Go(m.read6)
	return nil
}

func (m *multicast) read4() {
	buffer := make([]byte, maxPacket)
	for {
		n, control, source, err := m.v4.ReadFrom(buffer)
		if err != nil {
			return
		}
		if control != nil && control.Dst.Equal(group4) {
			m.deliver(buffer[:n], source, control.IfIndex)
		}
	}
}

func (m *multicast) read6() {
	buffer := make([]byte, maxPacket)
	for {
		n, control, source, err := m.v6.ReadFrom(buffer)
		if err != nil {
			return
		}
		if control != nil && control.Dst.Equal(group6) {
			m.deliver(buffer[:n], source, control.IfIndex)
		}
	}
}

// deliver takes packets that were sent to the group, so came from this link,
// and from the port of Multicast DNS (RFC 6762, section 6). The next packet
// waits in the socket, where the kernel drops what is too much.
func (m *multicast) deliver(data []byte, source net.Addr, index int) {
	from, ok := source.(*net.UDPAddr)
	if !ok || from.Port != port {
		return
	}
	select {
	case m.packets <- Packet{slices.Clone(data), from.AddrPort().Addr().Unmap(), index}:
	case <-m.quit:
	}
}

func (m *multicast) Receive() (Packet, error) {
	select {
	case p := <-m.packets:
		return p, nil
	case <-m.quit:
		return Packet{}, net.ErrClosed
	}
}

func (m *multicast) Send(index int, data []byte) error {
	var err4, err6 error
	if m.v4 != nil {
		_, err4 = m.v4.WriteTo(data, &ipv4.ControlMessage{IfIndex: index}, &net.UDPAddr{IP: group4, Port: port})
	}
	if m.v6 != nil {
		_, err6 = m.v6.WriteTo(data, &ipv6.ControlMessage{IfIndex: index}, &net.UDPAddr{IP: group6, Port: port})
	}
	return errors.Join(err4, err6)
}

// Refresh joins the groups on every interface. To join again where that was
// done fails, and does no harm.
func (m *multicast) Refresh() []Interface {
	list := interfaces(m.only)
	for _, in := range list {
		link := &net.Interface{Index: in.Index, Name: in.Name}
		if m.v4 != nil {
			_ = m.v4.JoinGroup(link, &net.UDPAddr{IP: group4})
		}
		if m.v6 != nil {
			_ = m.v6.JoinGroup(link, &net.UDPAddr{IP: group6})
		}
	}
	return list
}

func (m *multicast) Close() error {
	m.closing.Do(func() {
		close(m.quit)
		if m.v4 != nil {
			m.v4.Close()
		}
		if m.v6 != nil {
			m.v6.Close()
		}
	})
	m.readers.Wait()
	return nil
}
