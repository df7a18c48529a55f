package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"parley/call/identity"
	"parley/call/peer"
	"parley/call/peer/trial"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
)

const (
	// enterTime is how long a server may take to let a room be entered.
	enterTime = 10 * time.Second
	// relayTime is how long one way through a relay may take to open and to be
	// tried.
	relayTime = 12 * time.Second
)

// Network tries what calls over the internet need at one server, the person's own
// unless another is named. Nobody else's is asked anything.
func (wired) Network(ctx context.Context, o networkOptions) []finding {
	origin := string(o.Server)
	if origin == "" {
		p, err := openProfile(o.profile)
		if err != nil {
			return []finding{{"server", false, "The settings cannot be read: " + err.Error() + ".", "Name another profile with --profile DIR."}}
		}
		origin = p.settings.Get().Server
	}
	if origin == "" {
		return []finding{{"server", true, "No server is chosen, so nothing beyond this network was tried.", "Name one to try with --server HOST."}}
	}
	servers, found := tryServer(ctx, origin)
	out := []finding{found}
	out = append(out, tryAddress(ctx, origin, servers)...)
	if found.OK {
		out = append(out, tryRelays(ctx, servers, o.Loopback)...)
	}
	return out
}

// tryServer enters an empty room for a moment, and returns the servers for ICE
// that people in rooms are told of.
func tryServer(ctx context.Context, origin string) ([]signal.ICEServer, finding) {
	host := hostOf(origin)
	fail := func(err error) ([]signal.ICEServer, finding) {
		return nil, finding{"server", false, fmt.Sprintf("The server %s is not reached: %v.", host, err), "Check the network here, and whether `parley serve` runs there."}
	}
	link, err := invite.New(origin)
	if err != nil {
		return fail(err)
	}
	nobody, err := identity.Generate(nil) // whoever keeps the server learns of no key
	if err != nil {
		return fail(err)
	}
	ctx, cancel := context.WithTimeout(ctx, enterTime)
	defer cancel()
	begun := time.Now()
	room, err := rendezvous.Join(ctx, rendezvous.Config{Link: link, Identity: nobody, Name: "doctor", Logger: logger()})
	if err != nil {
		return fail(err)
	}
	took := time.Since(begun)
	defer room.Close()
	return room.ICE().Servers, finding{"server", true, fmt.Sprintf("The server %s lets people meet. It answered within %s.", host, milliseconds(took)), ""}
}

// tryAddress asks the servers that are known for STUN how they see this computer.
func tryAddress(ctx context.Context, origin string, servers []signal.ICEServer) []finding {
	targets := stunTargets(origin, servers)
	if len(targets) == 0 {
		return nil
	}
	conn, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return []finding{{"address", false, "There is no IPv4 here: " + err.Error() + ".", ""}}
	}
	defer conn.Close()
	var seen []trial.Mapping
	var asked []string
	for _, target := range targets {
		m, err := trial.Address(ctx, conn, target)
		if err != nil {
			continue
		}
		seen, asked = append(seen, m), append(asked, target)
	}
	own, _ := reachable()
	return []finding{addressFinding(targets, asked, seen, own)}
}

// stunTargets are host and port of the STUN servers.
func stunTargets(origin string, servers []signal.ICEServer) (out []string) {
	urls := stunServers(origin)
	for _, s := range servers {
		urls = append(urls, s.URLs...)
	}
	for _, u := range urls {
		target, ok := strings.CutPrefix(u, "stun:")
		if !ok {
			continue
		}
		if _, _, err := net.SplitHostPort(target); err != nil {
			target = net.JoinHostPort(strings.Trim(target, "[]"), "3478") // RFC 7064 section 3.2
		}
		if !slices.Contains(out, target) {
			out = append(out, target)
		}
	}
	return out
}

// addressFinding says how this computer is seen from outside, and what kind of
// address translation there is (RFC 4787 section 4.1).
func addressFinding(targets, asked []string, seen []trial.Mapping, own []string) finding {
	if len(seen) == 0 {
		return finding{
			"address", false, "No answer comes by UDP from " + strings.Join(targets, " or ") + ".",
			"A firewall may stop it. Calls then go through a relay by TCP.",
		}
	}
	at := seen[0].Address
	if slices.Contains(own, at.Addr().String()) {
		return finding{"address", true, fmt.Sprintf("%s sees this computer at its own address, %s.", asked[0], at.Addr()), ""}
	}
	translated := fmt.Sprintf("%s sees this computer at %s: a router translates addresses.", asked[0], at.Addr())
	others := distinct(seen)
	switch {
	case others == 1 && len(seen) > 1:
		translated += " It keeps one address for all, so that direct calls find the way."
	case others > 1:
		return finding{
			"address", true, translated + " It takes another address for each server, so that direct calls often do not find the way.",
			"Such calls go through a relay. A router with another kind of NAT, or IPv6, would change that.",
		}
	}
	return finding{"address", true, translated, ""}
}

// distinct counts the addresses with ports that were seen.
func distinct(seen []trial.Mapping) int {
	all := map[netip.AddrPort]bool{}
	for _, m := range seen {
		all[m.Address] = true
	}
	return len(all)
}

// tryRelays tries each way to each relay.
func tryRelays(ctx context.Context, servers []signal.ICEServer, loopback bool) (out []finding) {
	for _, s := range servers {
		for _, u := range s.URLs {
			one := peer.Server{URLs: []string{u}, Username: s.Username, Credential: s.Credential}
			if !one.Relays() {
				continue
			}
			ctx, cancel := context.WithTimeout(ctx, relayTime)
			p, err := trial.Relay(ctx, one, loopback)
			cancel()
			out = append(out, relayFinding(u, p, err))
		}
	}
	if len(out) == 0 {
		out = append(out, finding{"relay", true, "The server offers no relay. Calls between networks that let nothing in do not come about.", "Whoever keeps the server can start it without --no-turn."})
	}
	return out
}

// relayFinding says how it goes through a relay.
func relayFinding(url string, p trial.Passage, err error) finding {
	where := relayWords(url)
	if err != nil {
		return finding{"relay", false, "The relay is not reached by " + where + ".", "A firewall may stop it. Other ways may do."}
	}
	f := finding{"relay", true, fmt.Sprintf("The relay is reached by %s: %s there and back, %.1f Mbit/s came through with %.1f %% lost.",
		where, milliseconds(p.RTT/2), float64(p.Rate)/1e6, 100*p.Lost), ""}
	if p.Lost > 0.05 {
		f.OK, f.Hint = false, "The network here or the relay's line is weak. Go closer to the Wi-Fi, or take a cable."
	}
	return f
}

// relayWords names the transport of a relay's URL (RFC 7065).
func relayWords(url string) string {
	scheme, rest, _ := strings.Cut(url, ":")
	host, query, _ := strings.Cut(rest, "?")
	transport := strings.ToUpper(cmp.Or(strings.TrimPrefix(query, "transport="), "udp"))
	if scheme == "turns" {
		transport = "TLS"
	}
	return transport + " (" + host + ")"
}

func hostOf(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return host
}

func milliseconds(d time.Duration) string {
	if d < time.Millisecond {
		return "under 1 ms"
	}
	return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
}
