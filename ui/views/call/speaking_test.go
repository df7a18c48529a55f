package call

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets/widgettest"
)

// talk lets a second pass in which these of three others make a sound, and one has
// the floor, and returns whose tiles ring.
func (r *rig) talk(s *core.Snapshot, floor string, loud ...int) (rings []string) {
	for i, p := range s.Call.Participants {
		p.Tracks.Level.Set(0)
		if slices.Contains(loud, i) {
			p.Tracks.Level.Set(0.6)
		}
	}
	s.Call.Speaker = floor
	r.view.Apply(s, r.now)
	for end := r.now.Add(time.Second); r.now.Before(end); {
		r.now = r.now.Add(50 * time.Millisecond)
		r.view.Beat(r.now)
	}
	for _, t := range r.view.inOrder() {
		if t.ring.StrokeWidth == theme.StrokeSpeaking && t.ring.StrokeColor == dark(theme.Primary) {
			rings = append(rings, t.state.key)
		}
	}
	return rings
}

// The tile of who has the floor rings while they speak, and nobody else's.
func TestSpeakerRings(t *testing.T) {
	r, s := newRig(t, fyne.NewSize(1280, 800)), inCall(core.Active, 3)
	for _, c := range []struct {
		what  string
		floor string
		loud  []int
		want  []string
	}{
		{"silence", "", nil, nil},
		{"the first sound", "", []int{1}, []string{"k1"}},
		{"who has the floor", "k1", []int{1}, []string{"k1"}},
		{"a sound in between", "k1", []int{0, 1}, []string{"k1"}},
		{"the floor passes", "k0", []int{0, 1}, []string{"k0"}},
		{"another while who has the floor is silent", "k0", []int{2}, []string{"k2"}},
		{"the end", "k0", nil, nil},
	} {
		if got := r.talk(s, c.floor, c.loud...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v ring, not %v", c.what, got, c.want)
		}
	}
	r.talk(s, "k1", 0, 1)
	widgettest.Draw(t, r.window, "call-speaker")
	s.Self.Tracks.Level.Set(0.6)
	if got := r.talk(s, "k1", 1); !slices.Equal(got, []string{"k1", "own"}) {
		t.Errorf("%v ring while oneself speaks too", got)
	}
	s.Call.Participants[1].Media.Microphone = false
	if got := r.talk(s, "k1", 1); !slices.Equal(got, []string{"own"}) {
		t.Errorf("%v ring while who has the floor is muted", got)
	}
}
