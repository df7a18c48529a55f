package media

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
	"parley/call/media/rtpio"
	"parley/call/media/screen"
	"parley/call/session"
	"parley/screenshare"
)

// paper is a capture of a page that the test turns.
type paper struct {
	mu     sync.Mutex
	limits screenshare.Limits
}

func (p *paper) Limit(l screenshare.Limits) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limits = l
}

func (p *paper) asked() screenshare.Limits {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.limits
}

// cable carries a shared screen to a receiver.
type cable struct {
	mu       sync.Mutex
	receiver *Receiver
	sequence [2]uint16
	vp8      *rtpio.VP8
	stampers [2]rtpio.Stamper
	frames   map[Track]int
}

func newCable(t *testing.T, s *Studio) *cable {
	t.Helper()
	epoch := time.Now()
	c := &cable{vp8: rtpio.NewVP8(0), frames: make(map[Track]int)}
	for i := range c.stampers {
		c.stampers[i] = rtpio.NewVideoStamper(rtpio.NewClock(epoch, frame.VideoClockRate, uint32(i)))
	}
	r, err := s.Receive(ReceiverConfig{
		Key: "far", Nack: func(Track, []uint16) {},
		RequestKeyFrame: func(Track) { s.share.requestKey() },
		FirstPicture:    func(time.Time) {}, FirstSound: func(time.Time) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.SetMedia(session.Media{Screen: true}, false)
	c.receiver = r
	return c
}

func (c *cable) write(t Track, f frame.Encoded) {
	if t.Kind() != Screen.Kind() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frames[t]++
	i, payloads := 0, c.vp8.Packetize(f.Data)
	if t == SharpScreen {
		i, payloads = 1, rtpio.AV1{}.Packetize(f.Data)
	}
	timestamp := c.stampers[i].Stamp(f.Captured, f.Duration)
	for n, payload := range payloads {
		c.sequence[i]++
		c.receiver.Packet(t, frame.Packet{
			Sequence: c.sequence[i], Timestamp: timestamp, Marker: n == len(payloads)-1,
			Arrived: time.Now(), Payload: payload,
		})
	}
}

func (c *cable) count(t Track) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frames[t]
}

// seen returns the newest picture of the share that comes within a time.
func seen(t *testing.T, box *frame.Mailbox[*frame.Video], within time.Duration) (newest *frame.Video) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if v, ok := box.TryTake(); ok {
			if newest != nil {
				newest.Release()
			}
			newest = v
		}
	}
	return newest
}

// Text that stands still becomes perfect at the far side, in whichever codec
// it understands, and then costs next to nothing. Who joins late sees it too.
func TestStillTextBecomesPerfect(t *testing.T) {
	for name, sharp := range map[string]bool{"AV1": true, "VP8": false} {
		t.Run(name, func(t *testing.T) {
			s := newTestStudio(t)
			c := newCable(t, s)
			sender := s.Send(c.write)
			defer sender.Close()
			sender.SetSharp(sharp)
			sender.SetTarget(2_500_000)
			box := c.receiver.Tracks().Screen.Watch()
			defer c.receiver.Tracks().Screen.Unwatch(box)
			page := codectest.NewPage(1280, 720).Picture(0, 0)
			defer page.Release()
			capture := new(paper)
			s.share.share(capture, screen.Text)
			page.Captured = time.Now()
			s.share.deliver(screenshare.Picture{Video: page.Retain(), Share: 1})
			got := seen(t, box, 3*time.Second)
			if got == nil {
				t.Fatal("no picture came")
			}
			defer got.Release()
			if ssim := codectest.SSIM(page, got); ssim < 0.99 {
				t.Errorf("SSIM is %.4f", ssim)
			}
			track := map[bool]Track{true: SharpScreen, false: Screen}[sharp]
			before := c.count(track)
			time.Sleep(2 * time.Second)
			if n := c.count(track) - before; n < 1 || n > 4 {
				t.Errorf("%d frames in two seconds of stillness", n)
			}
			if fps := capture.asked().FPS; fps != 15 {
				t.Errorf("what moves next is captured %d times a second", fps)
			}
			if demand := sender.Demand(); demand > adapt.Needs(voiceLadder.bitrates[0], 0, quietDemand) {
				t.Errorf("what stands still wants %d bit/s", demand)
			}
			lateJoiner(t, s, sharp, page)
		})
	}
}

func lateJoiner(t *testing.T, s *Studio, sharp bool, page *frame.Video) {
	t.Helper()
	late := newCable(t, s)
	box := late.receiver.Tracks().Screen.Watch()
	defer late.receiver.Tracks().Screen.Unwatch(box)
	sender := s.Send(late.write)
	defer sender.Close()
	sender.SetSharp(sharp)
	sender.SetTarget(2_500_000)
	got := seen(t, box, 3*time.Second)
	if got == nil {
		t.Fatal("who joins late sees nothing")
	}
	defer got.Release()
	if ssim := codectest.SSIM(page, got); ssim < 0.95 {
		t.Errorf("who joins late sees it with an SSIM of %.4f", ssim)
	}
}

// A picture that comes right after a key frame, on a path that is no wider
// than that, comes through: the encoder's rate control sees time pass, also
// while the same picture is tried again and again.
func TestPictureAfterAKeyFrame(t *testing.T) {
	for name, sharp := range map[string]bool{"AV1": true, "VP8": false} {
		t.Run(name, func(t *testing.T) {
			s := newTestStudio(t)
			c := newCable(t, s)
			sender := s.Send(c.write)
			defer sender.Close()
			sender.SetSharp(sharp)
			sender.SetTarget(600_000)
			box := c.receiver.Tracks().Screen.Watch()
			defer c.receiver.Tracks().Screen.Unwatch(box)
			s.share.share(&paper{}, screen.Text)
			show := func(line int) *frame.Video {
				page := codectest.NewPage(800, 500).Picture(line, 0)
				page.Captured = time.Now()
				s.share.deliver(screenshare.Picture{Video: page.Retain(), Share: 1})
				return page
			}
			show(0).Release()
			time.Sleep(2 * time.Second) // it becomes perfect, and stands still
			s.share.requestKey()
			s.share.stir()
			time.Sleep(shareTick)
			page := show(300)
			defer page.Release()
			got := seen(t, box, 3*time.Second)
			if got == nil {
				t.Fatal("no picture came")
			}
			defer got.Release()
			if ssim := codectest.SSIM(page, got); ssim < 0.95 {
				t.Errorf("what came after the key frame has an SSIM of %.4f", ssim)
			}
		})
	}
}

// The end of a share gives everything back.
func TestShareEnds(t *testing.T) {
	s := newTestStudio(t)
	page := codectest.NewPage(320, 180).Picture(0, 0)
	s.share.share(&paper{}, screen.Auto)
	s.share.deliver(screenshare.Picture{Video: page, Share: 1})
	s.share.share(nil, screen.Auto)
	for range 100 {
		if s.share.demand.Load() == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if s.share.demand.Load() != 0 {
		t.Error("a share that ended still wants bits")
	}
}

// What cannot be shared is told in words, and can be tried again.
func TestShareOfNothing(t *testing.T) {
	t.Setenv("DISPLAY", "")
	s, err := NewStudio(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 {
		s.Share(session.ShareRequest{Source: "display:1"})
		for timeout := time.After(hang); ; {
			var told session.Event
			select {
			case told = <-s.Events():
			case <-timeout:
				t.Fatal("nothing is told")
			}
			if changed, ok := told.(session.ShareChanged); ok {
				if changed.Status.On || changed.Status.Text == "" || changed.Status.Hint == "" {
					t.Errorf("%+v", changed.Status)
				}
				break
			}
		}
	}
}
