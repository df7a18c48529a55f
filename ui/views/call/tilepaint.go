package call

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// toolTime is how long a tile's tools stay after the pointer moved there.
const toolTime = 3 * time.Second

// faceSide is how large the initials of somebody without a picture are.
const faceSide float32 = 104

// poor is the quality from which on a tile says that its network is weak.
const poor = 1

// paint shows and hides the parts as state and form want it.
func (t *tile) paint() {
	away := t.state.away != ""
	show(t.ground, !t.live)
	show(t.face.Container, !t.live)
	show(t.line, !t.live && !t.form.small && !t.form.low)
	show(t.dim, away)
	show(t.notice.Container, away && !t.form.small && !t.form.low)
	t.notice.set(t.state.away)
	caution := t.state.caution(t.quality)
	t.weak.set(caution)
	show(t.weak.Container, caution != "" && !away && !t.form.small && !t.form.tight)
	t.label.tight = t.form.tight
	show(t.label.Container, !t.form.small || t.state.muted)
	quality := t.quality
	if t.state.self {
		quality = 0 // one's own picture comes over no network
	}
	t.label.set(t.state.name, t.state.verified, t.state.muted, quality)
	kind := widgets.OverVideo
	if t.form.pinned {
		kind = widgets.Primary
	}
	t.pin.SetKind(kind)
	t.place(t.Size())
	t.paintRing()
}

// paintRing draws the edge of who speaks, who has the focus, and the self view.
func (t *tile) paintRing() {
	t.ring.StrokeColor, t.ring.StrokeWidth = nil, 0
	switch {
	case t.focused:
		t.ring.StrokeColor, t.ring.StrokeWidth = dark(theme.Primary), theme.StrokeFocus
	case t.form.small:
		t.ring.StrokeColor, t.ring.StrokeWidth = dark(theme.Disabled), theme.StrokeFocus
	case t.speaks.on && !t.yields && !t.form.lone && !t.state.muted:
		t.ring.StrokeColor, t.ring.StrokeWidth = dark(theme.Primary), theme.StrokeSpeaking
	}
	canvas.Refresh(t.ring)
}

// paintTools shows the tools while the pointer moves here or the focus is on
// the tile or one of them.
func (t *tile) paintTools(now time.Time) {
	wanted := now.Sub(t.touched) < toolTime || t.focused || t.holdsFocus()
	show(t.pin, !t.form.lone)
	if wanted = wanted && !t.state.self && !t.form.small; wanted != t.tools.Visible() {
		show(t.tools, wanted)
		canvas.Refresh(t) // a container that shows does not ask for it
	}
}

func (t *tile) holdsFocus() bool {
	c := fyne.CurrentApp().Driver().CanvasForObject(t)
	if c == nil || c.Focused() == nil {
		return false
	}
	return slices.Contains([]fyne.Focusable{t.pin, t.volume, t.more}, c.Focused())
}

func (t *tile) place(size fyne.Size) {
	for _, o := range []fyne.CanvasObject{t.ground, t.surface.Object(), t.dim, t.ring} {
		put(o, 0, 0, size.Width, size.Height)
	}
	t.placeFace(size)
	inset := t.labelInset()
	put(t.label.Container, inset, size.Height-inset-labelHeight, min(t.label.width(), max(0, size.Width-2*inset)), labelHeight)
	put(t.weak.Container, inset, inset+t.form.top, min(t.weak.width(), max(0, size.Width-2*inset)), labelHeight)
	t.placeNotice(size, inset)
	tools := t.tools.MinSize()
	put(t.tools, size.Width-inset-tools.Width, inset+t.form.top, tools.Width, tools.Height)
}

// placeNotice puts the box of somebody who is away below the upper edge, and
// never over the label.
func (t *tile) placeNotice(size fyne.Size, inset float32) {
	top := t.form.top + inset
	room := fyne.NewSize(max(0, size.Width-2*inset), max(0, size.Height-top-labelHeight-2*inset))
	box := t.notice.fit(room)
	y := top + max(0, min(theme.SpaceXL-inset, room.Height-box.Height))
	put(t.notice.Container, (size.Width-box.Width)/2, y, box.Width, box.Height)
}

// labelInset is how far from the edges label and tools stand.
func (t *tile) labelInset() float32 {
	if t.form.tight {
		return theme.SpaceXS
	}
	return labelPad
}

// placeFace centres the initials with the line below, in the tile or, where it
// is low, in what the label leaves of it.
func (t *tile) placeFace(size fyne.Size) {
	const margin = theme.SpaceL
	width := max(0, size.Width-2*margin)
	var below float32
	if t.line.Visible() {
		below = theme.SpaceM + t.line.HeightFor(width)
	}
	room := size.Height
	switch {
	case t.form.low:
		room -= labelHeight + t.labelInset()
	case !t.form.small:
		room -= labelHeight + 2*labelPad
	}
	side := max(0, min(faceSide, size.Height*0.5, room-below-theme.SpaceS))
	y := min((size.Height-side-below)/2, room-side-below)
	put(t.face.Container, (size.Width-side)/2, y, side, side)
	put(t.line, margin, y+side+theme.SpaceM, width, max(0, below-theme.SpaceM))
}
