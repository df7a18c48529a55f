package lan

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"parley/call/signal"
)

// DefaultPort is where calls are taken when nothing else is asked for and it
// is free, and what is dialled when an address has no port. IANA has not
// assigned it.
const DefaultPort = 7753

// maxTries is how many addresses of one target are tried.
const maxTries = 16

var errNoAddress = errors.New("no address to call")

// splitHost takes host, host:port, an IPv6 address with or without brackets
// and zone, and adds the default port.
func splitHost(s string) (host string, port uint16, err error) {
	bare := s
	if inside, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(s, "]") {
		bare = strings.TrimSuffix(inside, "]")
	}
	if a, err := netip.ParseAddr(bare); err == nil {
		return a.String(), DefaultPort, nil
	}
	host, digits, err := net.SplitHostPort(s)
	var missing *net.AddrError
	if errors.As(err, &missing) && missing.Err == "missing port in address" {
		return s, DefaultPort, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("address %q: %w", s, err)
	}
	number, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || number == 0 || host == "" {
		return "", 0, fmt.Errorf("address %q: want host:port", s)
	}
	return host, uint16(number), nil
}

// resolve returns the addresses of a target to try, in their order.
func resolve(ctx context.Context, target signal.Target) ([]netip.AddrPort, error) {
	var all []netip.AddrPort
	var failed error
	if target.Host != "" {
		all, failed = lookUp(ctx, target.Host)
	}
	var usable []netip.AddrPort
	for _, a := range append(all, target.Addresses...) {
		a = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
		if a.IsValid() && a.Port() != 0 && !a.Addr().IsMulticast() && !slices.Contains(usable, a) {
			usable = append(usable, a)
		}
	}
	if len(usable) == 0 {
		return nil, errors.Join(errNoAddress, failed)
	}
	return usable[:min(len(usable), maxTries)], nil
}

func lookUp(ctx context.Context, text string) ([]netip.AddrPort, error) {
	host, port, err := splitHost(text)
	if err != nil {
		return nil, err
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(a, port)}, nil
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	all := make([]netip.AddrPort, 0, len(found))
	for _, a := range found {
		all = append(all, netip.AddrPortFrom(a, port))
	}
	return all, nil
}

// reachable lists where others reach a listener: its own address, or those of
// this computer when it listens on all. Addresses that work on one link only
// are left out unless there are no others; then loopback is.
func reachable(listener netip.AddrPort) []string {
	if !listener.Addr().IsUnspecified() {
		return []string{netip.AddrPortFrom(listener.Addr().Unmap(), listener.Port()).String()}
	}
	own := interfaceAddresses()
	wide := slices.DeleteFunc(slices.Clone(own), func(a netip.Addr) bool { return a.IsLoopback() || a.IsLinkLocalUnicast() })
	if len(wide) == 0 {
		wide = slices.DeleteFunc(own, func(a netip.Addr) bool { return !a.IsLoopback() })
	}
	// People can read IPv4 addresses out, so these come first.
	slices.SortStableFunc(wide, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	out := make([]string, 0, len(wide))
	for _, a := range wide {
		out = append(out, netip.AddrPortFrom(a, listener.Port()).String())
	}
	return out
}

// interfaceAddresses returns the addresses of this computer now.
func interfaceAddresses() []netip.Addr {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []netip.Addr
	for _, a := range list {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			out = append(out, prefix.Addr().Unmap())
		}
	}
	return out
}
