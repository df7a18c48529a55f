package call

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
)

// networkBars say how well media arrives: four white bars when it is good,
// one amber bar when it is poor.
type networkBars struct {
	*fyne.Container
	bars    [4]*canvas.Rectangle
	quality int
}

const barsWidth float32 = 16

func newNetworkBars() *networkBars {
	b := &networkBars{quality: -1}
	objects := make([]fyne.CanvasObject, len(b.bars))
	for i := range b.bars {
		b.bars[i] = box(theme.OnVideoLabel, 1)
		objects[i] = b.bars[i]
	}
	b.Container = placed(b.place, objects...)
	return b
}

// set shows a quality: 0 unknown, 1 poor, 2 fair, 3 good.
func (b *networkBars) set(quality int) {
	if quality == b.quality {
		return
	}
	b.quality = quality
	lit, light := barsOf(quality)
	for i, bar := range b.bars {
		bar.FillColor = color.NRGBA{0xff, 0xff, 0xff, 0x50}
		if i < lit {
			bar.FillColor = light
		}
	}
	canvas.Refresh(b.bars[0])
}

func barsOf(quality int) (lit int, light color.Color) {
	switch quality {
	case 1:
		return 1, dark(theme.Warning)
	case 2:
		return 3, dark(theme.OnVideoLabel)
	case 3:
		return 4, dark(theme.OnVideoLabel)
	}
	return 0, nil
}

func (b *networkBars) place(size fyne.Size) {
	const width, pitch = 2.6, 4.4
	bottom := (size.Height + 13) / 2
	for i, bar := range b.bars {
		height := 4 + 3*float32(i)
		put(bar, float32(i)*pitch, bottom-height, width, height)
	}
}
