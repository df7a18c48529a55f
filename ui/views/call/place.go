package call

import (
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// restAfter is how long the pointer rests in full screen before the bar hides.
const restAfter = 3 * time.Second

// The tools at the top right.
const (
	toolGrid = iota
	toolConnection
	toolFullScreen
)

const (
	toolWidth  float32 = 44
	toolMargin float32 = 12
)

func (v *View) buildTools() {
	v.tools[toolGrid] = widgets.NewIconButton(assets.Grid, "", widgets.OverVideo, v.toggleGrid)
	v.tools[toolConnection] = widgets.NewIconButton(assets.Network, "Connection (I)", widgets.OverVideo, v.toggleConnection)
	v.tools[toolFullScreen] = widgets.NewIconButton(assets.FullScreen, "Full screen (F11)", widgets.OverVideo, v.toggleFullScreen)
	for _, b := range v.tools {
		b.Width, b.Height, b.Radius = toolWidth, statusHeight, overVideo
	}
}

// relayout places everything anew for the size there is.
func (v *View) relayout() { v.place(v.object.Size()) }

// place lays the page out. It is the only place where parts get their room.
func (v *View) place(size fyne.Size) {
	if v.self != nil && size.Width > 0 {
		v.placeParts(size)
	}
	v.ground.cover(size, v.opaque())
}

func (v *View) placeParts(size fyne.Size) {
	v.gap = margin(size.Width)
	bottom := size.Height - v.placeBar(size)
	left, right := v.gap, v.placePanel(size, bottom)
	v.top = v.placeSharing(left, max(0, right-left), v.gap)
	stage := fyne.NewSize(max(0, right-left), max(0, bottom-v.top))
	waiting := v.waiting()
	show(v.wait.Container, waiting && !v.isAlone())
	put(v.wait.Container, left, v.top, stage.Width, stage.Height)
	show(v.alone.Container, v.isAlone())
	put(v.alone.Container, left, v.top, stage.Width, stage.Height)
	v.hideScreens(waiting || !v.shown)
	if v.shown {
		v.placeStage(waiting, left, stage)
	}
	v.placeHead(waiting, left, right)
	v.placeToasts(left, bottom, stage.Width)
}

// placeToasts puts toasts and offers over the stage, but never over a screen
// that is shared: they have the place of its tools, or the part without buttons.
func (v *View) placeToasts(left, bottom, width float32) {
	switch {
	case v.largeBoard() == nil:
		bottom -= theme.SpaceXL
	case v.narrow():
		bottom -= 2
	default:
		width, bottom = v.screens.tools.free(), bottom-2
	}
	v.offers.place(left, width, v.toasts.place(left, width, bottom))
}

// opaque lists what lets nothing of the ground through.
func (v *View) opaque() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{v.wait.Container, v.alone.Container, v.panel.panel, v.chat.panel, v.files.panel, v.people.panel}
	for _, t := range v.all() {
		if t != v.self || !t.form.small {
			objects = append(objects, t.object)
		}
	}
	for _, b := range v.onStage() {
		if b.object.Visible() {
			objects = append(objects, b.covers)
		}
	}
	return objects
}

func (v *View) placeStage(waiting bool, left float32, stage fyne.Size) {
	if waiting {
		for _, t := range v.others {
			t.appear(false)
		}
		v.placeSelf(left, v.top, stage)
		return
	}
	v.placeTiles(left, v.top, stage)
}

// placeBar returns how much of the window's height the bar takes.
func (v *View) placeBar(size fyne.Size) float32 {
	show(v.bar.Container, !v.resting)
	if v.resting {
		return v.gap
	}
	height := v.bar.resize(size.Width)
	put(v.bar.Container, 0, size.Height-height, size.Width, height)
	return height
}

// placePanel puts the panel beside the stage, or over it where the window is
// narrow, and returns where the stage ends.
func (v *View) placePanel(size fyne.Size, bottom float32) (right float32) {
	panel, open := v.panels()[v.opened]
	right = size.Width - v.gap
	if !open {
		return right
	}
	width := widgets.PanelWidth
	if v.narrow() {
		width = right - v.gap
	}
	put(panel, right-width, v.gap, width, max(0, bottom-v.gap))
	if size.Width < theme.Wide {
		return right
	}
	return right - width - v.gap
}

// placeHead puts status and tools at the top of the stage.
func (v *View) placeHead(waiting bool, left, right float32) {
	if v.largeBoard() != nil {
		v.placeSharedHead(left, right, v.top)
		return
	}
	inset := toolMargin
	if !waiting && v.arrangement() != faceToFace {
		inset = theme.SpaceXS
	}
	if v.narrow() {
		inset = theme.SpaceS
	}
	x := v.placeTools(right-inset, v.top+inset)
	show(v.status, !waiting)
	room := max(0, x-left-inset-theme.SpaceS)
	put(v.status, left+inset, v.top+inset, min(v.status.width(), room), statusHeight)
}

// placeTools puts the tools that are of use, ending at right, and returns where
// they begin.
func (v *View) placeTools(right, y float32) float32 {
	covered := v.opened != noPanel && v.object.Size().Width < theme.Wide
	used := [...]bool{
		toolGrid:       len(v.others) > 0 && !v.waiting(),
		toolConnection: !v.waiting() && !v.narrow(),
		toolFullScreen: !v.narrow(),
	}
	for i := len(v.tools) - 1; i >= 0; i-- {
		b := v.tools[i]
		show(b, used[i] && !covered)
		if b.Visible() {
			height := b.MinSize().Height
			put(b, right-toolWidth, y-(height-statusHeight)/2, toolWidth, height)
			right -= toolWidth + theme.SpaceS
		}
	}
	v.paintTools()
	return right
}

// paintTools gives status and tools the ground that suits what is behind them.
func (v *View) paintTools() {
	how := v.arrangement()
	overPicture := how == faceToFace && !v.waiting()
	v.status.setGround(overPicture)
	plain := widgets.Standard
	if overPicture {
		plain = widgets.OverVideo
	}
	kind := func(on bool) widgets.Kind {
		if on {
			return widgets.Primary
		}
		return plain
	}
	v.tools[toolGrid].SetKind(plain)
	v.tools[toolConnection].SetKind(kind(v.opened == connectionPanel))
	v.tools[toolFullScreen].SetKind(kind(v.fullScreen))
	tip := "Grid (G)"
	if how == inGrid {
		tip = "One large (G)"
	}
	v.tools[toolGrid].SetTip(tip)
}

// stir says that the pointer moved over the stage.
func (v *View) stir() {
	v.stirred = time.Now()
	if v.resting {
		v.resting = false
		v.relayout()
	}
}

// rest hides the bar in full screen once the pointer was still for a while.
func (v *View) rest(now time.Time) {
	if v.fullScreen && !v.resting && v.opened == noPanel && now.Sub(v.stirred) > restAfter {
		v.resting = true
		v.relayout()
	}
}
