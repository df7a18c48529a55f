package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/transfer"
)

// openCommand is `parley` and `parley open`.
type openCommand struct {
	callOptions
	Who string `arg:"" optional:"" name:"name-or-address" help:"Somebody nearby or known, or HOST:PORT."`
}

// ringCommand is `parley ring`.
type ringCommand struct {
	callOptions
	Who string `arg:"" name:"name-or-address" help:"Somebody nearby or known, or HOST:PORT."`
}

// waitCommand is `parley wait`.
type waitCommand struct{ callOptions }

// Run opens the window, or waits without one.
func (c openCommand) Run(ctx context.Context, d desk) error {
	return d.serve(ctx, c.callOptions, c.Who, false)
}

// Run calls.
func (c ringCommand) Run(ctx context.Context, d desk) error {
	return d.serve(ctx, c.callOptions, c.Who, true)
}

// Run takes calls.
func (c waitCommand) Run(ctx context.Context, d desk) error {
	return d.serve(ctx, c.callOptions, "", false)
}

// station is what a call command needs of call.Controller.
type station interface {
	Do(call.Command) bool
	Snapshot() *call.Snapshot
	Watch() *frame.Mailbox[*call.Snapshot]
	Events() <-chan call.Event
	Close() error
}

// serve runs a station until the person leaves: after the first call when
// once is set, and at the latest when ctx or the time of --for ends.
func (d desk) serve(ctx context.Context, o callOptions, who string, once bool) error {
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
	s, err := d.Station(o)
	if err != nil {
		return err
	}
	v := &visit{desk: d, station: s, options: o, log: log, once: once, over: make(chan struct{}, 1), told: make(map[string]string)}
	return v.run(ctx, who)
}

// visit is one run of a station.
type visit struct {
	desk
	station
	options callOptions
	log     *eventLog
	once    bool
	over    chan struct{}     // holds one token when a call ended
	outcome error             // of the last call; belongs to follow
	told    map[string]string // how each transfer was, by ID; likewise
	brought string            // the call that the options' share and files went to; likewise
}

func (v *visit) run(ctx context.Context, who string) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	followed := make(chan struct{})
	events := v.Events()
	go func() {
		defer close(followed)
		v.follow(events, leave)
	}()
	if who != "" {
		v.Do(call.Ring{Target: who, Video: v.options.Camera != "none"})
	}
	err := v.show(ctx)
	v.hangUp(followed)
	if closed := v.Close(); err == nil {
		err = closed
	}
	<-followed
	if err == nil {
		err = v.outcome
	}
	return err
}

// show keeps the window open, or waits without one.
func (v *visit) show(ctx context.Context) error {
	if v.options.shown() {
		dir, err := v.options.folder()
		if err != nil {
			return err
		}
		return openWindow(ctx, v.station, filepath.Join(dir, transfers, transfer.Scratch))
	}
	v.wait(ctx)
	return nil
}

// wait refuses people whose key changed, because nobody can be asked.
func (v *visit) wait(ctx context.Context) {
	for {
		s, ok := v.Watch().Take(ctx)
		if !ok {
			return
		}
		if s.Call != nil && s.Call.Question {
			v.Do(call.TrustKey{Yes: false})
		}
	}
}

// farewell bounds how long leaving waits for the far side to be told.
const farewell = 3 * time.Second

// hangUp leaves a call that is still going on and waits until both sides are
// told, so that scripts see the end.
func (v *visit) hangUp(followed <-chan struct{}) {
	select {
	case <-v.over: // of an earlier call
	default:
	}
	if v.Snapshot().State == call.Idle {
		return
	}
	v.Do(call.Hangup{})
	select {
	case <-v.over:
	case <-followed:
	case <-time.After(farewell):
	}
}

// follow passes on what happens until the station is closed. It leaves after
// the one call of `ring`, and when events can no longer be written: a script
// that is gone shall not keep a microphone open.
func (v *visit) follow(events <-chan call.Event, leave context.CancelFunc) {
	for e := range events {
		if err := v.log.Write(e); err != nil {
			v.outcome = err
			leave()
		}
		v.tell(e)
		switch {
		case e.Kind == call.EventEnded:
			v.ended(e, leave)
		case e.Kind == call.EventState && e.State == call.Active.String():
			v.bring(e.Call)
		}
	}
}

// bring shares and sends what the options name, once a call.
func (v *visit) bring(id string) {
	if v.brought == id {
		return
	}
	v.brought = id
	if v.options.Share != "" {
		v.Do(call.AllowPointing{On: v.options.LetPoint})
		v.Do(call.Share{ShareRequest: session.ShareRequest{Source: v.options.Share, Mode: session.ShareMode(v.options.ShareMode)}})
	}
	if len(v.options.Send) > 0 {
		v.Do(call.SendFiles{Paths: v.options.Send})
	}
}

func (v *visit) ended(e call.Event, leave context.CancelFunc) {
	select {
	case v.over <- struct{}{}:
	default:
	}
	if !v.once {
		return
	}
	if v.outcome == nil && e.Reason != session.HungUp {
		v.outcome = failure{status: exitCall}
		if v.options.Events == "-" {
			v.outcome = failure{exitCall, e.Text, e.Hint}
		}
	}
	leave()
}

// tell narrates for a person without a window.
func (v *visit) tell(e call.Event) {
	if v.options.shown() || v.options.Events == "-" {
		return
	}
	if text := v.narrate(e); text != "" {
		fmt.Fprintln(v.Out, text)
	}
}

func (v *visit) narrate(e call.Event) string {
	switch e.Kind {
	case call.EventListening:
		return "Calls reach this computer at " + e.Address + "."
	case call.EventRinging:
		if v.options.AcceptCalls {
			return e.From + " calls."
		}
		return e.From + " calls. Nobody can answer without a window, unless Parley runs with --accept-calls."
	case call.EventState:
		return progress[e.State]
	case call.EventParticipant:
		return e.Name + " " + e.Change + "."
	case call.EventError, call.EventMissed, call.EventEnded:
		if e.Hint == "" {
			return e.Text
		}
		return e.Text + " " + e.Hint
	case call.EventChat:
		return e.Name + ": " + e.Text
	case call.EventFiles:
		return v.narrateFiles(e)
	case call.EventShare:
		return "Sharing " + e.Name + " " + e.Change + "."
	case call.EventNearby, call.EventFirstPicture, call.EventFirstSound, call.EventStats:
	}
	return ""
}

// narrateFiles tells of a transfer when it turns.
func (v *visit) narrateFiles(e call.Event) string {
	if v.told[e.ID] == e.State {
		return ""
	}
	v.told[e.ID] = e.State
	return describeFiles(e)
}

// progress puts the states that a person waits through into words.
var progress = map[string]string{
	call.Dialing.String():      "Calling.",
	call.Ringing.String():      "It rings.",
	call.Connecting.String():   "Answered. Connecting.",
	call.Active.String():       "You are in the call.",
	call.Reconnecting.String(): "The connection is gone. Trying to get it back.",
}
