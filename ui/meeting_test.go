package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/session"
	"parley/ui/freedesktop"
)

const link = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"

func TestTitleAndWhatEnds(t *testing.T) {
	meeting := &call.Snapshot{State: call.Active, Call: &call.Call{Meeting: &session.Meeting{Link: link}}}
	two := &call.Snapshot{State: call.Active, Call: &call.Call{Peer: call.Contact{Person: session.Person{Name: "Mara"}}}}
	for want, s := range map[string]*call.Snapshot{"Meeting – Parley": meeting, "Mara – Parley": two, "Parley": {}} {
		if got := title(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := whatEnds(meeting.Call); !strings.Contains(got, "goes on for the others") {
		t.Errorf("a meeting: %q", got)
	}
	if got := whatEnds(two.Call); got != "The call with Mara ends when Parley quits." {
		t.Errorf("a call: %q", got)
	}
}

// The desktop is told of who waits while the window is behind others, and of
// nobody else.
func TestDoorTellsTheDesktop(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	d := freedesktop.New("Parley")
	defer d.Close()
	o := newDoor(test.NewTempApp(t), d, func(call.Command) {})
	waiting := func(keys ...string) *call.Snapshot {
		m := &session.Meeting{Hosts: true}
		for _, key := range keys {
			m.Waiting = append(m.Waiting, session.Person{Key: key, Name: "Amal"})
		}
		return &call.Snapshot{State: call.Active, Call: &call.Call{Meeting: m}}
	}
	var told []string
	note := func() { told = append(told, o.waits) }
	for _, act := range []func(){
		func() { o.apply(waiting("a")) }, // the window tells it
		func() { o.stand(true) },
		func() { o.apply(waiting("a", "b")) },
		func() { o.apply(waiting("b")) },
		func() { o.stand(false) },
		func() { o.stand(true) },
		func() { o.apply(&call.Snapshot{}) },
	} {
		act()
		note()
	}
	if want := []string{"", "a", "a", "b", "", "b", ""}; !slices.Equal(told, want) {
		t.Errorf("told of %q, want %q", told, want)
	}
}
