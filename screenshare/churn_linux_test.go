package screenshare

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"parley/screenshare/x11/x11test"
)

// TestChurn moves, resizes, hides and shows a window at random, faster than
// anybody can follow, under a window manager that puts it into a frame and takes
// it out again. What comes after it has to be seen all the same.
func TestChurn(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	d.Manage()
	w := d.Open(box(50, 50, 200, 150), "window", red)
	badged := showBadge(t, box(0, 0, 640, 480))
	of, whole := newViewer(t), newViewer(t)
	of.watch(w.ID(), Limits{})
	whole.watch("display:1", Limits{}).LeaveOut(badged.Windows()...)
	previews, err := OpenPreviews()
	if err != nil {
		t.Fatal(err)
	}
	defer previews.Close()
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		upset(d, w, random)
		for _, id := range []string{w.ID(), "display:1"} {
			_, _ = previews.Draw(id, 100, 100) // it may be hidden just now
		}
		of.still(0)
		whole.still(0)
	}
	w.Show()
	w.Place(box(100, 100, 300, 200))
	of.until("the last size", func(p Picture) bool { return p.Width == 300 && p.Height == 200 }).Release()
	d.MovePointer(10000, 10000)
	w.Fill(box(0, 0, 300, 200), blue)
	of.shows(150, 100, blue).Release()
	d.Eventually("the last colour", func() bool {
		m, err := previews.Draw(w.ID(), 90, 60)
		return err == nil && m.RGBAAt(45, 30).B > 250
	})
	i, err := List()
	s, found := i.Find(w.ID())
	if err != nil || !found {
		t.Fatalf("the window is not listed: %v", err)
	}
	at := middle(s.Bounds)
	whole.shows(at.X, at.Y, blue).Release()
}

// upset does one thing to a window.
func upset(d *x11test.Desktop, w *x11test.Window, random *rand.Rand) {
	bounds := box(random.IntN(700)-200, random.IntN(500)-200, random.IntN(800)+1, random.IntN(600)+1)
	switch random.IntN(8) {
	case 0, 1:
		w.Place(bounds)
	case 2:
		w.Hide()
	case 3, 4:
		w.Show()
	case 5:
		w.Retitle(fmt.Sprint(random.Int()))
	case 6:
		d.MovePointer(random.IntN(640), random.IntN(480))
	case 7:
		d.OpenPopup(bounds, green).Close()
	}
}
