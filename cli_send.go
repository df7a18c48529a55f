package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parley/call"
	"parley/call/parcel"
	"parley/call/session"
	"parley/call/signal/invite"
	"parley/transfer"
)

// carryOptions are the options of the commands that carry files without a call.
type carryOptions struct {
	profileOption
	Name      string        `placeholder:"NAME" help:"What others see."`
	For       duration      `placeholder:"TIME" help:"Leave after this long, such as 30s or 5m."`
	Events    string        `placeholder:"FILE" help:"Write what happens to a file, or to - for the output, as one JSON object a line (see call/stats/EVENTS.md)."`
	Listen    listenAddress `placeholder:"HOST:PORT" help:"Where this computer is reached; port 0 takes any that is free."`
	Inbox     inboxServer   `placeholder:"HOST" help:"Be reached by contacts across the internet by way of this server, instead of the one in the settings."`
	UseServer []inboxServer `placeholder:"HOST" sep:"none" help:"Meet contacts by way of this server too, when one of them uses it; may be given again."`
	RelayOnly bool          `help:"Let others not learn this computer's address: everything goes through a server and its relay."`
	Loopback  bool          `hidden:"" help:"Let connections use 127.0.0.1, for tests on one computer."`
}

// sendCommand is `parley send`.
type sendCommand struct {
	carryOptions
	Args []string `arg:"" name:"path... name-or-address" help:"Files and folders, and last to whom: somebody nearby, somebody known wherever they are, or HOST:PORT."`
}

// receiveCommand is `parley receive`.
type receiveCommand struct {
	carryOptions
	fileOptions
}

// carrier carries files without a call; the house has one.
type carrier interface {
	// Reach finds a person and keeps a stream to them until ctx is done.
	Reach(ctx context.Context, target string) (key string, err error)
	Files() call.Files
	// Addresses lists where this computer is reached.
	Addresses() []string
	Close() error
}

// Run sends, and leaves when everything arrived or nothing more can.
func (c sendCommand) Run(ctx context.Context, d desk) error {
	if len(c.Args) < 2 {
		return failure{exitUsage, "parley: send what, and to whom?", "For example: parley send photo.jpg Mara"}
	}
	paths, who := c.Args[:len(c.Args)-1], c.Args[len(c.Args)-1]
	for _, p := range paths {
		if _, err := os.Lstat(p); err != nil {
			return failure{exitUsage, fmt.Sprintf("parley: %q cannot be sent: %v.", p, err), "Check the path."}
		}
	}
	return d.carry(ctx, c.carryOptions, fileOptions{}, func(ctx context.Context, v *delivery) error {
		key, err := v.Reach(ctx, who)
		if err != nil {
			return err
		}
		v.mine = v.again(paths, key)
		if len(v.mine) == 0 {
			for _, id := range v.Files().Send(paths, key) {
				v.mine[id] = true
			}
		}
		return v.follow(ctx)
	})
}

// again finds the transfer of the same to the same person that broke off.
func (v *delivery) again(paths []string, key string) map[transfer.ID]bool {
	roots := make([]string, len(paths))
	for i, p := range paths {
		roots[i], _ = filepath.Abs(p) // a folder that is gone matches nothing
	}
	found := make(map[transfer.ID]bool)
	for _, t := range v.Files().Transfers() {
		if t.Direction == transfer.Sending && t.Peer == key && !t.State.Ended() && slices.Equal(t.Roots, roots) {
			found[t.ID] = true
			v.Files().Resume(t.ID)
		}
	}
	return found
}

// Run takes files until the time is over.
func (c receiveCommand) Run(ctx context.Context, d desk) error {
	return d.carry(ctx, c.carryOptions, c.fileOptions, func(ctx context.Context, v *delivery) error {
		for _, address := range v.Addresses() {
			v.tell(call.Event{Kind: call.EventListening, Address: address})
		}
		v.asks = !c.AcceptFiles
		return v.follow(ctx)
	})
}

// carry runs a command with a carrier.
func (d desk) carry(ctx context.Context, o carryOptions, f fileOptions, run func(context.Context, *delivery) error) error {
	if o.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(o.For))
		defer cancel()
	}
	log, err := openEventLog(o.Events, d.Out)
	if err != nil {
		return err
	}
	defer log.Close()
	c, err := d.Carrier(o, f)
	if err != nil {
		return err
	}
	v := &delivery{desk: d, carrier: c, log: log, quiet: o.Events == "-", seen: make(map[transfer.ID]transfer.Transfer)}
	err = run(ctx, v)
	if closed := c.Close(); err == nil {
		err = closed
	}
	return err
}

// unreachable tells why nobody was reached, and what to do about it.
func unreachable(who string, err error) error {
	hint := "Check that parley receive runs there. Where a network keeps computers apart, give HOST:PORT."
	var unused doubtful
	switch {
	case errors.As(err, &unused):
		hint = fmt.Sprintf("Nothing was asked of %[1]s. --use-server %[1]s says that it may be used.", invite.HostOf(unused.server))
	case errors.Is(err, parcel.ErrNoRelay):
		hint = "You chose that others do not learn where this computer is: that takes somebody who is known, and a server with a relay."
	}
	return failure{exitCall, fmt.Sprintf("%s cannot be reached: %v.", who, err), hint}
}

// target is what was typed, with what is known of it.
func (p person) target(who string) session.Target {
	t := session.Target{Text: who}
	for _, c := range p.contacts.List() {
		if c.Key.String() == who || equalNames(c.Name, who) {
			t.Key, t.Address = c.Key.String(), c.Address
			break
		}
	}
	return t
}

// equalNames compares names as people do.
func equalNames(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
