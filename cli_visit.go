package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"time"

	"parley/call"
	"parley/call/session"
	"parley/transfer"
)

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
	meets   bool              // it is a meeting, where the files go to each person; likewise
	sent    map[string]bool   // to whom they went there, by key; likewise
}

// attend is there, does first, and then what is done beside.
func (v *visit) attend(ctx context.Context, first call.Command, beside func(*visit) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, 1)
	err := v.run(ctx, func() {
		if first != nil {
			v.Do(first)
		}
		if beside == nil {
			return
		}
		go func() { // it reads the input, which nothing can interrupt
			if err := beside(v); err != nil {
				failed <- err
				stop()
			}
		}()
	})
	select {
	case besides := <-failed:
		return cmp.Or(err, besides)
	default:
		return err
	}
}

// run is there until the station, or whoever leaves it, has enough. Once it
// listens to what happens, it calls begin.
func (v *visit) run(ctx context.Context, begin func()) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	followed := make(chan struct{})
	events := v.Events()
	go func() {
		defer close(followed)
		v.follow(events, leave)
	}()
	begin()
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
		return v.showWindow(ctx)
	}
	v.wait(ctx)
	return nil
}

// showWindow opens the window. Links that come later are left for it at the
// doorstep; without one, as with two windows of one profile, they are not.
func (v *visit) showWindow(ctx context.Context) error {
	dir, err := v.options.folder()
	if err != nil {
		return err
	}
	w := view{scratch: filepath.Join(dir, transfers, transfer.Scratch), link: v.link, opener: v.options.opener()}
	if step, err := openDoorstep(dir, linksDoorstep); err == nil {
		defer step.Close()
		w.links = step.Words()
	}
	return openWindow(ctx, v.station, w)
}

// view is what a window is opened for.
type view struct {
	scratch string        // the folder for what is made only to be sent
	link    string        // to be opened at first; may be empty
	links   <-chan string // more of them; may be nil
	opener  []string      // the command line that opens a link put behind it; may be empty
}

// opener is how the desktop opens a link with this program and this profile.
func (o callOptions) opener() []string {
	program, err := os.Executable()
	switch {
	case err != nil:
		return nil
	case o.Profile != "":
		return []string{program, "open", "--profile", o.Profile}
	}
	return []string{program, "open"}
}

// wait refuses people whose key changed, because nobody can be asked.
func (v *visit) wait(ctx context.Context) {
	kept := gallery{dir: v.options.KeepPictures}
	defer kept.close()
	for {
		s, ok := v.Watch().Take(ctx)
		if !ok {
			return
		}
		if s.Call != nil && s.Call.Question {
			v.Do(call.TrustKey{Yes: false})
		}
		kept.follow(ctx, s)
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
		case e.Kind == call.EventMeeting:
			v.meets = true
		case e.Kind == call.EventParticipant && e.Change == "joined":
			v.meet(e)
		}
	}
}

// meet shows somebody who came as the options say, and sends them what a meeting
// gets.
func (v *visit) meet(e call.Event) {
	if v.options.View >= 0 {
		v.Do(call.View{Participant: e.ID, View: session.View{Lines: v.options.View, Screen: true}})
	}
	if v.meets {
		v.sendTo(e.Key)
	}
}

// bring shares and sends what the options name, once a call.
func (v *visit) bring(id string) {
	if v.brought == id {
		return
	}
	v.brought = id
	v.rest(v.options.Rest)
	if v.options.Share != "" {
		v.Do(call.AllowPointing{On: v.options.LetPoint})
		v.Do(call.Share{ShareRequest: session.ShareRequest{Source: v.options.Share, Mode: session.ShareMode(v.options.ShareMode)}})
	}
	if len(v.options.Send) > 0 && !v.meets {
		v.Do(call.SendFiles{Paths: v.options.Send})
	}
}

// rest turns the camera off for a part of the call that begins now.
func (v *visit) rest(during interval) {
	if during.to == 0 {
		return
	}
	time.AfterFunc(during.from, func() { v.Do(call.SetCamera{On: false}) })
	time.AfterFunc(during.to, func() { v.Do(call.SetCamera{On: true}) })
}

// sendTo sends the options' files to somebody who came into a meeting, once:
// not all are there when it begins.
func (v *visit) sendTo(key string) {
	if len(v.options.Send) == 0 || v.sent[key] {
		return
	}
	v.sent[key] = true
	v.Do(call.SendFiles{Paths: v.options.Send, To: []string{key}})
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
