// Package annotation is what people point at and draw on a shared screen: the
// messages of call/mesh/PROTOCOL.md section 2, a Layer that keeps what is seen
// of them for a few seconds, and a Pen that draws it.
package annotation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Kind tells the messages apart.
type Kind string

// The kinds of messages.
const (
	KindPoint  Kind = "point"  // the sender points there
	KindAway   Kind = "away"   // and nowhere any more
	KindStroke Kind = "stroke" // the sender draws
	KindAsk    Kind = "ask"    // the sender would like to do so
)

// Point is a place in a picture of any size: 0 is its left or upper edge, Far
// its right or lower one.
type Point struct{ X, Y uint16 }

// Far is the right or lower edge of a picture.
const Far = 65535

// At returns the point that is at x, y of a picture, both from 0 to 1. What is
// outside is at its edge.
func At(x, y float32) Point {
	part := func(v float32) uint16 { return uint16(min(max(v, 0), 1)*Far + 0.5) }
	return Point{part(x), part(y)}
}

// In returns where the point is in a picture of a size, in its units.
func (p Point) In(width, height float32) (x, y float32) {
	return float32(p.X) / Far * width, float32(p.Y) / Far * height
}

// Message is one message about one shared screen.
type Message struct {
	Kind   Kind
	Screen string // the key of who shares it
	Stroke uint32 // KindStroke: which, from 1 on
	Points []Point
}

const (
	// MaxMessage is the size of the largest message in bytes.
	MaxMessage = 2048
	// MaxPoints is how many points one message holds.
	MaxPoints = 64
	// maxKey is more letters than any key has.
	maxKey = 128
)

var errMessage = errors.New("annotation: not a message")

// wire is a message as it is written.
type wire struct {
	Type   Kind   `json:"type"`
	Screen string `json:"screen"`
	Stroke uint32 `json:"stroke,omitempty"`
	Points []int  `json:"points,omitempty"`
}

// Append writes the message behind b.
func (m Message) Append(b []byte) ([]byte, error) {
	if err := m.check(); err != nil {
		return b, err
	}
	w := wire{Type: m.Kind, Screen: m.Screen, Stroke: m.Stroke}
	for _, p := range m.Points {
		w.Points = append(w.Points, int(p.X), int(p.Y))
	}
	text, err := json.Marshal(w)
	return append(b, text...), err
}

// Parse reads a message strictly.
func Parse(text []byte) (Message, error) {
	var w wire
	if len(text) > MaxMessage {
		return Message{}, io.ErrShortBuffer
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&w); err != nil {
		return Message{}, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Message{}, io.ErrUnexpectedEOF
	}
	points, err := pointsOf(w.Points)
	if err != nil {
		return Message{}, err
	}
	m := Message{Kind: w.Type, Screen: w.Screen, Stroke: w.Stroke, Points: points}
	return m, m.check()
}

func pointsOf(numbers []int) (points []Point, err error) {
	if len(numbers)%2 != 0 || len(numbers) > 2*MaxPoints {
		return nil, fmt.Errorf("%w: %d numbers", errMessage, len(numbers))
	}
	for i := 0; i < len(numbers); i += 2 {
		x, y := numbers[i], numbers[i+1]
		if min(x, y) < 0 || max(x, y) > Far {
			return nil, fmt.Errorf("%w: a point outside the picture", errMessage)
		}
		points = append(points, Point{uint16(x), uint16(y)})
	}
	return points, nil
}

// check finds members that do not belong together.
func (m Message) check() error {
	fits := false
	switch m.Kind {
	case KindPoint:
		fits = len(m.Points) == 1 && m.Stroke == 0
	case KindStroke:
		fits = len(m.Points) > 0 && len(m.Points) <= MaxPoints && m.Stroke > 0
	case KindAway, KindAsk:
		fits = len(m.Points) == 0 && m.Stroke == 0
	}
	if !fits || m.Screen == "" || len(m.Screen) > maxKey {
		return fmt.Errorf("%w: %.10q with %d points", errMessage, m.Kind, len(m.Points))
	}
	return nil
}
