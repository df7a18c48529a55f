package media

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// said is how loud two people are from a moment on, and who has the floor at
// its end.
type said struct {
	ms         int
	mara, theo float64
	floor      string
}

func TestFloor(t *testing.T) {
	const loud, quiet, gone = 0.6, 0.05, -1
	for name, parts := range map[string][]said{
		"nobody speaks":               {{2000, quiet, quiet, ""}},
		"somebody speaks":             {{700, loud, quiet, ""}, {200, loud, quiet, "mara"}},
		"a cough":                     {{300, loud, quiet, ""}, {3000, quiet, quiet, ""}},
		"stays after the last word":   {{1000, loud, quiet, "mara"}, {60_000, quiet, quiet, "mara"}},
		"the next takes it":           {{1000, loud, quiet, "mara"}, {700, quiet, loud, "mara"}, {200, quiet, loud, "theo"}},
		"a yes in between":            {{1000, loud, quiet, "mara"}, {300, quiet, loud, "mara"}, {1000, loud, quiet, "mara"}},
		"both at once":                {{1000, loud, quiet, "mara"}, {5000, loud, loud, "mara"}, {100, quiet, loud, "theo"}},
		"the one who began first":     {{100, quiet, loud, ""}, {1000, loud, loud, "theo"}},
		"who leaves":                  {{1000, loud, quiet, "mara"}, {100, gone, quiet, ""}},
		"who leaves while one speaks": {{1000, loud, quiet, "mara"}, {1000, loud, loud, "mara"}, {100, gone, loud, "theo"}},
	} {
		t.Run(name, func(t *testing.T) {
			var f floor
			now := time.Unix(1000, 0)
			for i, p := range parts {
				levels := map[string]float64{"theo": p.theo}
				if p.mara != gone {
					levels["mara"] = p.mara
				}
				holder := ""
				for until := now.Add(time.Duration(p.ms) * time.Millisecond); now.Before(until); now = now.Add(studioTick) {
					holder = f.update(levels, now)
				}
				if holder != p.floor {
					t.Fatalf("part %d: %q has the floor, want %q", i, holder, p.floor)
				}
			}
		})
	}
}

// Whatever people do, the floor goes only to who is there, and only after
// they spoke for long enough.
func TestFloorIsNotFlighty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f floor
		now, last := time.Unix(1000, 0), ""
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(studioTick)
			levels := map[string]float64{}
			for _, key := range []string{"a", "b", "c"} {
				if rapid.IntRange(0, 20).Draw(t, "gone") > 0 {
					levels[key] = rapid.SampledFrom([]float64{0, 0.1, 0.3, 0.9}).Draw(t, "level")
				}
			}
			holder := f.update(levels, now)
			if _, here := levels[holder]; holder != "" && !here {
				t.Fatalf("%q has the floor and is gone", holder)
			}
			if spoke := now.Sub(f.since[holder]); holder != last && holder != "" && spoke < takesFloor {
				t.Fatalf("%q took the floor after %v", holder, spoke)
			}
			last = holder
		}
	})
}
