package home_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/session"
	"parley/call/settings"
	"parley/transfer"
	"parley/transfer/wire"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

func TestFilesWithoutACall(t *testing.T) {
	s := &call.Snapshot{Settings: settings.Default("Jonas")}
	s.Known = []call.Contact{{Person: session.Person{Key: "mara", Name: "Mara Lindqvist"}}}
	x := transfer.Transfer{
		ID: "x", Peer: "mara", Direction: transfer.Receiving, Files: 1, Bytes: 1_400_000_000, Sent: 612_000_000,
		Left: 17 * time.Second, Items: []transfer.Item{{Name: "Walk.mov"}}, Placed: []string{"/tmp/Walk.mov"},
	}
	for _, c := range []struct {
		state  transfer.State
		reason transfer.Reason
		says   string
		verb   string
		does   call.Command
	}{
		{transfer.Offered, 0, "Mara Lindqvist offers you “Walk.mov”, 1.4 GB.", "Accept", call.AcceptFiles{ID: "x"}},
		{transfer.Running, 0, "“Walk.mov” from Mara Lindqvist: 612 MB of 1.4 GB, 17 s left.", "Pause", call.PauseFiles{ID: "x"}},
		{transfer.Waiting, 0, "“Walk.mov” from Mara Lindqvist waits for a connection, 612 MB of 1.4 GB.", "Cancel", call.CancelFiles{ID: "x"}},
		{transfer.Paused, wire.DiskFull, "“Walk.mov” from Mara Lindqvist stopped. The disk is full. Make room, then resume.", "Resume", call.ResumeFiles{ID: "x"}},
		{transfer.Done, 0, "“Walk.mov” from Mara Lindqvist is here, checked.", "Show", nil},
	} {
		x.State, x.Reason = c.state, c.reason
		s := *s
		s.Files = []transfer.Transfer{x}
		p := open(t, settings.Light, fyne.NewSize(1280, 800), &s)
		if !p.says(c.says) {
			t.Errorf("%v: the page does not say %q", c.state, c.says)
			continue
		}
		p.press(t, c.verb)
		if c.does != nil && p.last(t) != c.does {
			t.Errorf("%v: %s does %v", c.state, c.verb, p.commands)
		}
		if c.does == nil && p.shown != "/tmp/Walk.mov" {
			t.Errorf("shown %q", p.shown)
		}
		widgettest.Draw(t, p.window, "home-files-"+c.state.String())
	}
}

// says reports whether a visible label has a text.
func (p *page) says(text string) bool {
	for _, o := range test.LaidOutObjects(p.window.Content()) {
		if l, ok := o.(*widgets.Label); ok && strings.Contains(l.Text(), text) {
			return true
		}
	}
	return false
}

func TestOffersComeFirstAmongFiles(t *testing.T) {
	s := &call.Snapshot{Settings: settings.Default("Jonas")}
	file := func(id transfer.ID, state transfer.State) transfer.Transfer {
		return transfer.Transfer{ID: id, Direction: transfer.Receiving, State: state, Items: []transfer.Item{{Name: string(id)}}, Left: -1}
	}
	s.Files = []transfer.Transfer{file("a", transfer.Offered), file("b", transfer.Running), file("c", transfer.Cancelled), file("d", transfer.Done)}
	p := open(t, settings.Dark, fyne.NewSize(1280, 800), s)
	if !p.says("Somebody offers you “a”, 0 bytes. And 2 more.") {
		t.Error("the offer is not what is told")
	}
}
