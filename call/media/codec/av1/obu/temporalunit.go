package obu

import "fmt"

// maxFrames bounds the frames of one temporal unit. One is shown; a few more
// may be hidden, for later reference. Without a bound, a few bytes each would
// keep a decoder busy for minutes.
const maxFrames = 8

// TemporalUnit is what a receiver must know of all that is shown at one moment
// before it decodes anything.
type TemporalUnit struct {
	// Key says that it needs no other: it begins with a sequence header, and
	// its first frame is a key frame that is shown.
	Key    bool
	Frames int
}

// Inspect reads the headers of a temporal unit in the low-overhead format.
func Inspect(stream []byte) (TemporalUnit, error) {
	var t TemporalUnit
	sequence := false
	for len(stream) > 0 {
		u, rest, err := Next(stream)
		if err != nil {
			return TemporalUnit{}, err
		}
		stream = rest
		switch u.Type {
		case SequenceHeader:
			if sequence = true; !u.moving() {
				return TemporalUnit{}, fmt.Errorf("%w: a still picture", ErrMalformed)
			}
		case Frame, FrameHeader:
			t.Key = t.Key || t.Frames == 0 && sequence && u.shownKey()
			t.Frames++
		case TemporalDelimiter, TileList, Padding: // they change nothing
		}
	}
	if t.Frames == 0 || t.Frames > maxFrames {
		return TemporalUnit{}, fmt.Errorf("%w: %d frames at one moment", ErrMalformed, t.Frames)
	}
	return t, nil
}

// moving reports that a sequence header is not the short one of a still
// picture (section 5.5.1), which would change how frame headers read.
func (u Unit) moving() bool {
	const reducedStillPicture = 0x08 // after three bits of profile and still_picture
	return len(u.Payload) > 0 && u.Payload[0]&reducedStillPicture == 0
}

// shownKey reports that a frame header begins with show_existing_frame 0,
// frame_type KEY_FRAME and show_frame 1 (section 5.9.2).
func (u Unit) shownKey() bool {
	return len(u.Payload) > 0 && u.Payload[0]&0xf0 == 0x10
}
