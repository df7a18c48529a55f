package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"parley/call/signal"
	"parley/call/signal/rendezvous/server/front"
	"parley/call/signal/rendezvous/server/relay"
)

// turnSecret is where the secret of external TURN servers stands, and the one
// that replicas have in common. Everybody on a computer can read its command
// lines.
const turnSecret = "PARLEY_TURN_SECRET"

// credentialsLast is short enough that what leaks is soon of no use.
const credentialsLast = time.Hour

// iceServers names servers for the people of a room.
type iceServers = func(room string) ([]relay.ICEServer, time.Duration)

// relay starts the relay, if there is to be one, and returns what people are
// told. Where there is TLS, it takes those who come to f for TURN.
func (h *hosting) relay(ctx context.Context, c serveCommand, certificates *tls.Config, f *front.Front) (iceServers, error) {
	if len(c.ExternalTurn) > 0 {
		return relay.External{URLs: c.ExternalTurn, Credentials: credentials([]byte(os.Getenv(turnSecret)))}.ICE, nil
	}
	address := c.turnAddress()
	if address == "" {
		h.log.Warn("no TURN server: people whose networks keep strangers out will not reach one another")
		return nil, nil
	}
	config, err := c.relayConfig(ctx, address, certificates)
	if err != nil {
		return nil, err
	}
	config.Registerer = h.registry
	if certificates != nil {
		config.Shared = f.TURN
	}
	r, err := relay.Listen(config)
	if err != nil {
		return nil, failure{exitStart, "TURN cannot be served: " + err.Error() + ".", "Name other addresses with --turn and --turn-tls, or none with --no-turn."}
	}
	h.others = append(h.others, r)
	h.log.Info("relaying", "port", r.Port(), "addresses", fmt.Sprint(config.Relays), "private", c.AllowPrivate)
	return r.ICE, nil
}

// turnAddress is where TURN is served; nowhere when empty.
func (c serveCommand) turnAddress() string {
	switch {
	case c.NoTurn:
		return ""
	case c.Turn != "":
		return string(c.Turn)
	case c.Domain == "" && c.TLSCert == "":
		return ""
	}
	return ":3478"
}

// sharesTurn says whether TURN has its place beside HTTPS.
func (c serveCommand) sharesTurn() bool { return len(c.ExternalTurn) == 0 && c.turnAddress() != "" }

func (c serveCommand) relayConfig(ctx context.Context, address string, certificates *tls.Config) (relay.Config, error) {
	relays, err := c.relayAddresses(ctx, address)
	if err != nil {
		return relay.Config{}, err
	}
	limits := relay.DefaultLimits()
	limits.Allocations = c.MaxAllocations
	config := relay.Config{
		Address: address, Relays: relays, Host: c.Domain, AllowPrivate: c.AllowPrivate, Limits: limits,
		Ports: relay.PortRange(c.RelayPorts), Credentials: credentials(cmp.Or(os.Getenv(turnSecret), rand.Text())),
	}
	if config.Host == "" && len(relays) > 0 {
		config.Host = relays[0].String()
	}
	if certificates != nil {
		config.TLSAddress = string(c.TurnTLS)
		config.TLS = &tls.Config{GetCertificate: certificates.GetCertificate, MinVersion: tls.VersionTLS12}
	}
	return config, nil
}

// credentials are made of a secret. That of a relay of our own ends with it,
// unless replicas share one.
func credentials[S string | []byte](secret S) relay.Credentials {
	return relay.Credentials{Secret: []byte(secret), Lifetime: credentialsLast, Now: time.Now}
}

// relayAddresses are where peers find the relay: as told, as --turn has it, as
// the domain has it, or where packets to the internet come from; one of each
// family.
func (c serveCommand) relayAddresses(ctx context.Context, address string) ([]netip.Addr, error) {
	var found []netip.Addr
	for _, s := range c.RelayAddress {
		a, err := netip.ParseAddr(s)
		if err != nil {
			return nil, failure{exitUsage, fmt.Sprintf("%q is no address.", s), "Give an IP address, such as --relay-address 203.0.113.7."}
		}
		found = append(found, a)
	}
	host, _, _ := net.SplitHostPort(address)
	if a, err := netip.ParseAddr(host); err == nil && !a.IsUnspecified() && len(found) == 0 {
		found = append(found, a)
	}
	if len(found) == 0 && c.Domain != "" {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		found, _ = net.DefaultResolver.LookupNetIP(ctx, "ip", c.Domain)
	}
	if len(found) == 0 {
		found = outward()
	}
	return oneOfEach(found), nil
}

// outward returns the addresses that packets to the internet come from. None is
// sent to find out.
func outward() (out []netip.Addr) {
	for network, to := range map[string]string{"udp4": "192.0.2.1:9", "udp6": "[2001:db8::1]:9"} {
		if from := signal.Source(network, to); from.IsValid() {
			out = append(out, from)
		}
	}
	return out
}

// oneOfEach keeps the first address of each family, IPv4 in front.
func oneOfEach(found []netip.Addr) (out []netip.Addr) {
	for _, four := range []bool{true, false} {
		for _, a := range found {
			if a = a.Unmap(); a.Is4() == four {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// checkExternal finds out whether external servers can be used.
func (o relayOptions) checkExternal() error {
	for _, url := range o.ExternalTurn {
		if !relay.ValidURL(url) {
			return failure{exitUsage, fmt.Sprintf("%q is no TURN server.", url), "Give it like turn:turn.example.org:3478?transport=udp or turns:turn.example.org:5349 (RFC 7065)."}
		}
	}
	if len(o.ExternalTurn) > 0 && os.Getenv(turnSecret) == "" {
		return failure{exitUsage, "The TURN server's secret is missing.", "Put it into " + turnSecret + " in the environment; coturn has it as static-auth-secret."}
	}
	return nil
}

// portRange is what --relay-ports takes.
type portRange relay.PortRange

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *portRange) UnmarshalText(text []byte) error {
	first, last, _ := strings.Cut(string(text), "-")
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	if errA != nil || errB != nil || a < 1024 || b < a {
		return fmt.Errorf("%q has to be two ports from 1024 to 65535, such as 49152-65535", text)
	}
	*r = portRange{uint16(a), uint16(b)}
	return nil
}
