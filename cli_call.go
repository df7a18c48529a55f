package main

import (
	"context"
	"time"

	"parley/call"
	"parley/call/media/frame"
)

// ringCommand is `parley ring`.
type ringCommand struct {
	callOptions
	Who string `arg:"" name:"name-or-address" help:"Somebody nearby or known, or HOST:PORT."`
}

// waitCommand is `parley wait`.
type waitCommand struct{ callOptions }

// Run calls.
func (c ringCommand) Run(ctx context.Context, d desk) error {
	return d.serve(ctx, c.callOptions, c.ring(c.Who), true)
}

// Run takes calls.
func (c waitCommand) Run(ctx context.Context, d desk) error {
	return d.serve(ctx, c.callOptions, nil, false)
}

// station is what a call command needs of call.Controller.
type station interface {
	Do(call.Command) bool
	Snapshot() *call.Snapshot
	Watch() *frame.Mailbox[*call.Snapshot]
	Events() <-chan call.Event
	Close() error
}

// ring is the command that calls somebody; nobody is called when nobody is
// named.
func (o callOptions) ring(who string) call.Command {
	if who == "" {
		return nil
	}
	return call.Ring{Target: who, Video: o.Camera != "none"}
}

// serve runs a station until the person leaves: after the first call when
// once is set, and at the latest when ctx or the time of --for ends. first is
// what it does at once; nil waits.
func (d desk) serve(ctx context.Context, o callOptions, first call.Command, once bool) error {
	return d.attend(ctx, o, first, once, nil)
}

// attend is serve with something that is done beside, after first, which may wait
// for the person's input; its error ends the visit.
func (d desk) attend(ctx context.Context, o callOptions, first call.Command, once bool, beside func(*visit) error) error {
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
	profiled, err := profileTo(o.CPUProfile)
	if err != nil {
		return err
	}
	defer profiled()
	noted, err := noteVitals(o.Vitals)
	if err != nil {
		return err
	}
	defer noted()
	s, err := d.Station(o)
	if err != nil {
		return err
	}
	v := &visit{desk: d, station: s, options: o, log: log, once: once, over: make(chan struct{}, 1), told: make(map[string]string), sent: make(map[string]bool)}
	return v.attend(ctx, first, beside)
}
