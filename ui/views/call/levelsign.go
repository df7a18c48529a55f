package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// levelSign says of a person in a sign whether they speak: three dots when
// silent, three bars that follow the voice, a struck microphone when muted.
type levelSign struct {
	*fyne.Container
	bars  [3]*canvas.Rectangle
	muted *widgets.Sign
	step  int // of the bars' height, 0 for dots
}

// levelSide is the sign's size, levelSteps how many heights its bars have.
const (
	levelSide  float32 = 16
	levelSteps int     = 6
)

// levelShare is how high each bar is beside the highest.
var levelShare = [3]float32{0.6, 1, 0.75}

func newLevelSign() *levelSign {
	s := &levelSign{muted: widgets.NewSign(assets.MicrophoneOff, theme.Error, levelSide)}
	objects := []fyne.CanvasObject{s.muted}
	for i := range s.bars {
		s.bars[i] = box(theme.Primary, 1.5)
		objects = append(objects, s.bars[i])
	}
	s.muted.Hide()
	s.Container = placed(s.place, objects...)
	return s
}

// setMuted shows the struck microphone, or the bars.
func (s *levelSign) setMuted(muted bool) {
	show(s.muted, muted)
	for _, bar := range s.bars {
		show(bar, !muted)
	}
}

// setLevel follows the voice of somebody who speaks.
func (s *levelSign) setLevel(level float64, speaking bool) {
	step := 0
	if speaking {
		step = 1 + int(min(level, 1)*float64(levelSteps-1)+0.5)
	}
	if step == s.step || s.muted.Visible() {
		return
	}
	s.step = step
	s.place(s.Size())
	canvas.Refresh(s.bars[0])
}

func (s *levelSign) place(size fyne.Size) {
	put(s.muted, 0, (size.Height-levelSide)/2, levelSide, levelSide)
	const width, pitch, least, most = 3, 5, 3, 14
	for i, bar := range s.bars {
		height := float32(least)
		if s.step > 0 {
			height += (most - least) * levelShare[i] * float32(s.step) / float32(levelSteps)
		}
		put(bar, 1.5+float32(i)*pitch, (size.Height-height)/2, width, height)
	}
}
