package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/settings"
	"parley/call/stats"
)

// actor is a station that plays a part: it answers each command with events.
type actor struct {
	part func(*actor, call.Command)

	mu       sync.Mutex
	snapshot call.Snapshot
	commands []call.Command
	events   chan call.Event
	watch    *frame.Mailbox[*call.Snapshot]
	closing  sync.Once
}

func newActor(part func(*actor, call.Command)) *actor {
	return &actor{part: part, events: make(chan call.Event, 16), watch: frame.NewMailbox[*call.Snapshot](nil)}
}

func (a *actor) Do(c call.Command) bool {
	a.mu.Lock()
	a.commands = append(a.commands, c)
	a.mu.Unlock()
	a.part(a, c)
	return true
}

func (a *actor) Snapshot() *call.Snapshot {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.snapshot
	return &s
}

func (a *actor) Watch() *frame.Mailbox[*call.Snapshot] { return a.watch }
func (a *actor) Events() <-chan call.Event             { return a.events }

func (a *actor) Close() error {
	a.closing.Do(func() { close(a.events) })
	return nil
}

func (a *actor) enter(s call.State) {
	a.mu.Lock()
	a.snapshot.State = s
	a.mu.Unlock()
	a.events <- call.Event{Kind: call.EventState, State: s.String()}
}

func (a *actor) end(r session.Reason, text string) {
	a.enter(call.Idle)
	a.events <- call.Event{Kind: call.EventEnded, Reason: r, Text: text}
}

// answers plays somebody who takes the call, and hangs up when told to.
func answers(a *actor, c call.Command) {
	switch c.(type) {
	case call.Ring:
		a.enter(call.Active)
	case call.Hangup:
		a.end(session.HungUp, "The call has ended.")
	}
}

func TestRingStatus(t *testing.T) {
	for _, test := range []struct {
		name   string
		part   func(*actor, call.Command)
		args   []string
		status int
		out    string
	}{
		{"declined", func(a *actor, _ call.Command) { a.end(session.Declined, "Mara declined the call.") }, nil, exitCall, "Mara declined the call."},
		{"hung up there", func(a *actor, _ call.Command) {
			a.enter(call.Active)
			a.end(session.HungUp, "The call with Mara has ended.")
		}, nil, exitDone, "You are in the call."},
		{"hung up here", answers, []string{"--for", "20ms"}, exitDone, "The call has ended."},
		{"never answered", func(a *actor, c call.Command) {
			if _, rings := c.(call.Ring); rings {
				a.enter(call.Ringing)
			} else {
				a.end(session.Cancelled, "You cancelled the call to Mara.")
			}
		}, []string{"--for", "20ms"}, exitCall, "It rings."},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := &furnished{station: newActor(test.part)}
			status, out, said := typed(t, h, append([]string{"ring", "Mara", "--headless"}, test.args...)...)
			if status != test.status || !strings.Contains(out, test.out) || said != "" {
				t.Errorf("status %d, printed %q and said %q", status, out, said)
			}
			if ring, ok := h.station.commands[0].(call.Ring); !ok || ring.Target != "Mara" || !ring.Video {
				t.Errorf("commanded %+v", h.station.commands)
			}
		})
	}
}

func TestRingWithoutCamera(t *testing.T) {
	h := &furnished{station: newActor(func(a *actor, _ call.Command) { a.end(session.HungUp, "") })}
	typed(t, h, "ring", "[::1]:7000", "--camera", "none", "--headless")
	if ring := h.station.commands[0].(call.Ring); ring.Video || ring.Target != "[::1]:7000" {
		t.Errorf("commanded %+v", ring)
	}
}

// TestUnknownServerIsTold says how it may be used: nobody can be asked.
func TestUnknownServerIsTold(t *testing.T) {
	h := &furnished{station: newActor(func(a *actor, _ call.Command) {
		a.events <- call.Event{Kind: call.EventDoubt, Server: "https://meet.example.org", Text: "It takes a server.", Hint: "Nothing was asked of it."}
		a.events <- call.Event{Kind: call.EventMissed, Server: "https://meet.example.org", Text: "It takes a server."}
		a.end(session.Unreachable, "")
	})}
	_, out, _ := typed(t, h, "ring", "Mara", "--headless", "--use-server", "meet.example.org", "--use-server", "http://127.0.0.1:8080")
	if want := "It takes a server. Nothing was asked of it. --use-server meet.example.org says that it may be used.\n"; strings.Count(out, "It takes") != 1 || !strings.Contains(out, want) {
		t.Errorf("printed %q", out)
	}
	var s settings.Settings
	h.options.override()(&s)
	if !s.Knows("https://meet.example.org") || !s.Knows("http://127.0.0.1:8080") || s.Server != "" {
		t.Errorf("the settings are %+v", s)
	}
}

// TestChangedKeyIsRefused: without a window nobody can say that it is trusted.
func TestChangedKeyIsRefused(t *testing.T) {
	h := &furnished{station: newActor(func(a *actor, c call.Command) {
		switch c := c.(type) {
		case call.Ring:
			a.watch.Put(&call.Snapshot{State: call.Dialing, Call: &call.Call{Question: true}})
		case call.TrustKey:
			if c.Yes {
				t.Error("the changed key was trusted")
			}
			a.end(session.KeyChanged, "The call was stopped.")
		}
	})}
	if status, out, _ := typed(t, h, "ring", "Mara", "--headless"); status != exitCall || !strings.Contains(out, "stopped") {
		t.Errorf("status %d, printed %q", status, out)
	}
}

func TestStationThatDoesNotStart(t *testing.T) {
	h := &furnished{err: failure{exitStart, "The profile is damaged.", "Name another."}}
	status, _, said := typed(t, h, "wait", "--headless")
	if status != exitStart || said != "The profile is damaged.\nName another.\n" {
		t.Errorf("status %d, said %q", status, said)
	}
}

// TestWaitLeavesOnSignal waits through a whole call and ends with its context,
// as a signal does.
func TestWaitLeavesOnSignal(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := newActor(answers)
	a.snapshot.State = call.Active
	file := filepath.Join(t.TempDir(), "events")
	done := make(chan int)
	go func() {
		d := desk{Out: new(strings.Builder), Err: new(strings.Builder), house: &furnished{station: a}}
		done <- run(ctx, []string{"wait", "--headless", "--events", file}, d)
	}()
	cancel()
	if status := <-done; status != exitDone {
		t.Errorf("status %d", status)
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `"event":"ended"`) {
		t.Errorf("the end was not told: %q, %v", text, err)
	}
}

func TestEventLines(t *testing.T) {
	var out strings.Builder
	log, err := openEventLog("-", &out)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 123_999_999, time.FixedZone("", 3600))
	since := int64(40)
	for _, e := range []call.Event{
		{Time: at, Kind: call.EventListening, Address: "[::1]:7000"},
		{Time: at, Kind: call.EventFirstPicture, Participant: "p", SinceClickMs: &since},
		{Time: at, Kind: call.EventStats, Call: "c", Stats: &stats.Track{Participant: "p", Track: stats.Camera, Direction: stats.Send}},
	} {
		if err := log.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{
		`{"time":"2026-11-23T11:00:00.123Z","event":"listening","address":"[::1]:7000"}`,
		`{"time":"2026-11-23T11:00:00.123Z","event":"first-picture","participant":"p","since_click_ms":40}`,
		`{"time":"2026-11-23T11:00:00.123Z","event":"stats","call":"c","participant":"p","track":"camera","direction":"send",`,
	}
	for i, w := range want {
		if !strings.HasPrefix(lines[i], w) || !json.Valid([]byte(lines[i])) {
			t.Errorf("line %d is %s", i, lines[i])
		}
	}
}

// broken fails every write.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestReaderOfEventsGone: a call whose events nobody reads any more ends.
func TestReaderOfEventsGone(t *testing.T) {
	a := newActor(answers)
	a.enter(call.Active)
	d := desk{Out: broken{}, Err: new(strings.Builder), house: &furnished{station: a}}
	if status := run(t.Context(), []string{"wait", "--headless", "--events", "-"}, d); status != exitStart {
		t.Errorf("status %d", status)
	}
}
