package call

import (
	"testing"

	"fyne.io/fyne/v2"

	core "parley/call"
	"parley/call/session"
)

// Everybody hears how they are shown, once.
func TestViewsAreTold(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Connecting, 1))
	if r.told != 0 {
		t.Errorf("%d views before the call is there", r.told)
	}
	s := inCall(core.Active, 1)
	r.show(s)
	if v := r.views["p0"]; v.Lines < 650 || v.Lines > 800 || !v.Screen {
		t.Errorf("the only other is shown as %+v", v)
	}
	r.show(s)
	if r.told != 1 {
		t.Errorf("%d views of the same", r.told)
	}
	r.show(inCall(core.Active, 7))
	for id, v := range r.views {
		if v.Lines < 180 || v.Lines > 240 || !v.Screen {
			t.Errorf("%s is shown as %+v among eight", id, v)
		}
	}
	if len(r.views) != 7 {
		t.Errorf("%d of 7 were told", len(r.views))
	}
}

// Whose tile is not on the screen, or finds no room, is told so.
func TestHiddenTilesAreTold(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Active, 2))
	r.view.Appear(false)
	for id, v := range r.views {
		if v != (session.View{}) {
			t.Errorf("%s is shown as %+v on a page that is not", id, v)
		}
	}
	r.view.Appear(true)
	r.show(inCall(core.Active, 2))
	if v := r.views["p1"]; v.Lines < 300 {
		t.Errorf("shown as %+v once the page is back", v)
	}
	r.view.pin("p0")
	r.show(inCall(core.Active, 2))
	if large, small := r.views["p0"].Lines, r.views["p1"].Lines; large < 500 || small > 200 || small < 100 {
		t.Errorf("%d lines of who is pinned, %d of the other", large, small)
	}
	few := newRig(t, fyne.NewSize(640, 480))
	few.show(inCall(core.Active, 7))
	few.view.pin("p0")
	few.show(inCall(core.Active, 7))
	if v := few.views["p6"]; v.Lines != 0 {
		t.Errorf("who finds no room is shown as %+v", v)
	}
}

// A screen is seen on the stage or in a window of its own, but not behind another
// one that fills all.
func TestHiddenScreensAreTold(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(sharedBy(2, 0))
	if v := r.views["p0"]; !v.Screen || v.Lines == 0 {
		t.Errorf("who shares is shown as %+v", v)
	}
	r.view.Appear(false)
	if v := r.views["p0"]; v.Screen {
		t.Errorf("shown as %+v on a page that is not", v)
	}
}

// Nothing is wanted in a window that cannot be seen, whatever changes there
// meanwhile, and what is on the page stays.
func TestHiddenWindowIsTold(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.view.See(true)
	s := sharedBy(2, 0)
	r.show(s)
	pictures := len(r.clock.pictures)
	r.view.See(false)
	s.Call.Participants = append(s.Call.Participants, inCall(core.Active, 3).Call.Participants[2])
	r.show(s)
	for _, id := range []string{"p0", "p1", "p2"} {
		if v, told := r.views[id]; !told || v != (session.View{}) {
			t.Errorf("%s is shown as %+v (%v) in a window that is hidden", id, v, told)
		}
	}
	if len(r.clock.pictures) != 0 {
		t.Errorf("%d pictures are drawn there", len(r.clock.pictures))
	}
	r.view.See(true)
	if v := r.views["p0"]; !v.Screen || v.Lines == 0 || r.views["p2"].Lines == 0 {
		t.Errorf("once it is back, they are shown as %+v", r.views)
	}
	if got := len(r.clock.pictures); got != pictures+1 {
		t.Errorf("%d pictures are drawn once it is back, not %d", got, pictures+1)
	}
}

// A participant whose tracks are new hears it anew.
func TestNewTileIsTold(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(inCall(core.Active, 1))
	told := r.told
	r.show(inCall(core.Active, 1)) // of the same person, with feeds of its own
	if r.told != told+1 {
		t.Errorf("%d views of a new tile", r.told-told)
	}
}
