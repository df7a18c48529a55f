package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"parley/call"
	"parley/call/mesh"
	"parley/call/signal/lan"
	"parley/transfer"
)

// courier carries files without a call.
type courier struct {
	person
	*mesh.Courier
	network *lan.Transport
	engine  *transfer.Engine
}

// lookAround is how long somebody nearby is looked for.
const lookAround = 5 * time.Second

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
	if o.Name != "" {
		now.Name = o.Name
	}
	engine, err := openFiles(dir, f, p, now.Downloads, log)
	if err != nil {
		return nil, err
	}
	network, err := lan.Open(lan.Config{
		Identity: p.identity, Name: now.Name, Device: hostName(), Listen: string(o.Listen),
		Visible: now.Reachable, Known: p.contacts.Keys, Logger: log,
	})
	if err != nil {
		_ = engine.Close()
		return nil, failure{exitStart, "The network cannot be used: " + err.Error() + ".", "Choose another address with --listen, or let Parley choose one."}
	}
	made := mesh.NewCourier(mesh.CourierConfig{Transport: network, Files: engine, Logger: log})
	return &courier{person: p, Courier: made, network: network, engine: engine}, nil
}

// Reach finds who is meant, nearby if it is a name, and opens a stream.
func (c *courier) Reach(ctx context.Context, who string) (string, error) {
	target := c.target(who)
	if target.Key == "" && strings.Contains(who, ":") {
		target.Address = who
	}
	look := time.NewTimer(lookAround)
	defer look.Stop()
	for waiting := true; waiting && !c.Knows(target); {
		select {
		case <-time.After(lookAround / 50):
		case <-look.C:
			waiting = false
		case <-ctx.Done():
			return "", unreachable(who, ctx.Err())
		}
	}
	key, err := c.Courier.Reach(ctx, target)
	if err != nil {
		return "", unreachable(who, err)
	}
	return key, nil
}

// Files returns the engine.
func (c *courier) Files() call.Files { return c.engine }

// Addresses lists where this computer is reached.
func (c *courier) Addresses() []string { return c.network.Addresses() }

// Close ends everything and waits.
func (c *courier) Close() error {
	return errors.Join(c.Courier.Close(), c.engine.Close())
}

// equalNames compares names as people do.
func equalNames(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
