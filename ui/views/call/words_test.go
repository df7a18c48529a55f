package call

import (
	"strings"
	"testing"
	"time"

	core "parley/call"
	"parley/call/session"
)

func TestLength(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                "0:00",
		-time.Second:     "0:00",
		59 * time.Second: "0:59",
		12*time.Minute + 48*time.Second + 999*time.Millisecond: "12:48",
		time.Hour + 2*time.Minute + 3*time.Second:              "1:02:03",
	} {
		if got := length(d); got != want {
			t.Errorf("length(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestFirstName(t *testing.T) {
	for name, want := range map[string]string{
		"Mara Lindqvist": "Mara", "Mara": "Mara", " Ana María Sol": "Ana", "": "",
	} {
		if got := firstName(name); got != want {
			t.Errorf("firstName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestWaitingHasWordsInEveryState(t *testing.T) {
	peer := core.Contact{Person: session.Person{Name: "Mara"}}
	for _, state := range []core.State{core.Dialing, core.Ringing, core.Connecting, core.Ending} {
		if words, reason := waiting(state, peer, true); words == "" || !strings.HasSuffix(reason, ".") && !strings.HasSuffix(reason, "?") {
			t.Errorf("%v says %q, %q", state, words, reason)
		}
	}
	if words, _ := waiting(core.Active, peer, true); words != "" {
		t.Errorf("an active call says %q", words)
	}
}

func TestSpeaking(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	tests := map[string]struct {
		loud [][2]int // from, to, in ms
		on   map[int]bool
	}{
		"a cough": {[][2]int{{0, 100}}, map[int]bool{50: false, 150: false, 900: false}},
		"a word":  {[][2]int{{0, 400}}, map[int]bool{100: false, 300: true, 1100: true, 1300: false}},
		"a pause": {[][2]int{{0, 400}, {900, 1300}}, map[int]bool{500: true, 800: true, 1400: true, 2300: false}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var s speaking
			for ms := 0; ms < 3000; ms += 50 {
				level := 0.0
				for _, span := range test.loud {
					if ms >= span[0] && ms < span[1] {
						level = 0.6
					}
				}
				on := s.update(level, at(ms))
				if want, known := test.on[ms]; known && on != want {
					t.Errorf("at %d ms speaking is %v, want %v", ms, on, want)
				}
			}
		})
	}
}
