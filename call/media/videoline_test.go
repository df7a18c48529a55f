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
	"parley/call/session"
	"parley/call/stats"
)

// drawer is an encoder that does as the test says, and notes what it was
// asked.
type drawer struct {
	rig     *lineRig
	bitrate int
	keys    []bool
	sizes   [][2]int
	closed  bool
}

func (d *drawer) Encode(v *frame.Video, key bool) (frame.Encoded, error) {
	r := d.rig
	key = key || len(d.keys) == 0 || d.sizes[len(d.sizes)-1] != [2]int{v.Width, v.Height}
	d.keys = append(d.keys, key)
	d.sizes = append(d.sizes, [2]int{v.Width, v.Height})
	r.worked += r.took * time.Duration(v.Height) / CameraHeight
	if r.fail != nil || r.skip {
		return frame.Encoded{}, r.fail
	}
	return frame.Encoded{Data: []byte{1}, Key: key, Width: v.Width, Height: v.Height, Captured: v.Captured}, nil
}

func (d *drawer) SetBitrate(bps int) error { d.bitrate = bps; return nil }
func (d *drawer) Close() error             { d.closed = true; return nil }

// lineRig is a video line whose encoders are the test's, with one person who
// gets what it sends.
type lineRig struct {
	*videoLine
	fail    error         // of the encoders
	skip    bool          // likewise: they leave every picture out
	took    time.Duration // for a picture of 720 lines
	worked  time.Duration // by all of them, on this picture
	drawers []*drawer
	*watcher
	log    bytes.Buffer
	camera frame.VideoPool
	now    time.Time
}

// watcher is somebody who gets the camera.
type watcher struct {
	sender *Sender
	got    []frame.Encoded
}

func newLineRig() *lineRig {
	r := &lineRig{now: time.Unix(1000, 0)}
	r.videoLine = newVideoLine(slog.New(slog.NewTextHandler(&r.log, nil)))
	r.clock = func() time.Time { return r.now.Add(r.worked) }
	r.open = func(c vpx.Config) (codec.VideoEncoder, error) {
		d := &drawer{rig: r, bitrate: c.Bitrate}
		r.drawers = append(r.drawers, d)
		return d, nil
	}
	r.watcher = r.join(5_000_000, session.MaxLines)
	return r
}

// join adds somebody with a path and a size of the picture.
func (r *lineRig) join(target, lines int) *watcher {
	w := &watcher{}
	w.sender = &Sender{counts: make(map[stats.Kind]*sent), write: func(_ Track, f frame.Encoded) { w.got = append(w.got, f) }}
	w.sender.SetTarget(target)
	w.show(lines)
	r.senders.add(w.sender)
	return w
}

func (w *watcher) show(lines int) { w.sender.SetView(session.View{Lines: lines, Screen: true}) }

// last is the height of the newest picture that came.
func (w *watcher) last() int {
	if len(w.got) == 0 {
		return 0
	}
	return w.got[len(w.got)-1].Height
}

// working returns the encoders that were not closed.
func (r *lineRig) working() (open []*drawer) {
	for _, d := range r.drawers {
		if !d.closed {
			open = append(open, d)
		}
	}
	return open
}

// run encodes pictures of a camera, at its pace.
func (r *lineRig) run(pictures int) {
	for range pictures {
		v := r.camera.Get(CameraWidth, CameraHeight)
		v.Captured, r.worked = r.now, 0
		r.encode(v)
		v.Release()
		r.now = r.now.Add(time.Second / CameraFPS)
	}
}

// A fault that comes with every picture is told, but not thirty times a second.
func TestRepeatedFaultIsLoggedSeldom(t *testing.T) {
	r := newLineRig()
	r.fail = errors.New("out of order")
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
	if c := r.sender.pictures; c.failing != seconds*CameraFPS || len(r.working()) != 0 || len(r.drawers) != c.failing {
		t.Errorf("%+v, %d opened, %d not closed", c, len(r.drawers), len(r.working()))
	}
}

// An encoder that failed is made anew, and the picture goes on.
func TestPictureReturnsAfterAFault(t *testing.T) {
	r := newLineRig()
	r.fail = errors.New("out of order")
	r.run(3)
	r.fail = nil
	r.run(3)
	if len(r.got) != 3 || len(r.drawers) != 4 {
		t.Errorf("%d pictures after %d encoders", len(r.got), len(r.drawers))
	}
}

func TestEveryPictureIsAccountedFor(t *testing.T) {
	r := newLineRig()
	r.run(30)
	r.skip = true
	r.run(2)
	r.sender.SetTarget(100_000) // half the pictures, after a moment
	r.skip = false
	r.run(120)
	var track stats.Track
	r.sender.pictures.describe(&track, lineCounts{})
	f := track.Frames
	if f.Encoded != len(r.got) || f.Dropped["rate-control"] != 2 || f.Dropped["pacing"] < 30 {
		t.Errorf("%d pictures sent, counted %+v", len(r.got), f)
	}
	if sum := f.Encoded + f.Dropped["rate-control"] + f.Dropped["pacing"] + f.Dropped["error"]; sum != 152 {
		t.Errorf("%d pictures went somewhere", sum)
	}
	if r.last() != 180 {
		t.Errorf("%d lines at a tenth of a megabit", r.last())
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
	for _, f := range r.got {
		if f.Key {
			keys++
		}
	}
	if most := 1 + int(2*time.Second/keyEvery); keys < 2 || keys > most {
		t.Errorf("%d key frames in two seconds", keys)
	}
	r.run(30)
	if r.got[len(r.got)-1].Key {
		t.Error("a key frame nobody asked for")
	}
}

// Without anybody to send to nothing is encoded, and the self view goes on.
func TestNobodyToSendTo(t *testing.T) {
	r := newLineRig()
	r.senders.remove(r.sender)
	r.run(3)
	if len(r.drawers) != 0 {
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
