package media

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/media/rtpio"
	"parley/call/session"
	"parley/call/stats"
)

// wire carries encoded frames from a studio to a receiver as packets, without
// a network between them. It may lose some.
type wire struct {
	mu       sync.Mutex
	receiver *Receiver
	sequence [2]uint16
	vp8      *rtpio.VP8
	stampers [2]rtpio.Stamper
	lose     func(kind Track, n uint16) bool
}

func newWire() *wire {
	epoch := time.Now()
	return &wire{vp8: rtpio.NewVP8(0), stampers: [2]rtpio.Stamper{
		rtpio.NewAudioStamper(rtpio.NewClock(epoch, frame.SampleRate, 1000)),
		rtpio.NewVideoStamper(rtpio.NewClock(epoch, frame.VideoClockRate, 2000)),
	}}
}

func (w *wire) write(kind Track, f frame.Encoded) {
	w.mu.Lock()
	defer w.mu.Unlock()
	track, payloads := 0, [][]byte{f.Data}
	if kind == Camera {
		track, payloads = 1, w.vp8.Packetize(f.Data)
	}
	timestamp := w.stampers[track].Stamp(f.Captured, f.Duration)
	for i, payload := range payloads {
		w.sequence[track]++
		if w.receiver == nil || (w.lose != nil && w.lose(kind, w.sequence[track])) {
			continue
		}
		w.receiver.Packet(kind, frame.Packet{
			Sequence: w.sequence[track], Timestamp: timestamp, Marker: i == len(payloads)-1,
			Arrived: time.Now(), Payload: append([]byte(nil), payload...),
		})
	}
}

// report passes on where both RTP clocks stand.
func (w *wire) report() {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.receiver.Report(Sound, now, w.stampers[0].At(now), now)
	w.receiver.Report(Camera, now, w.stampers[1].At(now), now)
}

// hang bounds what must happen at all.
const hang = 20 * time.Second

func newTestStudio(t *testing.T) *Studio {
	t.Helper()
	s, err := NewStudio(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.Configure(session.StudioConfig{Camera: "test", Microphone: "test", Speaker: "none", Volume: 1})
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for range s.Events() {
			continue
		}
	}()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-drained
	})
	return s
}

// loop joins a studio to itself: it sees and hears what it sends.
func loop(t *testing.T, s *Studio, w *wire) *Receiver {
	t.Helper()
	picture, sound := make(chan time.Time, 1), make(chan time.Time, 1)
	var sender *Sender
	r, err := s.Receive(ReceiverConfig{
		Key:             "self",
		Nack:            func(Track, []uint16) {},
		RequestKeyFrame: func(Track) { s.video.requestKey() },
		FirstPicture:    func(at time.Time) { picture <- at },
		FirstSound:      func(at time.Time) { sound <- at },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.receiver = r
	sender = s.Send(w.write)
	t.Cleanup(func() {
		sender.Close()
		r.Close()
	})
	r.SetMedia(session.Media{Microphone: true, Camera: true}, true)
	s.SetMedia(session.Media{Microphone: true, Camera: true})
	for what, first := range map[string]chan time.Time{"picture": picture, "sound": sound} {
		select {
		case <-first:
		case <-time.After(hang):
			t.Fatalf("no %s came", what)
		}
	}
	return r
}

func TestStudioSeesAndHearsItself(t *testing.T) {
	s := newTestStudio(t)
	w := newWire()
	r := loop(t, s, w)
	var microphone, camera stats.Track
	for deadline := time.Now().Add(hang); camera.AVOffsetMs == nil || camera.Frames.Shown < 20; {
		if time.Now().After(deadline) {
			t.Fatalf("delay could not be measured: %+v %+v", microphone, camera)
		}
		w.report()
		time.Sleep(500 * time.Millisecond)
		tracks := r.Stats(time.Now())
		microphone, camera = tracks[0], tracks[1]
	}
	if camera.Width == 0 || camera.Packets == 0 || microphone.Packets == 0 {
		t.Errorf("incomplete figures: %+v %+v", microphone, camera)
	}
	t.Logf("picture %.0f ms, sound %.0f ms, offset %.0f ms, playout %.0f ms, %d concealed of a million",
		*camera.LatencyMs, *microphone.LatencyMs, *camera.AVOffsetMs, microphone.PlayoutDelayMs, int(microphone.ConcealedRatio*1e6))
}

func TestMutedMicrophoneIsSilent(t *testing.T) {
	s := newTestStudio(t)
	w := newWire()
	r := loop(t, s, w)
	s.SetMedia(session.Media{Camera: true})
	time.Sleep(3 * time.Second) // what was under way, and the meter's fall
	loudest := 0.0
	for range 20 {
		time.Sleep(50 * time.Millisecond)
		loudest = max(loudest, r.level.Value())
	}
	if loudest > 0.05 {
		t.Errorf("a muted microphone is heard at %.2f", loudest)
	}
}

func TestLostPacketsBreakNoPicture(t *testing.T) {
	s := newTestStudio(t)
	w := newWire()
	w.lose = func(kind Track, n uint16) bool { return kind == Camera && n%50 == 49 }
	r := loop(t, s, w)
	time.Sleep(4 * time.Second)
	camera := r.Stats(time.Now())[1]
	if camera.Frames.Dropped["corrupt"] != 0 || camera.KeyFrames < 2 {
		t.Errorf("%d corrupt frames, %d key frames after losses", camera.Frames.Dropped["corrupt"], camera.KeyFrames)
	}
}

func TestMicrophoneTest(t *testing.T) {
	var m micTest
	m.set(session.TestRecord)
	block := make([]int16, frame.BlockSamples)
	for i := range block {
		block[i] = 16384
	}
	for range 600 {
		m.record(block)
	}
	got := m.report()
	if got.Step != session.TestStop || got.Length != session.MicrophoneTestLength || len(got.Peaks) != peakBars {
		t.Fatalf("recorded %+v", got)
	}
	stereo := make([]int16, 2*frame.BlockSamples)
	m.set(session.TestPlay)
	blocks := 0
	for m.next(stereo) {
		blocks++
	}
	if blocks != 500 || stereo[0] != 16384 || m.active() {
		t.Fatalf("played %d blocks of %d", blocks, stereo[0])
	}
}
