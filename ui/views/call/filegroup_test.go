package call

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/transfer"
	"parley/transfer/wire"
	"parley/ui/widgets"
)

// sentTo has a table that was sent to everybody, of whom each is in a state.
func sentTo(states ...transfer.State) *core.Snapshot {
	s := meeting()
	for i, state := range states {
		t := offer(transfer.ID("table"+people[i]), byte(i), "Measurements.csv", 2_400_000)
		t.Direction, t.State, t.Parcel = transfer.Sending, state, "table"
		switch state {
		case transfer.Done:
			t.Sent = t.Bytes
		case transfer.Running:
			t.Sent, t.Speed, t.Left = 600_000, 300_000, 6*time.Second
		case transfer.Paused:
			t.PausedHere = true
		}
		s.Files = append(s.Files, t)
	}
	return s
}

func TestWordsOfWhatIsSentToSeveral(t *testing.T) {
	name := func(key string) string {
		for i, full := range people {
			if key == keyOf(byte(i)).String() {
				return firstName(full)
			}
		}
		return "somebody"
	}
	const (
		offered, running, paused = transfer.Offered, transfer.Running, transfer.Paused
		done, declined           = transfer.Done, transfer.Declined
	)
	for _, c := range []struct {
		states            []transfer.State
		line, under, side string
		tool              widgets.FileAct
	}{
		{[]transfer.State{done, done, offered}, "To everyone · 2 of 3 have it", "Waiting for Amal to accept", "", widgets.FileCancel},
		{[]transfer.State{done, offered, offered}, "To everyone · 1 of 3 have it", "Waiting for Tomás and Amal to accept", "", widgets.FileCancel},
		{[]transfer.State{offered, offered, offered}, "To everyone · 0 of 3 have it", "Waiting for 3 people to accept", "", widgets.FileCancel},
		{[]transfer.State{done, running, offered}, "To everyone · 1 of 3 have it", "3 of 7.2 MB · 300 KB/s", "6 s left", widgets.FilePause},
		{[]transfer.State{running, declined}, "To 2 people · 0 of 2 have it", "600 KB of 2.4 MB · 300 KB/s", "6 s left", widgets.FilePause},
		{[]transfer.State{done, paused, paused}, "To everyone · 1 of 3 have it", "Paused", "", widgets.FileResume},
		{[]transfer.State{done, transfer.Waiting, paused}, "To everyone · 1 of 3 have it", "Waits for Tomás and Amal", "", widgets.FileCancel},
		{[]transfer.State{transfer.Preparing, transfer.Preparing}, "To 2 people · 0 of 2 have it", "Looking at what is to be sent", "", widgets.FileCancel},
		{[]transfer.State{done, done, done}, "2.4 MB, all 3 have it", "", "", widgets.FileForget},
		{[]transfer.State{done, declined, done}, "To everyone · 2 of 3 have it", "Not Tomás", "", widgets.FileForget},
	} {
		f := groupOf(sentTo(c.states...).Files, name, 3)
		if f.Line != c.line || f.Under != c.under || f.Aside != c.side || f.Tools[0] != c.tool {
			t.Errorf("%v: %q, %q, %q, %v", c.states, f.Line, f.Under, f.Aside, f.Tools)
		}
	}
}

func TestEachPersonIsShownWhenItIsOpened(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.view.acts.Do = func(c core.Command) { r.given = append(r.given, c) }
	r.show(sentTo(transfer.Done, transfer.Running, transfer.Offered))
	r.view.Letter('f', false)
	rows := func() int { return len(r.view.files.stream.Rows()) }
	g := r.view.files.groups["table"]
	if g == nil || rows() != 2 {
		t.Fatalf("%d rows", rows())
	}
	test.Tap(g.card.Button(widgets.FileOpened))
	if rows() != 5 || g.card.Button(widgets.FileClosed) == nil {
		t.Errorf("opened, there are %d rows", rows())
	}
	for i, want := range []string{"2.4 MB, arrived", "2.4 MB", "2.4 MB"} {
		card := r.view.files.cards["table"+transfer.ID(people[i])]
		if got := card.File(); got.Name != firstName(people[i]) || got.Line != want || !got.Person || card.Indent == 0 {
			t.Errorf("the card of %s says %+v", people[i], got)
		}
	}
	r.given = nil
	test.Tap(g.card.Button(widgets.FilePause))
	want := []core.Command{core.PauseFiles{ID: "tableTomás Rivera"}, core.PauseFiles{ID: "tableAmal Benali"}}
	if len(r.given) != 2 || !r.has(want[0]) || !r.has(want[1]) {
		t.Errorf("pausing commands %v", r.given)
	}
	test.Tap(g.card.Button(widgets.FileClosed))
	if rows() != 2 {
		t.Errorf("closed, there are %d rows", rows())
	}
	r.show(sentTo(transfer.Done, transfer.Done, transfer.Declined))
	r.given = nil
	test.Tap(r.view.files.groups["table"].card.Button(widgets.FileForget))
	if len(r.given) != 3 {
		t.Errorf("forgetting commands %v", r.given)
	}
	r.show(sentTo(transfer.Done))
	if len(r.view.files.groups) != 0 || rows() != 3 { // heading, card, clear
		t.Errorf("what went to one has %d rows", rows())
	}
}

// filesOfTheLook are those of the mock-up.
func filesOfTheLook() *core.Snapshot {
	s := sentTo(transfer.Done, transfer.Done, transfer.Offered)
	all := allFiles()
	for _, id := range []transfer.ID{"plan", "drawings", "walk", "photos"} {
		for _, t := range all.Files {
			if t.ID == id {
				if id == "drawings" {
					t.Reason = wire.DiskFull
				}
				s.Files = append(s.Files, t)
			}
		}
	}
	return s
}
