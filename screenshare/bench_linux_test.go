package screenshare

import (
	"fmt"
	"image"
	"syscall"
	"testing"
	"time"

	"github.com/kbinani/screenshot"

	"parley/call/media/frame"
	"parley/screenshare/x11/x11test"
)

// perFrame runs work and prints milliseconds a picture.
func perFrame(b *testing.B, name string, work func()) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			work()
		}
		b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/frame")
	})
}

// desk is a screen of 1920 by 1080 with a window all over it. What it shows makes no difference
// to the cost.
func desk(b *testing.B) (*x11test.Desktop, *x11test.Window) {
	d := x11test.Start(b, "1920x1080x24")
	d.MovePointer(700, 500)
	w := d.Open(box(0, 0, 1920, 1080), "editor", black)
	for i, c := range testColours {
		w.Fill(box(100*i, 50, 80, 900), c)
	}
	return d, w
}

func BenchmarkGrab1080(b *testing.B) {
	_, w := desk(b)
	for name, id := range map[string]string{"display": "display:1", "window": w.ID()} {
		t, _ := parseID(id)
		g, err := open(t, true)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := g.look(); err != nil {
			b.Fatal(err)
		}
		perFrame(b, name, func() {
			if _, err := g.grab(); err != nil {
				b.Fatal(err)
			}
		})
		if name == "display" {
			badged := showBadge(b, box(0, 0, 1920, 1080))
			g.leaveOut(badged.Windows())
			perFrame(b, "display without badge", func() {
				if _, err := g.grab(); err != nil {
					b.Fatal(err)
				}
			})
			badged.Close()
		}
		g.close()
	}
	perFrame(b, "kbinani", func() {
		if _, err := screenshot.CaptureRect(box(0, 0, 1920, 1080)); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkConvert1080(b *testing.B) {
	pix := make([]byte, 4*1920*1080)
	for i := range pix {
		pix[i] = byte(i * i >> 8)
	}
	src := bgra{pix, 4 * 1920, 1920, 1080}
	for _, height := range []int{1080, 720, 540} {
		c := &Capture{}
		c.limits.Store(&Limits{Height: height})
		perFrame(b, fmt.Sprintf("to%d", height), func() { v, _ := c.convert(shot{bgra: src}); v.Release() })
	}
	var pool frame.VideoPool
	var s scrolling
	v := pool.Get(1920, 1080)
	n := 0
	perFrame(b, "scrolling", func() {
		n++
		for y := range 1080 {
			v.Y[y*v.StrideY+700], v.Y[y*v.StrideY+2] = byte(y*n), byte(y*n>>8)
		}
		s.find(v, []image.Rectangle{box(0, 0, 1920, 1080)})
	})
	perFrame(b, "copy", func() { v := pool.Get(1920, 1080); copy(v.Y, pix); v.Release() })
}

// BenchmarkIdle1080 is what a share of a screen takes where nothing moves at
// all, over four seconds.
func BenchmarkIdle1080(b *testing.B) {
	desk(b)
	for _, fps := range []int{15, 30, 60} {
		b.Run(fmt.Sprint(fps), func(b *testing.B) {
			c, err := Open("display:1", Config{Limits: Limits{FPS: fps}, Report: func(Status) {}, Deliver: func(p Picture) { p.Release() }})
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			time.Sleep(2 * time.Second) // until the pointer rests
			used, begun := processorTime(), time.Now()
			time.Sleep(4 * time.Second)
			b.ReportMetric(100*(processorTime()-used).Seconds()/time.Since(begun).Seconds(), "%core")
		})
	}
}

// BenchmarkShare1080 prints how much of a core a share takes, in this process,
// and the pictures a second: of a screen where only the pointer moves, and of one that scrolls.
func BenchmarkShare1080(b *testing.B) {
	d, w := desk(b)
	for _, fps := range []int{15, 30} {
		for name, act := range map[string]func(i int){
			"pointer": func(i int) { d.MovePointer(300+i%100, 300) },
			"scroll":  func(int) { w.Scroll(1920, 1080, 1) },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, fps), func(b *testing.B) { share(b, fps, act) })
		}
	}
}

func share(b *testing.B, fps int, act func(i int)) {
	count := 0
	c, err := Open("display:1", Config{
		Limits: Limits{FPS: fps}, Report: func(Status) {},
		Deliver: func(p Picture) { count++; p.Release() },
	})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	time.Sleep(200 * time.Millisecond)
	begun, used := time.Now(), processorTime()
	for i := 0; b.Loop(); i++ {
		act(i)
		time.Sleep(time.Second / time.Duration(fps))
	}
	elapsed := time.Since(begun)
	b.ReportMetric(100*(processorTime()-used).Seconds()/elapsed.Seconds(), "%core")
	c.Close()
	b.ReportMetric(float64(count)/elapsed.Seconds(), "pictures/s")
}

// processorTime is what this process has used, its threads together.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkPreviews draws twenty windows of 1280 by 720 for a picker.
func BenchmarkPreviews(b *testing.B) {
	d := x11test.Start(b, "1920x1080x24")
	var windows []*x11test.Window
	for i := range 20 {
		windows = append(windows, d.Open(box(20*i, 10*i, 1280, 720), "window", testColours[i%len(testColours)]))
	}
	p, err := OpenPreviews()
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	all := func() {
		for _, w := range windows {
			if _, err := p.Draw(w.ID(), 256, 144); err != nil {
				b.Fatal(err)
			}
		}
	}
	perFrame(b, "still", all)
	perFrame(b, "changed", func() {
		for _, w := range windows {
			w.Fill(box(0, 0, 10, 10), green)
		}
		all()
	})
	perFrame(b, "display", func() {
		windows[0].Fill(box(0, 0, 10, 10), red)
		if _, err := p.Draw("display:1", 256, 144); err != nil {
			b.Fatal(err)
		}
	})
	perFrame(b, "list", func() {
		if _, err := List(); err != nil {
			b.Fatal(err)
		}
	})
}
