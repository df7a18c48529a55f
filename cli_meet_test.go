package main

import (
	"bytes"
	"strings"
	"testing"

	"parley/call"
	"parley/call/session"
)

const meetingLink = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"

// meets plays somebody whose meeting ends when they leave.
func meets(a *actor, c call.Command) {
	switch c.(type) {
	case call.Meet:
		a.events <- call.Event{Kind: call.EventMeeting, Link: meetingLink, Door: session.DoorOpen}
		a.enter(call.Active)
	case call.Hangup:
		a.end(session.HungUp, "You left the meeting.")
	}
}

func TestMeet(t *testing.T) {
	a := newActor(meets)
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"meet", "--server", "meet.example.org", "--headless", "--camera", "none", "--for", "50ms"},
		desk{Out: &out, Err: &errs, house: &furnished{station: a}})
	want := call.Meet{Place: session.Place{Server: "meet.example.org"}, Microphone: true}
	if status != exitDone || len(a.commands) == 0 || a.commands[0] != want {
		t.Fatalf("status %d, commands %+v, %s", status, a.commands, &errs)
	}
	if !strings.Contains(out.String(), meetingLink) {
		t.Errorf("no link is told: %s", &out)
	}
}

func TestJoinReadsTheLink(t *testing.T) {
	for name, tc := range map[string]struct {
		environment, input string
		status             int
	}{
		"from the input":       {"", meetingLink + "\nmore\n", exitDone},
		"without a line's end": {"", "  " + meetingLink, exitDone},
		"from the environment": {meetingLink, "", exitDone},
		"from nowhere":         {"", "\n", exitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(linkVariable, tc.environment)
			a := newActor(meets)
			var errs bytes.Buffer
			status := run(t.Context(), []string{"join", "--headless", "--for", "50ms"},
				desk{In: strings.NewReader(tc.input), Out: new(bytes.Buffer), Err: &errs, house: &furnished{station: a}})
			if status != tc.status {
				t.Fatalf("status %d: %s", status, &errs)
			}
			if want := (call.Meet{Place: session.Place{Link: meetingLink}, Microphone: true, Video: true}); status == exitDone && a.commands[0] != want {
				t.Errorf("commands %+v", a.commands)
			}
		})
	}
}

func TestJoinTakesNoArgument(t *testing.T) {
	var errs bytes.Buffer
	status := run(t.Context(), []string{"join", meetingLink}, desk{Out: new(bytes.Buffer), Err: &errs, house: &furnished{station: newActor(meets)}})
	if status != exitUsage {
		t.Errorf("a link among the arguments is taken, where everybody on this computer reads it: %d", status)
	}
}
