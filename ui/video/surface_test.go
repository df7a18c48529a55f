package video

import (
	"image"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"parley/call/media/frame"
	"parley/ui/bridge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ticker is a clock that ticks when the test says so.
type ticker struct {
	pictures map[bridge.Picture]bool
	wakes    atomic.Int64
}

func newTicker() *ticker { return &ticker{pictures: map[bridge.Picture]bool{}} }

func (c *ticker) Add(p bridge.Picture)    { c.pictures[p] = true }
func (c *ticker) Remove(p bridge.Picture) { delete(c.pictures, p) }
func (c *ticker) Wake()                   { c.wakes.Add(1) }

func (c *ticker) tick() {
	for p := range c.pictures {
		if p.Ready() {
			p.Present()
		}
	}
}

// await waits until the surface has converted n pictures in all.
func (c *ticker) await(t *testing.T, n int64) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); c.wakes.Load() < n; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d pictures converted", c.wakes.Load(), n)
		}
	}
}

// put shows a grey picture to the feed.
func put(feed *frame.Feed, pool *frame.VideoPool, width, height int, grey byte) {
	v := pool.Get(width, height)
	fill(v.Y, grey)
	fill(v.U, 128)
	fill(v.V, 128)
	feed.Put(v)
}

func fill(plane []byte, value byte) {
	for i := range plane {
		plane[i] = value
	}
}

func TestSurfaceShowsTheNewest(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	clock := newTicker()
	shown := 0
	s := New(clock, Options{Feed: &feed, Shown: func(*frame.Video) { shown++ }})
	img := s.Object().(*canvas.Image)
	put(&feed, &pool, 64, 48, 20) // nobody watches yet
	s.Show(64, 48)
	put(&feed, &pool, 64, 48, 16)
	clock.await(t, 1)
	put(&feed, &pool, 64, 48, 235)
	clock.await(t, 2)
	if s.Live() {
		t.Error("live before the first tick")
	}
	clock.tick()
	clock.tick()
	if r, _, _, _ := img.Image.At(5, 5).RGBA(); !s.Live() || r>>8 < 250 {
		t.Errorf("live %v, shows %d, want white", s.Live(), r>>8)
	}
	if shown != 1 {
		t.Errorf("%d pictures counted as shown, want 1", shown)
	}
	s.Close()
	s.Close()
	if got := pool.Live(); got != 0 {
		t.Errorf("%d frames are held after Close", got)
	}
	if img.Image != nil || s.Live() || len(clock.pictures) != 0 {
		t.Error("the surface keeps something after Close")
	}
}

func TestSurfaceWithoutTicksHoldsLittle(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	clock := newTicker()
	s := New(clock, Options{Feed: &feed})
	s.Show(64, 48)
	for i := range 60 {
		put(&feed, &pool, 64, 48, byte(i))
		if got := pool.Live(); got > 3 {
			t.Fatalf("%d frames are held while nothing is painted", got)
		}
		clock.await(t, int64(i+1))
	}
	s.Close()
}

// A surface at rest keeps its picture and takes no other until it is shown
// again.
func TestSurfaceRests(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	clock := newTicker()
	s := New(clock, Options{Feed: &feed})
	defer s.Close()
	img := s.Object().(*canvas.Image)
	for i := range 3 {
		grey := byte(50 + 50*i)
		s.Show(32, 24)
		put(&feed, &pool, 32, 24, grey)
		clock.await(t, int64(i+1))
		clock.tick()
		s.Rest()
		s.Rest()
		put(&feed, &pool, 32, 24, 235)
		clock.tick()
		if r, _, _, _ := img.Image.At(5, 5).RGBA(); !s.Live() || !img.Visible() || r>>8 > 200 {
			t.Errorf("at rest: live %v, visible %v, shows %d", s.Live(), img.Visible(), r>>8)
		}
		if got := pool.Live(); got != 0 || len(clock.pictures) != 0 {
			t.Errorf("at rest %d frames are held, and %d pictures ask for ticks", got, len(clock.pictures))
		}
	}
	s.Hide()
	if img.Visible() || img.Image != nil || s.Live() {
		t.Error("the picture stays after Hide")
	}
}

func TestSurfaceComesBackAfterHide(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	clock := newTicker()
	s := New(clock, Options{Feed: &feed, Mirror: true})
	defer s.Close()
	for i := range 3 {
		s.Show(32, 24)
		put(&feed, &pool, 32, 24, 99)
		clock.await(t, int64(i+1))
		clock.tick()
		if !s.Live() {
			t.Fatalf("not live at show %d", i)
		}
		s.Hide()
		if s.Live() || pool.Live() != 0 {
			t.Fatalf("something is left after hide %d", i)
		}
	}
}

// TestPaintedPixelsAreNotWritten reads what is painted while frames of a
// changing size come in; the race detector watches.
func TestPaintedPixelsAreNotWritten(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	clock := newTicker()
	s := New(clock, Options{Feed: &feed, Mirror: true})
	img := s.Object().(*canvas.Image)
	s.Show(64, 48)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for i := range 300 {
			put(&feed, &pool, 64+i/100*16, 48, byte(i))
		}
	}()
	for painting := true; painting; {
		select {
		case <-ended:
			painting = false
		default:
		}
		clock.tick()
		if img.Image != nil {
			even(t, img.Image.(*image.RGBA))
		}
	}
	s.Close()
}

// TestFramesComeWhileThePainterChangesPictures lets frames pour in during one
// hand-over.
func TestFramesComeWhileThePainterChangesPictures(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	clock := newTicker()
	shown := 0
	s := New(clock, Options{Feed: &feed, Shown: func(*frame.Video) {
		shown++
		for i := range 5 {
			put(&feed, &pool, 64, 48, byte(i))
			clock.await(t, int64(1+5*(shown-1)+i+1))
		}
	}})
	s.Show(64, 48)
	put(&feed, &pool, 64, 48, 1)
	clock.await(t, 1)
	clock.tick()
	clock.tick()
	if shown != 2 {
		t.Fatalf("%d pictures were shown", shown)
	}
	s.Close()
}

// even checks that a picture is of one colour and has no gap between rows.
func even(t *testing.T, img *image.RGBA) {
	t.Helper()
	if img.Stride != 4*img.Rect.Dx() {
		t.Fatalf("stride %d of a picture %d wide", img.Stride, img.Rect.Dx())
	}
	for i := 4; i < len(img.Pix); i += 4 {
		if img.Pix[i] != img.Pix[0] {
			t.Fatalf("pixel %d is %d in a picture of %d", i/4, img.Pix[i], img.Pix[0])
		}
	}
}

func TestPreviewFollowsOnlyWhenSeen(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	clock := newTicker()
	p := NewPreview(clock, Options{Feed: &feed})
	defer p.Close()
	following := func() bool { return len(clock.pictures) > 0 }
	p.Follow(true)
	if following() {
		t.Error("it follows without a size")
	}
	p.Resize(fyne.NewSize(100, 50))
	if !following() {
		t.Error("it does not follow")
	}
	p.Hide()
	if following() {
		t.Error("it follows while hidden")
	}
	p.Show()
	p.Follow(false)
	if following() {
		t.Error("it follows on a page that is not shown")
	}
}
