package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"

	"parley/call/signal/rendezvous/server"
	"parley/call/signal/rendezvous/server/front"
)

// serveCommand is `parley serve`.
type serveCommand struct {
	webOptions   `embed:"" group:"The site:"`
	relayOptions `embed:"" group:"STUN and TURN:"`

	NATS           string        `name:"nats" placeholder:"URL" env:"PARLEY_NATS" group:"Operation:" help:"Be one server with all that share this NATS; several URLs with commas in between. One with a password stands in PARLEY_NATS in the environment."`
	Metrics        listenAddress `placeholder:"HOST:PORT" group:"Operation:" help:"Show figures for Prometheus at http://HOST:PORT/metrics."`
	Log            string        `enum:"text,json" default:"text" placeholder:"FORM" group:"Operation:" help:"The form of the log on the error output: text or json."`
	Debug          bool          `group:"Operation:" help:"Log connections too, with the network that they come from, but no whole addresses."`
	MaxRooms       int           `default:"10000" placeholder:"N" group:"Operation:" help:"Rooms at a time."`
	MaxConnections int           `default:"20000" placeholder:"N" group:"Operation:" help:"People at a time."`
	MaxPerAddress  int           `default:"32" placeholder:"N" group:"Operation:" help:"People at a time from one address."`
}

// natsURL is where the URL of NATS stands when it has a password in it.
const natsURL = "PARLEY_NATS"

// webOptions say where the site is, and how it proves that it is that.
type webOptions struct {
	Domain       string        `placeholder:"NAME" help:"The name that links have, such as example.org. The certificate comes by ACME from Let's Encrypt, whose terms you agree to, unless one of the two below is given."`
	TLSCert      string        `name:"tls-cert" placeholder:"FILE" type:"path" help:"A certificate of your own (PEM), read again when it changes."`
	TLSKey       string        `name:"tls-key" placeholder:"FILE" type:"path" help:"Its key (PEM)."`
	HTTP         listenAddress `name:"http" placeholder:"HOST:PORT" help:"Serve without TLS, on this computer or behind a proxy."`
	HTTPS        listenAddress `name:"https" default:":443" placeholder:"HOST:PORT" help:"Where TLS is served."`
	TrustProxy   bool          `help:"Take clients' addresses from the last entry of X-Forwarded-For."`
	Certificates string        `placeholder:"DIR" type:"path" env:"STATE_DIRECTORY" help:"Keep what comes by ACME here."`
	ACMECA       string        `name:"acme-ca" placeholder:"URL" help:"The directory of another ACME authority."`
}

// relayOptions say how people reach one another who cannot do so directly.
type relayOptions struct {
	Turn           listenAddress `placeholder:"HOST:PORT" help:"Where STUN and TURN are served by UDP and TCP; :3478 with a domain or a certificate."`
	TurnTLS        listenAddress `name:"turn-tls" placeholder:"HOST:PORT" help:"Serve TURN by TLS here too, besides where HTTPS is."`
	NoTurn         bool          `help:"Serve neither STUN nor TURN."`
	RelayAddress   []string      `placeholder:"IP" help:"The address of this computer that others reach, where it is not the domain's or a router's stands in front; one of each family."`
	RelayPorts     portRange     `default:"49152-65535" placeholder:"FIRST-LAST" help:"UDP ports that are given to people."`
	AllowPrivate   bool          `help:"Relay to private networks too, for a server in a house or a company."`
	MaxAllocations int           `default:"4096" placeholder:"N" help:"Relayed ports at a time."`
	ExternalTurn   []string      `placeholder:"URL" sep:"none" help:"A TURN server to use instead, such as turn:turn.example.org:3478; may be given again. Its shared secret is taken from PARLEY_TURN_SECRET in the environment."`
}

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, d desk) error {
	if err := c.check(); err != nil {
		return err
	}
	defer collectOften()()
	h := newHosting(c.logger(d.Err))
	defer h.Close()
	url, err := h.open(ctx, c)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(d.Out, "Parley serves at %s\n", url); err != nil {
		return err
	}
	return h.Serve(ctx)
}

// serverGCPercent is how much garbage may gather before it is collected, in
// percent of what is alive, which is what people cost: with Go's usual 100 one
// of 5000 over TLS takes 31 kB, with 30 it is 24.
const serverGCPercent = 30

// collectOften does so unless the operator chose how often, and returns what
// undoes that.
func collectOften() (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(serverGCPercent)
	return func() { debug.SetGCPercent(before) }
}

// check finds options that do not go together.
func (c serveCommand) check() error {
	usage := func(text, hint string) error { return failure{exitUsage, text, hint} }
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return usage("A certificate takes its key.", "Give both --tls-cert FILE and --tls-key FILE.")
	case c.HTTP != "" && c.TLSCert != "":
		return usage("Without TLS there is no use for a certificate.", "Give either --http or --tls-cert and --tls-key.")
	case c.HTTP == "" && c.TLSCert == "" && c.Domain == "":
		return usage("It is not known where to serve.", "Give --domain NAME, or --http 127.0.0.1:8080 to try it on this computer.")
	case c.Domain != "" && !validDomain(c.Domain):
		return usage(fmt.Sprintf("%q is no domain.", c.Domain), "Give the bare name, such as --domain example.org.")
	case c.NoTurn && (c.Turn != "" || len(c.ExternalTurn) > 0), c.Turn != "" && len(c.ExternalTurn) > 0:
		return usage("There can be one TURN server of one kind only.", "Give one of --turn, --external-turn and --no-turn.")
	case strings.Contains(c.NATS, "@") && c.NATS != os.Getenv(natsURL):
		return usage("The password of NATS stands where everybody on this computer can read it.", "Put the whole URL into "+natsURL+" in the environment.")
	case c.MaxRooms < 1 || c.MaxConnections < 1 || c.MaxPerAddress < 1 || c.MaxAllocations < 1:
		return usage("What is to be served takes room for one at least.", "Give limits above 0.")
	}
	return c.checkExternal()
}

// validDomain says whether a name could be one (RFC 1123 section 2.1).
func validDomain(name string) bool {
	if len(name) > 253 || net.ParseIP(name) != nil {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Trim(label, "-") != label {
			return false
		}
	}
	return true
}

// limits are the protocol's, with what the operator chose.
func (c serveCommand) limits() server.Limits {
	l := server.DefaultLimits()
	l.Rooms, l.Connections, l.PerAddress = c.MaxRooms, c.MaxConnections, c.MaxPerAddress
	l.Arrivals.Burst = max(l.Arrivals.Burst, c.MaxPerAddress)
	return l
}

// streams are the connections of TCP: each costs a descriptor, whatever it says,
// and some come just to look. A person has one for the room, one for the inbox,
// some for pages, and one a relayed port. Those of a proxy are everybody's.
func (c serveCommand) streams() front.Limits {
	l := front.Limits{All: 2*c.MaxConnections + 1000, PerAddress: 4 * c.MaxPerAddress}
	if c.sharesTurn() {
		l.All += c.MaxAllocations
	}
	if c.TrustProxy {
		l.PerAddress = 0
	}
	return l
}

func (c serveCommand) logger(out io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if c.Debug {
		o.Level = slog.LevelDebug
	}
	if c.Log == "json" {
		return slog.New(slog.NewJSONHandler(out, o))
	}
	return slog.New(slog.NewTextHandler(out, o))
}
