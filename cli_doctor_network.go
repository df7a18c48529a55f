package main

import (
	"context"
	"fmt"
	"time"

	"parley/call/signal"
	"parley/call/stats"
	"parley/call/stats/radio"
)

// networkOptions are what `parley doctor --network` is told.
type networkOptions struct {
	Server   inboxServer `placeholder:"HOST" help:"With --network: the server to try, instead of one's own."`
	Loopback bool        `hidden:"" help:"Let media use 127.0.0.1, for tests on one computer."`

	profile string
}

// lookTime is how long people nearby are looked for.
const lookTime = 3 * time.Second

// checkWays finds out what a call over this network can count on.
func (c doctorCommand) checkWays(ctx context.Context, d desk, profile string) []finding {
	out := append([]finding{checkNetwork(), checkRoutes(source)}, checkWireless()...)
	out = append(out, checkNearby(ctx, d, profile))
	o := c.networkOptions
	o.profile = profile
	return append(out, d.Network(ctx, o)...)
}

// checkRoutes finds out over which of its addresses this computer reaches the
// rest of the world. from asks the routing table; nothing is sent.
func checkRoutes(from func(network, to string) string) finding {
	// Addresses for documentation (RFC 5737, RFC 3849): whoever has a way to the
	// internet has one there.
	v4, v6 := from("udp4", "192.0.2.1:9"), from("udp6", "[2001:db8::1]:9")
	switch {
	case v4 == "" && v6 == "":
		return finding{"route", false, "No way leads beyond this network.", "Check the router. People nearby can be called."}
	case v6 == "":
		return finding{"route", true, "The internet is reached by IPv4, from " + v4 + ".", ""}
	case v4 == "":
		return finding{"route", true, "The internet is reached by IPv6, from " + v6 + ".", ""}
	}
	return finding{"route", true, "The internet is reached by IPv4, from " + v4 + ", and by IPv6, from " + v6 + ".", ""}
}

// source returns the address that packets leave from, "" when none leads there.
func source(network, to string) string {
	if from := signal.Source(network, to); from.IsValid() {
		return from.String()
	}
	return ""
}

// checkWireless says how well each Wi-Fi is received.
func checkWireless() (out []finding) {
	links, err := radio.Links()
	if err != nil {
		return nil // there is no Wi-Fi, or nobody tells
	}
	for _, l := range links {
		out = append(out, ofWiFi(l))
	}
	return out
}

func ofWiFi(l radio.Link) finding {
	if l.Level < stats.WeakWiFi {
		return finding{"wifi", false, fmt.Sprintf("The Wi-Fi %s is received poorly, at %d dBm.", l.Interface, l.Level), "Go closer to it, or take a cable."}
	}
	return finding{"wifi", true, fmt.Sprintf("The Wi-Fi %s is received well, at %d dBm.", l.Interface, l.Level), ""}
}

// checkNearby finds out whether people on this network are found.
func checkNearby(ctx context.Context, d desk, profile string) finding {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	people, err := d.Nearby(ctx, profile)
	switch {
	case err != nil:
		return finding{"nearby", false, "People nearby cannot be looked for: " + err.Error(), "Check that this computer has a network."}
	case len(people) == 1:
		return finding{"nearby", true, "One person nearby is found, by multicast DNS.", ""}
	case len(people) > 1:
		return finding{"nearby", true, fmt.Sprintf("%d people nearby are found, by multicast DNS.", len(people)), ""}
	}
	return finding{"nearby", true, "Nobody nearby was found. Either Parley is open nowhere else, or this network passes no multicast on.", ""}
}
