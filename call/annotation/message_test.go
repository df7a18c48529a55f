package annotation

import (
	"reflect"
	"strings"
	"testing"
)

func TestMessagesComeBackAsTheyWere(t *testing.T) {
	for _, m := range []Message{
		{Kind: KindPoint, Screen: "key", Points: []Point{{0, Far}}},
		{Kind: KindAway, Screen: "key"},
		{Kind: KindAsk, Screen: "key"},
		{Kind: KindStroke, Screen: strings.Repeat("k", maxKey), Stroke: 1<<32 - 1, Points: many(MaxPoints)},
	} {
		text, err := m.Append(nil)
		if err != nil || len(text) > MaxMessage {
			t.Fatalf("%s: %d bytes, %v", m.Kind, len(text), err)
		}
		if back, err := Parse(text); err != nil || !reflect.DeepEqual(back, m) {
			t.Errorf("%s became %+v, %v", text, back, err)
		}
	}
}

// many are points whose numbers are as long as can be.
func many(n int) (points []Point) {
	for i := range n {
		points = append(points, Point{Far, uint16(Far - i)})
	}
	return points
}

func TestMessagesThatAreNone(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":               ``,
		"another form":          `[1,2]`,
		"an unknown member":     `{"type":"away","screen":"k","colour":"red"}`,
		"a mistyped member":     `{"type":"away","screen":7}`,
		"something behind":      `{"type":"away","screen":"k"} {}`,
		"an unknown type":       `{"type":"erase","screen":"k"}`,
		"no screen":             `{"type":"away"}`,
		"a long key":            `{"type":"away","screen":"` + strings.Repeat("k", maxKey+1) + `"}`,
		"a point in pieces":     `{"type":"point","screen":"k","points":[1]}`,
		"two points":            `{"type":"point","screen":"k","points":[1,2,3,4]}`,
		"a point outside":       `{"type":"point","screen":"k","points":[1,65536]}`,
		"a point before":        `{"type":"point","screen":"k","points":[-1,2]}`,
		"a fraction":            `{"type":"point","screen":"k","points":[0.5,2]}`,
		"a stroke without name": `{"type":"stroke","screen":"k","points":[1,2]}`,
		"a stroke of nothing":   `{"type":"stroke","screen":"k","stroke":1}`,
		"a long stroke":         `{"type":"stroke","screen":"k","stroke":1,"points":[1` + strings.Repeat(",1", 2*MaxPoints+1) + `]}`,
		"a stroke that is away": `{"type":"away","screen":"k","stroke":1}`,
		"a large one":           `{"type":"away","screen":"k"` + strings.Repeat(" ", MaxMessage) + `}`,
	} {
		if m, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		x, y float32
		want Point
	}{{0, 1, Point{0, Far}}, {-3, 3, Point{0, Far}}, {0.5, 0.25, Point{32768, 16384}}} {
		if got := At(c.x, c.y); got != c.want {
			t.Errorf("%v, %v is %v", c.x, c.y, got)
		}
	}
	if x, y := (Point{Far, 0}).In(1920, 1080); x != 1920 || y != 0 {
		t.Errorf("the corner is at %v, %v", x, y)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"type":"stroke","screen":"k","stroke":7,"points":[1,2,3,4]}`))
	f.Add([]byte(`{"type":"point","screen":"k","points":[65535,0]}`))
	f.Add([]byte(`{"type":"ask","screen":"k"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		again, err := m.Append(nil)
		if err != nil {
			t.Fatalf("%q is read, and not written: %v", text, err)
		}
		if back, err := Parse(again); err != nil || !reflect.DeepEqual(back, m) {
			t.Fatalf("%q became %q, %v", text, again, err)
		}
	})
}
