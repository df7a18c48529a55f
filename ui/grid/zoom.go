package grid

import "math"

// Zoom is how a picture is seen in a view that may be smaller than it. Lengths
// are whole pixels of the screen, so that a picture at 100 % is drawn pixel by
// pixel. The zero value shows the whole picture as large as the view allows.
type Zoom struct {
	Scale float64 // pixels of the screen for one of the picture; 0 fits
	X, Y  float64 // what stands in the middle, in parts of the picture
}

const (
	// MaxZoom is the largest scale: a pixel of the picture is a square of
	// eight by eight then.
	MaxZoom = 8
	// sharper is how much larger than itself a picture must fit before it is
	// enlarged: up to there being sharp is worth more than being large.
	sharper = 1.1
	// wheelStep is what one step of a mouse wheel enlarges by.
	wheelStep = 1.15
)

// zoomSteps are the scales that the keys go through.
var zoomSteps = [...]float64{0.25, 1.0 / 3, 0.5, 2.0 / 3, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, MaxZoom}

// Fitted is the scale at which the whole picture is as large as the view
// allows; 0 while either is empty.
func Fitted(picture, view Size) float64 {
	if picture.W <= 0 || picture.H <= 0 || view.W <= 0 || view.H <= 0 {
		return 0
	}
	scale := min(float64(view.W)/float64(picture.W), float64(view.H)/float64(picture.H))
	if scale > 1 && scale < sharper {
		return 1
	}
	return min(scale, MaxZoom)
}

// Fits says whether the whole picture is shown as large as the view allows.
func (z Zoom) Fits() bool { return z.Scale == 0 }

// At is the scale in use.
func (z Zoom) At(picture, view Size) float64 {
	if z.Scale == 0 {
		return Fitted(picture, view)
	}
	return z.Scale
}

// Place is where in the view the picture stands: centred where it is smaller,
// and where it is larger so that nothing of the view is empty.
func (z Zoom) Place(picture, view Size) Rect {
	scale := z.At(picture, view)
	w := math.Round(float64(picture.W) * scale)
	h := math.Round(float64(picture.H) * scale)
	return Rect{
		X: float32(start(w, float64(view.W), z.X)), Y: float32(start(h, float64(view.H), z.Y)),
		W: float32(w), H: float32(h),
	}
}

// start is where a picture of a length begins in a view when the part at
// middle shall stand in its middle.
func start(length, view, middle float64) float64 {
	if length <= view {
		return math.Floor((view - length) / 2)
	}
	return math.Round(max(view-length, min(view/2-middle*length, 0)))
}

// To changes the scale and keeps what stands at a point of the view there.
// A scale at which all would be smaller than need be fits.
func (z Zoom) To(scale float64, x, y float32, picture, view Size) Zoom {
	fitted := Fitted(picture, view)
	scale = max(min(scale, MaxZoom), min(fitted, 1))
	if fitted == 0 || math.Abs(scale/fitted-1) < 0.001 {
		return Zoom{}
	}
	old := z.Place(picture, view)
	return Zoom{
		Scale: scale,
		X:     keep(x, old.X, old.W, view.W, float64(picture.W)*scale),
		Y:     keep(y, old.Y, old.H, view.H, float64(picture.H)*scale),
	}.bounded(picture, view)
}

// keep returns the part that must stand in the middle so that what stands at
// a point stays there when a picture from begin of a length gets another one.
func keep(at, begin, length, view float32, grown float64) float64 {
	part := max(0, min(float64(at-begin)/float64(length), 1))
	return part + float64(view/2-at)/grown
}

// Wheel changes the scale by steps of a wheel, away from the person is in.
// On the way it stops where the picture fits and at 100 %.
func (z Zoom) Wheel(steps float64, x, y float32, picture, view Size) Zoom {
	old := z.At(picture, view)
	scale := old * math.Pow(wheelStep, steps)
	for _, stop := range []float64{1, Fitted(picture, view)} {
		if (old-stop)*(scale-stop) < 0 && math.Abs(old/stop-1) > 0.001 {
			return z.To(stop, x, y, picture, view)
		}
	}
	return z.To(scale, x, y, picture, view)
}

// In goes to the next larger scale, about the middle of the view.
func (z Zoom) In(picture, view Size) Zoom {
	now := z.At(picture, view)
	for _, s := range zoomSteps {
		if s > now*1.001 {
			return z.To(s, view.W/2, view.H/2, picture, view)
		}
	}
	return z
}

// Out goes to the next smaller scale, which fits at last.
func (z Zoom) Out(picture, view Size) Zoom {
	now := z.At(picture, view)
	for i := len(zoomSteps) - 1; i >= 0; i-- {
		if s := zoomSteps[i]; s < now*0.999 {
			if fitted := Fitted(picture, view); s < fitted && fitted < now*0.999 {
				s = fitted
			}
			return z.To(s, view.W/2, view.H/2, picture, view)
		}
	}
	return z
}

// Toggle goes to 100 % about a point, or back to what fits. Where that is the
// same it goes to 200 %.
func (z Zoom) Toggle(x, y float32, picture, view Size) Zoom {
	switch {
	case !z.Fits():
		return Zoom{}
	case math.Abs(Fitted(picture, view)-1) < 0.001:
		return z.To(2, x, y, picture, view)
	}
	return z.To(1, x, y, picture, view)
}

// Pan moves the picture with the pointer.
func (z Zoom) Pan(dx, dy float32, picture, view Size) Zoom {
	if z.Fits() {
		return z
	}
	r := z.Place(picture, view)
	z.X = middleOf(r.X+dx, r.W, view.W)
	z.Y = middleOf(r.Y+dy, r.H, view.H)
	return z.bounded(picture, view)
}

func middleOf(begin, length, view float32) float64 {
	return float64(view/2-begin) / float64(length)
}

// bounded takes back what Place would not follow, so that the way back does
// not begin beyond the edge.
func (z Zoom) bounded(picture, view Size) Zoom {
	z.X = inside(z.X, float64(picture.W)*z.Scale, float64(view.W))
	z.Y = inside(z.Y, float64(picture.H)*z.Scale, float64(view.H))
	return z
}

func inside(middle, length, view float64) float64 {
	if length <= view {
		return 0.5
	}
	half := view / 2 / length
	return max(half, min(middle, 1-half))
}
