package peer

import (
	"testing"
	"time"

	"github.com/pion/rtp"

	"parley/call/media/frame"
)

// wall takes packets, numbers them as the estimator does, and looks at them.
type wall struct {
	t        *testing.T
	number   [2]byte
	packets  int
	sequence uint16
	captured int // packets that tell the capture time
}

// The numbers of the header extensions on a wall.
const (
	wallMID = iota + 1
	wallCapture
	wallTransport
)

func (w *wall) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	if w.packets > 0 && h.SequenceNumber != w.sequence+1 {
		w.t.Errorf("packet %d after %d", h.SequenceNumber, w.sequence)
	}
	w.packets++
	w.sequence = h.SequenceNumber
	if h.SetExtension(wallTransport, w.number[:]) != nil || string(h.GetExtension(wallMID)) != "7" || len(payload) < 100 {
		w.t.Errorf("%d bytes with the extensions %v", len(payload), h.GetExtensionIDs())
	}
	if len(h.GetExtension(wallCapture)) == 8 {
		w.captured++
	}
	return len(payload), nil
}

func (w *wall) Write(b []byte) (int, error) { return len(b), nil }

// A camera's frames become packets, wait for the pacer and are sent, and leave
// no garbage.
func TestSendingLeavesNoGarbage(t *testing.T) {
	now := time.Unix(100, 0)
	q := newQueue(2_500_000, func() time.Time { return now })
	w := &wall{t: t}
	out := newTrack(Camera, now)
	out.bound.Store(&binding{
		ssrc: 1, payloadType: 96, writer: w, mid: []byte("7"),
		midID: wallMID, captureID: wallCapture,
	})
	data := make([]byte, 20_000)
	frames := 0
	step := func() {
		frames++
		now = now.Add(time.Second / 30)
		packets, size := out.packetize(frame.Encoded{Data: data[:8_000+frames%7*300], Captured: now})
		if !q.put(Camera, false, packets, size) {
			t.Fatal("the pacer refused a frame")
		}
		for p, wait, ok := q.pop(); ok || wait >= 0; p, wait, ok = q.pop() {
			if ok {
				out.send(p)
			}
			now = now.Add(max(wait, 0))
		}
	}
	for range 30 {
		step()
	}
	if allocated := testing.AllocsPerRun(100, step); allocated > 0 {
		t.Errorf("%v allocations a frame", allocated)
	}
	if w.packets < 7*frames || w.captured < 4 || w.captured > 10 {
		t.Errorf("%d packets of %d frames, of which %d tell the capture time", w.packets, frames, w.captured)
	}
}
