package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// WaveBars is how many bars a wave has.
const WaveBars = 40

// Wave draws a recording as bars, those played in full colour.
type Wave struct {
	widget.BaseWidget
	peaks  []float32
	played float64
	bars   []*canvas.Rectangle
}

const (
	waveHeight float32 = 36
	waveBar    float32 = 3
)

// NewWave returns a wave without a recording.
func NewWave() *Wave {
	w := &Wave{}
	for range WaveBars {
		w.bars = append(w.bars, &canvas.Rectangle{CornerRadius: waveBar / 2})
	}
	w.ExtendBaseWidget(w)
	return w
}

// Set shows the peaks of a recording, from 0 to 1, of which a share was
// played. Peaks beyond WaveBars are left out. The same again costs nothing.
func (w *Wave) Set(peaks []float32, played float64) {
	if played == w.played && slices.Equal(peaks, w.peaks) {
		return
	}
	w.peaks, w.played = peaks, played
	w.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (w *Wave) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, len(w.bars))
	for i, bar := range w.bars {
		objects[i] = bar
	}
	return render(w, objects...)
}

func (w *Wave) paint() {
	for i, bar := range w.bars {
		name := theme.Disabled
		if float64(i) < w.played*float64(min(len(w.peaks), len(w.bars))) {
			name = theme.Primary
		}
		bar.FillColor = ink(w, name)
	}
}

func (w *Wave) least() fyne.Size { return fyne.NewSize(80, waveHeight) }

func (w *Wave) place(size fyne.Size) {
	pitch := size.Width / WaveBars
	width := min(waveBar, pitch*0.7)
	for i, bar := range w.bars {
		var peak float32
		if i < len(w.peaks) {
			peak = max(0, min(1, w.peaks[i]))
		}
		height := max(width, peak*waveHeight)
		Put(bar, float32(i)*pitch, (size.Height-height)/2, width, height)
	}
}
