package session

import (
	"parley/call/annotation"
	"parley/call/media/frame"
)

// Tracks are the live outputs of one participant: pictures to draw and levels
// to show. They belong to the backend and stay readable after the call.
type Tracks struct {
	Camera *frame.Feed
	// Screen is what the participant shares.
	Screen *frame.Feed
	// Annotations is what people point at and draw on Screen.
	Annotations *annotation.Layer
	// Level is how loud the participant is, 0 to 1 as a meter shows it.
	Level *frame.Gauge
	// Quality is how well media arrives: 0 unknown, 1 poor, 2 fair, 3 good.
	Quality *frame.Gauge
	// Shown counts pictures of Camera that reached the screen; the drawing side calls
	// it for every picture it presents.
	Shown func(*frame.Video)
	// ShownScreen is Shown for pictures of Screen.
	ShownScreen func(*frame.Video)
}
