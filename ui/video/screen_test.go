package video

import (
	"image"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"parley/call/media/frame"
)

// board is a surface of a screen with what it tells.
type board struct {
	*Surface
	clock *ticker
	feed  frame.Feed
	pool  frame.VideoPool
	shown int
	sizes []image.Point
}

func newBoard(t *testing.T) *board {
	t.Helper()
	test.NewTempApp(t)
	b := &board{clock: newTicker()}
	b.Surface = New(b.clock, Options{
		Feed: &b.feed, Screen: true,
		Shown: func(*frame.Video) { b.shown++ },
		Sized: func(w, h int) { b.sizes = append(b.sizes, image.Pt(w, h)) },
	})
	t.Cleanup(func() {
		b.Close()
		if got := b.pool.Live(); got != 0 {
			t.Errorf("%d frames are held after Close", got)
		}
	})
	return b
}

// painted is the size of the pixels that the painter has.
func (b *board) painted() image.Point {
	b.clock.tick()
	img, ok := b.Object().(*canvas.Image).Image.(*image.RGBA)
	if !ok {
		return image.Point{}
	}
	return img.Rect.Size()
}

func TestScreenIsDrawnAnewForAnotherSize(t *testing.T) {
	b := newBoard(t)
	b.Show(100, 50)
	put(&b.feed, &b.pool, 200, 100, 99)
	b.clock.await(t, 1)
	if got := b.painted(); got != image.Pt(100, 50) {
		t.Errorf("fitted, it has %v", got)
	}
	b.Show(400, 200)
	b.clock.await(t, 2)
	if got := b.painted(); got != image.Pt(200, 100) {
		t.Errorf("enlarged, it has %v", got)
	}
	b.Show(151, 75)
	b.clock.await(t, 3)
	if got := b.painted(); got != image.Pt(151, 75) {
		t.Errorf("a little smaller, it has %v", got)
	}
	if b.shown != 1 {
		t.Errorf("one picture was counted %d times", b.shown)
	}
}

func TestScreenIsThereAgainAfterHide(t *testing.T) {
	b := newBoard(t)
	b.Show(200, 100)
	put(&b.feed, &b.pool, 200, 100, 99)
	b.clock.await(t, 1)
	b.clock.tick()
	b.Hide()
	if b.Live() {
		t.Error("live while hidden")
	}
	b.Show(200, 100)
	b.clock.await(t, 2)
	if got := b.painted(); got != image.Pt(200, 100) || !b.Live() {
		t.Errorf("shown again, it has %v", got)
	}
	other := newBoard(t)
	other.Begin(b.Newest())
	other.Show(50, 25)
	other.clock.await(t, 1)
	if got := other.painted(); got != image.Pt(50, 25) || other.shown != 0 {
		t.Errorf("another surface begins with %v, %d counted", got, other.shown)
	}
	b.Hide()
	other.Close()
	other.Begin(b.Newest())
	other.Begin(nil)
}

func TestScreenTellsItsSize(t *testing.T) {
	b := newBoard(t)
	b.Show(100, 100)
	for i, size := range []image.Point{{200, 100}, {200, 100}, {100, 300}} {
		put(&b.feed, &b.pool, size.X, size.Y, 99)
		b.clock.await(t, int64(i+1))
		b.clock.tick()
	}
	if len(b.sizes) != 2 || b.sizes[0] != image.Pt(200, 100) || b.sizes[1] != image.Pt(100, 300) {
		t.Errorf("it tells %v", b.sizes)
	}
	if got := b.painted(); got != image.Pt(33, 100) {
		t.Errorf("of another aspect, it has %v", got)
	}
}

// TestScreenUnderTheRaceDetector changes the size while frames pour in.
func TestScreenUnderTheRaceDetector(t *testing.T) {
	b := newBoard(t)
	b.Show(64, 48)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for i := range 300 {
			put(&b.feed, &b.pool, 128, 96, byte(i))
		}
	}()
	for i := 0; ; i++ {
		b.Show(32+i%100, 24+i%75)
		b.clock.tick()
		if v := b.Newest(); v != nil {
			v.Release()
		}
		if img, ok := b.Object().(*canvas.Image).Image.(*image.RGBA); ok {
			nearlyEven(t, img)
		}
		select {
		case <-ended:
			return
		default:
		}
	}
}

// nearlyEven reads a picture of one colour. Where it shrinks, libyuv rounds by up to a hundredth.
func nearlyEven(t *testing.T, img *image.RGBA) {
	t.Helper()
	for i := 4; i < len(img.Pix); i += 4 {
		if off := int(img.Pix[i]) - int(img.Pix[0]); off < -5 || off > 5 {
			t.Fatalf("pixel %d is %d in a picture of %d", i/4, img.Pix[i], img.Pix[0])
		}
	}
}
