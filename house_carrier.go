package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"parley/call"
	"parley/call/identity"
	"parley/call/mesh"
	"parley/call/parcel"
	"parley/call/settings"
	"parley/call/signal"
	"parley/call/signal/known"
	"parley/call/signal/lan"
	"parley/call/signal/reach"
	"parley/transfer"
)

// courier carries files without a call: on this network by streams, elsewhere,
// for people who are known, by parcels.
type courier struct {
	person
	*mesh.Courier
	reached   *reach.Transport
	desk      *known.Desk
	post      *parcel.Post
	engine    *transfer.Engine
	relayOnly bool // others do not learn this computer's address
	warden    warden
	watching  sync.WaitGroup
	cancel    context.CancelFunc // ends watching
}

// Carrier starts what carries files without a call.
func (wired) Carrier(o carryOptions, f fileOptions) (carrier, error) {
	dir, err := o.folder()
	if err != nil {
		return nil, err
	}
	p, err := openProfile(dir)
	if err != nil {
		return nil, err
	}
	log, now := logger(), p.settings.Get()
	o.override(&now)
	engine, err := openFiles(dir, f, p, now.Downloads, log)
	if err != nil {
		return nil, err
	}
	reached, desk, err := o.reach(dir, p, now, log)
	if err != nil {
		_ = engine.Close()
		return nil, err
	}
	c := &courier{person: p, reached: reached, desk: desk, engine: engine, relayOnly: now.AlwaysRelay}
	c.Courier = mesh.NewCourier(mesh.CourierConfig{Transport: screen(reached, c.takesStreams), Files: engine, Logger: log})
	c.post = parcel.Open(parcel.Config{
		Identity: p.identity, Transport: reached, Files: engine, Welcome: c.takesParcels,
		RelayOnly: func() bool { return c.relayOnly }, Loopback: o.Loopback, Logger: log,
	})
	c.watch(log)
	c.warden = watchDoorstep(dir, c.block)
	return c, nil
}

// reach opens the ways to others.
func (o carryOptions) reach(dir string, p person, now settings.Settings, log *slog.Logger) (*reach.Transport, *known.Desk, error) {
	network, err := lan.Open(lan.Config{
		Identity: p.identity, Name: now.Name, Device: hostName(), Listen: string(o.Listen),
		Visible: now.Reachable, Known: p.contacts.Keys, Logger: log,
	})
	if err != nil {
		return nil, nil, failure{exitStart, "The network cannot be used: " + err.Error() + ".", "Choose another address with --listen, or let Parley choose one."}
	}
	desk, err := openDesk(dir, p, o.override, log)
	if err != nil {
		_ = network.Close()
		return nil, nil, err
	}
	return reach.Over(network, reach.Config{
		Identity: p.identity, Name: now.Name, Device: hostName(), Logger: log, Known: desk, Loopback: o.Loopback,
	}), desk, nil
}

// override changes the settings by what the command line says, for this run.
// Nobody sees who is here, because nobody here answers a call.
func (o carryOptions) override(s *settings.Settings) {
	if o.Name != "" {
		s.Name = o.Name
	}
	if o.Inbox != "" {
		s.Server = string(o.Inbox)
	}
	for _, server := range o.UseServer {
		s.Agree(string(server))
	}
	s.AlwaysRelay = s.AlwaysRelay || o.RelayOnly
	s.Hidden = true
}

// watch lets the ways to others look whether they still lead anywhere, whenever
// the network changed. About unknown servers nobody can be asked.
func (c *courier) watch(log *slog.Logger) {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	c.watching.Go(func() {
		for d := range c.desk.Doubts() {
			log.Debug("a server that is not known is left alone", "server", d.Server)
		}
	})
	c.watching.Go(func() {
		if err := c.reached.WatchNetwork(ctx, func(bool) {}); err != nil && ctx.Err() == nil {
			log.Warn("network changes are not followed", "error", err)
		}
	})
}

// takesStreams says whose streams are taken: they show where this computer is.
func (c *courier) takesStreams(key identity.Key) bool { return !c.relayOnly && !c.desk.Blocked(key) }

// takesParcels says whose parcels are taken.
func (c *courier) takesParcels(key identity.Key) bool {
	_, known := c.contacts.Lookup(key.String())
	return known && !c.desk.Blocked(key)
}

// block keeps somebody from sending, or lets them again.
func (c *courier) block(key string, yes bool) {
	if err := c.contacts.SetBlocked(key, yes); err != nil {
		logger().Warn("a contact could not be changed", "error", err)
	}
	if yes {
		c.desk.Renew()
	}
}

// Files returns the engine.
func (c *courier) Files() call.Files { return c.engine }

// Addresses lists where this computer is reached without a server.
func (c *courier) Addresses() []string {
	if c.relayOnly {
		return nil // what comes there is not taken
	}
	return c.reached.Addresses()
}

// Close ends everything and waits.
func (c *courier) Close() error {
	c.warden.Close()
	c.cancel()
	c.post.Close()
	err := c.Courier.Close()
	c.watching.Wait()
	return errors.Join(err, c.engine.Close())
}

// screened is a transport of which only welcome streams come.
type screened struct {
	*reach.Transport
	streams chan signal.Stream
}

// screen closes the streams of who is not welcome.
func screen(t *reach.Transport, welcome func(identity.Key) bool) screened {
	s := screened{t, make(chan signal.Stream)}
	go func() { // it ends with the transport, for which Close of who reads it waits
		defer close(s.streams)
		for stream := range t.Streams() {
			if welcome(stream.Remote()) {
				s.streams <- stream
			} else {
				_ = stream.Close() // there is nobody to tell
			}
		}
	}()
	return s
}

// Streams delivers the streams that others open.
func (s screened) Streams() <-chan signal.Stream { return s.streams }
