package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/call/signal/bus"
	inbox "parley/call/signal/inbox/server"
	"parley/call/signal/rendezvous/server"
	"parley/call/signal/rendezvous/server/front"
)

// hosting is a running server: the rendezvous, the relay, and the sites where
// they are found.
type hosting struct {
	log      *slog.Logger
	registry *prometheus.Registry

	rendezvous *server.Server
	sites      []*site
	others     []io.Closer // the relay and the keeper of certificates
}

// site is an HTTP server at one address.
type site struct {
	http.Server
	listener net.Listener
}

func newHosting(log *slog.Logger) *hosting {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return &hosting{log: log, registry: registry}
}

// open starts everything that was asked for, and returns where people find it.
func (h *hosting) open(ctx context.Context, c serveCommand) (url string, err error) {
	certificates, err := h.certificates(c.webOptions)
	if err != nil {
		return "", err
	}
	f, err := h.front(c, certificates)
	if err != nil {
		return "", err
	}
	ice, err := h.relay(ctx, c, certificates, f)
	if err != nil {
		return "", err
	}
	rooms, err := h.bus(c.NATS, bus.Rooms)
	if err != nil {
		return "", err
	}
	h.rendezvous, err = server.New(server.Config{
		Limits: c.limits(), ICE: ice, Origin: c.origin(), TrustProxy: c.TrustProxy, Bus: rooms, Log: h.log, Registerer: h.registry,
	})
	if err != nil {
		return "", err
	}
	inboxes, err := h.inboxes(c)
	if err != nil {
		return "", err
	}
	mux := http.NewServeMux()
	mux.Handle("/r/", h.rendezvous)
	mux.Handle("/healthz", h.rendezvous)
	mux.Handle("/i/", inboxes)
	mux.Handle("/p", inboxes)
	mux.Handle("/", pages(certificates != nil))
	h.add(f.HTTP, mux)
	at := f.HTTP.Addr()
	h.log.Info("serving", "address", at.String(), "tls", certificates != nil)
	return c.url(at), h.openMetrics(c.Metrics)
}

// bus joins what this server has with what others have, if it is to be.
func (h *hosting) bus(nats, prefix string) (bus.Bus, error) {
	if nats == "" {
		return nil, nil
	}
	b, err := bus.Connect(nats, prefix, h.log)
	if err != nil {
		return nil, failure{exitStart, "NATS is not reached: " + err.Error() + ".", "Is it running where --nats says?"}
	}
	h.others = append(h.others, b)
	return b, nil
}

// inboxes are where people who know each other leave word.
func (h *hosting) inboxes(c serveCommand) (http.Handler, error) {
	_, host, _ := strings.Cut(c.origin(), "://")
	limits := inbox.DefaultLimits()
	limits.Owners, limits.PerAddress = c.MaxConnections, c.MaxPerAddress
	shared, err := h.bus(c.NATS, bus.Inboxes)
	if err != nil {
		return nil, err
	}
	s, err := inbox.New(inbox.Config{
		Host: host, Bus: shared, Limits: limits, Client: h.rendezvous.ClientAddress, FromHere: h.rendezvous.FromHere, Registerer: h.registry,
	})
	if err != nil {
		return nil, err
	}
	h.others = append(h.others, s)
	return s, nil
}

// front opens the address where people come, for HTTP and, with TLS, for TURN.
func (h *hosting) front(c serveCommand, secured *tls.Config) (*front.Front, error) {
	address, option := c.HTTP, "--http"
	if secured != nil {
		address, option = c.HTTPS, "--https"
	}
	l, err := net.Listen("tcp", string(address))
	if err != nil {
		return nil, failure{exitStart, "Nobody can be served: " + err.Error() + ".", "Name another address with " + option + ". Ports below 1024 take the right to them: see call/signal/rendezvous/SELFHOST.md."}
	}
	f, err := front.New(l, front.Config{TLS: secured, TURN: c.sharesTurn(), Limits: c.streams(), Registerer: h.registry})
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	h.others = append(h.others, f)
	return f, nil
}

func (h *hosting) openMetrics(at listenAddress) error {
	if at == "" {
		return nil
	}
	l, err := net.Listen("tcp", string(at))
	if err != nil {
		return failure{exitStart, "The figures cannot be shown: " + err.Error() + ".", "Name another address with --metrics."}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{}))
	h.add(l, mux)
	h.log.Info("metrics", "address", l.Addr().String())
	return nil
}

// add gives a listener its site. HTTP/2 has no WebSockets here, so nobody is
// offered it.
func (h *hosting) add(l net.Listener, handler http.Handler) {
	s := &site{listener: l}
	s.Handler = handler
	s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout = 10*time.Second, 30*time.Second, 30*time.Second, time.Minute
	s.MaxHeaderBytes = 16 << 10
	s.ErrorLog = log.New(io.Discard, "", 0) // its lines tell whole addresses
	s.Protocols = new(http.Protocols)
	s.Protocols.SetHTTP1(true)
	h.sites = append(h.sites, s)
}

// Serve serves until ctx ends, then lets everybody go. It fails when it cannot
// go on.
func (h *hosting) Serve(ctx context.Context) error {
	broken := make(chan error, len(h.sites))
	for _, s := range h.sites {
		go func() { broken <- s.Serve(s.listener) }()
	}
	select {
	case err := <-broken:
		return failure{exitStart, "Nobody can be served any more: " + err.Error() + ".", ""}
	case <-ctx.Done():
	}
	h.log.Info("stopping")
	err := h.Close()
	for range h.sites {
		if e := <-broken; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
	}
	h.log.Info("stopped")
	return err
}

// shutdown is how long a request may take that was there when the server
// stops.
const shutdown = 5 * time.Second

// Close lets nobody in any more, then everybody go, and ends the rest. It may
// be called again.
func (h *hosting) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdown)
	defer cancel()
	for _, s := range h.sites {
		_ = s.Shutdown(ctx)
		_ = s.listener.Close() // of one that never served
	}
	if h.rendezvous != nil {
		_ = h.rendezvous.Close()
	}
	others := h.others
	h.others = nil
	for _, o := range slices.Backward(others) { // what uses another comes after it
		_ = o.Close()
	}
	return nil
}
