package trial

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/pion/stun/v4"
)

const (
	// askAgain is the first wait for an answer; it doubles each time (RFC 8489
	// section 6.2.1).
	askAgain = 500 * time.Millisecond
	// mostAsked is how often is asked.
	mostAsked = 4
)

// Mapping is how a server sees a socket of this computer.
type Mapping struct {
	Address netip.AddrPort
	RTT     time.Duration // of the last question
}

// Address asks a STUN server, by host and port, how it sees conn (RFC 8489). Nobody
// else may read from conn meanwhile.
func Address(ctx context.Context, conn *net.UDPConn, server string) (Mapping, error) {
	var resolver net.Resolver
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return Mapping{}, err
	}
	found, err := resolver.LookupNetIP(ctx, "ip4", host)
	if err != nil {
		return Mapping{}, err
	}
	number, err := resolver.LookupPort(ctx, "udp", port)
	if err != nil {
		return Mapping{}, err
	}
	to := netip.AddrPortFrom(found[0].Unmap(), uint16(number))
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.Fingerprint)
	if err != nil {
		return Mapping{}, err
	}
	wait := askAgain
	for range mostAsked {
		if ctx.Err() != nil {
			break
		}
		asked := time.Now()
		if _, err := conn.WriteToUDPAddrPort(request.Raw, to); err != nil {
			return Mapping{}, err
		}
		if at, ok := answer(conn, asked.Add(wait), to, request.TransactionID); ok {
			return Mapping{at, time.Since(asked)}, nil
		}
		wait *= 2
	}
	return Mapping{}, fmt.Errorf("%w: no answer from %s", ErrNoWay, server)
}

// answer reads until the answer to a question comes, or the time is over.
// Whatever else comes is not looked at.
func answer(conn *net.UDPConn, until time.Time, from netip.AddrPort, id [stun.TransactionIDSize]byte) (at netip.AddrPort, ok bool) {
	if conn.SetReadDeadline(until) != nil {
		return at, false
	}
	buffer := make([]byte, 1500)
	for {
		n, sender, err := conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return at, false
		}
		if netip.AddrPortFrom(sender.Addr().Unmap(), sender.Port()) != from {
			continue
		}
		if at, ok := parse(buffer[:n], id); ok {
			return at, true
		}
	}
}

// parse reads an answer to a question.
func parse(data []byte, id [stun.TransactionIDSize]byte) (at netip.AddrPort, ok bool) {
	m := &stun.Message{Raw: data}
	var mapped stun.XORMappedAddress
	if m.Decode() != nil || m.TransactionID != id || m.Type != stun.BindingSuccess || mapped.GetFrom(m) != nil {
		return at, false
	}
	address, ok := netip.AddrFromSlice(mapped.IP)
	if !ok || mapped.Port <= 0 || mapped.Port > 65535 {
		return at, false
	}
	return netip.AddrPortFrom(address.Unmap(), uint16(mapped.Port)), true
}
