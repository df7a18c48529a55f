// Package radio says how well this computer receives the Wi-Fi that it uses, as
// the kernel tells (nl80211). Elsewhere than on Linux nobody tells.
package radio

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/mdlayher/wifi"

	"parley/call/signal"
)

// Link is a Wi-Fi network that this computer is part of.
type Link struct {
	Interface string
	// Level is how strongly the access point, or the computer at the other end, is
	// received, in dBm: from about -30 beside it to -90 at the end of its reach.
	Level int
}

// least and most bound levels that are in dBm; some drivers tell of another unit.
const least, most = -150, -1

// Links returns the networks that this computer is part of. It fails where there
// is no Wi-Fi, or nobody tells of it.
func Links() (links []Link, err error) {
	client, err := wifi.New()
	if err != nil {
		return nil, fmt.Errorf("wi-fi: %w", err)
	}
	defer client.Close()
	interfaces, err := client.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("wi-fi: %w", err)
	}
	for _, i := range interfaces {
		if i.Name == "" || i.Type != wifi.InterfaceTypeStation && i.Type != wifi.InterfaceTypeAdHoc {
			continue
		}
		stations, err := client.StationInfo(i)
		if err != nil {
			continue // it has just been left
		}
		if level, ok := strongest(stations); ok {
			links = append(links, Link{i.Name, level})
		}
	}
	return links, nil
}

// strongest is the level of the station that is received best.
func strongest(stations []*wifi.StationInfo) (level int, ok bool) {
	for _, s := range stations {
		heard := s.SignalAverage
		if heard == 0 {
			heard = s.Signal // not all drivers take an average
		}
		if heard >= least && heard <= most && (!ok || heard > level) {
			level, ok = heard, true
		}
	}
	return level, ok
}

// Level is how strongly the Wi-Fi is received that packets from an address of
// this computer leave over, in dBm; zero when they go by cable, or nobody tells.
// The zero Addr stands for the address that leads to the internet.
func Level(from netip.Addr) int {
	links, err := Links()
	if err != nil || len(links) == 0 {
		return 0
	}
	if !from.IsValid() {
		from = signal.Source("udp4", "192.0.2.1:9") // for documentation (RFC 5737): beyond this network
	}
	for _, l := range links {
		if has(l.Interface, from.Unmap()) {
			return l.Level
		}
	}
	return 0
}

// has reports whether an address is one of an interface's.
func has(name string, address netip.Addr) bool {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return false
	}
	all, err := i.Addrs()
	return err == nil && slices.ContainsFunc(all, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		if !ok {
			return false
		}
		own, ok := netip.AddrFromSlice(n.IP)
		return ok && own.Unmap() == address.WithZone("")
	})
}
