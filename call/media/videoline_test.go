package media

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"parley/call/media/codec"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/stats"
)

// drawer is an encoder that does as the test says, and notes what it was
// asked.
type drawer struct {
	fail   error
	skip   bool
	keys   []bool
	sizes  [][2]int
	closed int
}

func (d *drawer) Encode(v *frame.Video, key bool) (frame.Encoded, error) {
	d.keys = append(d.keys, key)
	d.sizes = append(d.sizes, [2]int{v.Width, v.Height})
	if d.fail != nil || d.skip {
		return frame.Encoded{}, d.fail
	}
	return frame.Encoded{Data: []byte{1}, Key: key, Width: v.Width, Height: v.Height, Captured: v.Captured}, nil
}

func (d *drawer) SetBitrate(int) error { return nil }
func (d *drawer) Close() error         { d.closed++; return nil }

// lineRig is a video line whose encoder is the test's, with one person who
// gets what it sends.
type lineRig struct {
	*videoLine
	drawer *drawer
	opened int
	sender *Sender
	got    []frame.Encoded
	log    bytes.Buffer
	camera frame.VideoPool
	now    time.Time
}

func newLineRig() *lineRig {
	r := &lineRig{drawer: new(drawer), now: time.Unix(1000, 0)}
	r.videoLine = newVideoLine(slog.New(slog.NewTextHandler(&r.log, nil)))
	r.open = func(vpx.Config) (codec.VideoEncoder, error) {
		r.opened++
		return r.drawer, nil
	}
	r.sender = &Sender{counts: make(map[stats.Kind]*sent), write: func(_ Track, f frame.Encoded) { r.got = append(r.got, f) }}
	r.sender.SetTarget(5_000_000)
	r.senders.add(r.sender)
	return r
}

// run encodes pictures of a camera, at its pace.
func (r *lineRig) run(pictures int) {
	for range pictures {
		v := r.camera.Get(CameraWidth, CameraHeight)
		v.Captured = r.now
		r.encode(v)
		v.Release()
		r.now = r.now.Add(time.Second / CameraFPS)
	}
}

// A fault that comes with every picture is told, but not thirty times a second.
func TestRepeatedFaultIsLoggedSeldom(t *testing.T) {
	r := newLineRig()
	r.drawer.fail = errors.New("out of order")
	r.run(1)
	if !strings.Contains(r.log.String(), "out of order") {
		t.Errorf("the first fault is not told: %s", &r.log)
	}
	const seconds = 12
	r.run(seconds*CameraFPS - 1)
	lines := strings.Count(r.log.String(), "\n")
	if most := 1 + int(seconds*time.Second/complainEvery); lines > most || lines < 2 {
		t.Errorf("%d lines:\n%s", lines, &r.log)
	}
	if !strings.Contains(r.log.String(), "times=151") {
		t.Errorf("it is not told how often:\n%s", &r.log)
	}
	if c := r.counted(); c.failing != seconds*CameraFPS || r.drawer.closed != c.failing || r.opened != c.failing {
		t.Errorf("%+v, %d opened, %d closed", c, r.opened, r.drawer.closed)
	}
}

// An encoder that failed is made anew, and the picture goes on.
func TestPictureReturnsAfterAFault(t *testing.T) {
	r := newLineRig()
	r.drawer.fail = errors.New("out of order")
	r.run(3)
	r.drawer.fail = nil
	r.run(3)
	if len(r.got) != 3 || r.opened != 4 {
		t.Errorf("%d pictures after %d encoders", len(r.got), r.opened)
	}
}

func TestEveryPictureIsAccountedFor(t *testing.T) {
	r := newLineRig()
	before := r.counted()
	r.run(30)
	r.drawer.skip = true
	r.run(2)
	r.sender.SetTarget(100_000) // half the pictures, after a moment
	r.drawer.skip = false
	r.run(120)
	var track stats.Track
	r.counted().describe(&track, before)
	f := track.Frames
	if f.Encoded != len(r.got) || f.Dropped["rate-control"] != 2 || f.Dropped["pacing"] < 30 {
		t.Errorf("%d pictures sent, counted %+v", len(r.got), f)
	}
	if sum := f.Encoded + f.Dropped["rate-control"] + f.Dropped["pacing"] + f.Dropped["error"]; sum != 152 {
		t.Errorf("%d pictures went somewhere", sum)
	}
	if track.Width != 320 || track.Height != 180 {
		t.Errorf("%dx%d at a tenth of a megabit", track.Width, track.Height)
	}
}

// Requests for key frames are answered once for everybody who asks at once.
func TestKeyFramesAreThrottled(t *testing.T) {
	r := newLineRig()
	for range 60 {
		r.requestKey()
		r.run(1)
	}
	keys := 0
	for _, key := range r.drawer.keys {
		if key {
			keys++
		}
	}
	if most := 1 + int(2*time.Second/keyEvery); keys < 2 || keys > most {
		t.Errorf("%d key frames in two seconds", keys)
	}
	r.run(30)
	if r.drawer.keys[len(r.drawer.keys)-1] {
		t.Error("a key frame nobody asked for")
	}
}

// Without anybody to send to nothing is encoded, and the self view goes on.
func TestNobodyToSendTo(t *testing.T) {
	r := newLineRig()
	r.senders.remove(r.sender)
	r.run(3)
	if r.opened != 0 {
		t.Error("an encoder was opened for nobody")
	}
	v := r.camera.Get(CameraWidth, CameraHeight)
	r.deliver(v)
	if c := r.counted(); c.captured != 1 || c.overload != 0 {
		t.Errorf("%+v", c)
	}
}

// While the encoder is busy the newest picture waits, and what it replaced is
// counted.
func TestNewestPictureWaits(t *testing.T) {
	r := newLineRig()
	for i := range 10 {
		v := r.camera.Get(64, 36)
		v.Sequence = uint64(i)
		r.deliver(v)
	}
	v, ok := r.inbox.Take(t.Context())
	if !ok || v.Sequence != 9 || r.counted().overload != 9 {
		t.Errorf("took %v, counted %+v", v, r.counted())
	}
	v.Release()
	if r.camera.Live() != 0 {
		t.Errorf("%d pictures leaked", r.camera.Live())
	}
}
