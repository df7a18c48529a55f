package incoming

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

var noon = time.Date(2026, time.March, 5, 12, 0, 0, 0, time.Local)

// calling is a snapshot with an incoming call.
func calling(name string, trust call.Trust, video bool, last time.Time) *call.Snapshot {
	peer := call.Contact{Person: session.Person{Name: name, Key: "k"}, Trust: trust, Last: call.LastCall{Time: last}}
	return &call.Snapshot{State: call.Incoming, Call: &call.Call{Peer: peer, Video: video}}
}

func TestWords(t *testing.T) {
	tests := []struct {
		trust call.Trust
		video bool
		last  time.Time
		want  says
	}{
		{call.Verified, true, noon.AddDate(0, 0, -2), says{"is calling with video", widgets.Verified, "You talked on 3 March.", false}},
		{call.Met, true, time.Time{}, says{"is calling with video", widgets.NotVerified, "You have met before.", false}},
		{call.Met, false, noon.Add(-time.Hour), says{"is calling", widgets.NotVerified, "You talked today.", true}},
		{call.Met, false, noon.AddDate(0, 0, -1), says{"is calling", widgets.NotVerified, "You talked yesterday.", true}},
		{call.Met, true, noon.AddDate(-1, 0, 0), says{"is calling with video", widgets.NotVerified, "You talked on 5 March 2025.", false}},
		{call.Stranger, true, time.Time{}, says{"wants to talk to you", widgets.NewToYou, "You have not talked before. Make sure that it is really Paul.", true}},
		{call.Changed, true, time.Time{}, says{"wants to talk to you", widgets.KeyChanged, "This is not the key of the Paul you know. Ask another way who it is.", true}},
	}
	for _, test := range tests {
		if got := words(calling("Paul Arndt", test.trust, test.video, test.last).Call, noon); got != test.want {
			t.Errorf("says %+v, want %+v", got, test.want)
		}
	}
}

// view opens the window's content and returns what it commands.
func view(t *testing.T, s *call.Snapshot) (*View, fyne.Window, *[]call.Command) {
	t.Helper()
	given := new([]call.Command)
	var v *View
	w := widgettest.NewWindow(t, choices.Light, Size, func() fyne.CanvasObject {
		v = New(s, noon, func(c call.Command) { *given = append(*given, c) })
		return v
	})
	return v, w, given
}

func TestKeysAreDeafForASecond(t *testing.T) {
	v, w, given := view(t, calling("Mara Lindqvist", call.Verified, true, time.Time{}))
	w.Canvas().FocusNext() // somebody types a Tab
	v.Beat(noon.Add(900 * time.Millisecond))
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
		v.Key(key, false, noon.Add(990*time.Millisecond))
	}
	if w.Canvas().Focused() != nil || len(*given) != 0 {
		t.Fatalf("focus on %v, commands %v within the first second", w.Canvas().Focused(), *given)
	}
	v.Beat(noon.Add(Deaf))
	if w.Canvas().Focused() != fyne.Focusable(v.answer[withCamera]) {
		t.Errorf("the focus is on %v, not on Accept", w.Canvas().Focused())
	}
}

func TestAnswers(t *testing.T) {
	after := noon.Add(Deaf)
	tests := map[string]struct {
		trust call.Trust
		act   func(*View)
		want  call.Command
	}{
		"accept":          {call.Verified, func(v *View) { test.Tap(v.answer[withCamera]) }, call.Accept{Video: true}},
		"without camera":  {call.Verified, func(v *View) { test.Tap(v.answer[withoutCamera]) }, call.Accept{}},
		"decline":         {call.Verified, func(v *View) { test.Tap(v.answer[decline]) }, call.Decline{}},
		"Enter":           {call.Verified, func(v *View) { v.Key(fyne.KeyReturn, false, after) }, call.Accept{Video: true}},
		"Shift and Enter": {call.Verified, func(v *View) { v.Key(fyne.KeyReturn, true, after) }, call.Accept{}},
		"Escape":          {call.Verified, func(v *View) { v.Key(fyne.KeyEscape, false, after) }, call.Decline{}},
		"Enter, new":      {call.Stranger, func(v *View) { v.Key(fyne.KeyReturn, false, after) }, call.Accept{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v, _, given := view(t, calling("Mara Lindqvist", test.trust, true, time.Time{}))
			test.act(v)
			if len(*given) != 1 || (*given)[0] != test.want {
				t.Errorf("commands %v, want %v", *given, test.want)
			}
		})
	}
}

func TestNothingOverlaps(t *testing.T) {
	names := []string{"Mara Lindqvist", "Amal Benali-Hernández de la Montaña del Sol y Mar", strings.Repeat("W", 120)}
	for _, name := range names {
		for _, trust := range []call.Trust{call.Verified, call.Met, call.Stranger, call.Changed} {
			v, w, _ := view(t, calling(name, trust, true, noon))
			widgettest.Draw(t, w, fmt.Sprintf("incoming-%d-%d", len(name), trust))
			if got, most := v.known.Position().Y+v.known.Size().Height, v.answer[0].Position().Y-theme.SpaceXS; got > most {
				t.Errorf("%.20q: the words end at %.0f, the buttons begin at %.0f", name, got, most)
			}
		}
	}
}
