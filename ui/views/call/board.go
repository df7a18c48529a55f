package call

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/call/annotation"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/ui/grid"
	"parley/ui/theme"
	"parley/ui/video"
	"parley/ui/widgets"
)

// board is the screen that somebody shares: large, where it is never cropped
// unless the person zooms in, or small beside another one.
type board struct {
	widget.BaseWidget
	object  fyne.CanvasObject // the board in the colours of the call
	state   boardState
	tracks  session.Tracks
	surface *video.Surface
	acts    boardActs
	covers  *canvas.Rectangle // where on the page the picture lets nothing through; never painted

	ground  *canvas.Rectangle
	line    *widgets.Label // why there is no picture
	dim     *canvas.Rectangle
	notice  *reconnecting
	enlarge *widgets.Button // the label of a small one
	marks   *boardMarks
	body    *fyne.Container

	zoom    grid.Zoom
	pinched float64   // the scale at which two fingers began to zoom
	picture grid.Size // what is shared, in pixels; zero before the first picture
	small   bool
	shown   bool // on the stage, and the stage on the page that is open
	hidden  bool // with the window
	live    bool
	pending time.Time // since when there is no picture
}

// boardState is what is said of a screen that somebody shares.
type boardState struct {
	id, name, key string // of the participant
	window        bool   // one window is shared, rather than a display
	pointing      bool   // one may point at it and draw on it
	paused        bool   // it stands still because its maker wants it so
	away          string // why nothing comes; the last picture is dimmed
}

// boardActs is what a board tells. None is nil.
type boardActs struct {
	enlarge func()                   // a small one shall be the large one
	changed func()                   // zoom or size of the picture
	stir    func()                   // the pointer moves here
	mark    func(annotation.Message) // this person points or draws
	asked   func()                   // and would like to
}

func newBoard(clock video.Clock, state boardState, tracks session.Tracks, acts boardActs) *board {
	b := &board{
		tracks: tracks, acts: acts, state: state, covers: &canvas.Rectangle{},
		ground: box(theme.Surface, theme.RadiusCard),
		line:   widgets.NewLabel("", widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 3}),
		dim:    canvas.NewRectangle(dimmed()), notice: newReconnecting(),
	}
	b.surface = video.New(clock, video.Options{Feed: tracks.Screen, Shown: b.presented, Sized: b.resized, Screen: true})
	b.enlarge = widgets.NewButton("", "", widgets.OverVideo, acts.enlarge)
	b.enlarge.Height, b.enlarge.Radius, b.enlarge.IconSize = labelHeight, overVideo, theme.IconSmall
	b.enlarge.SetTip("Show this one large")
	b.marks = newBoardMarks(tracks.Annotations, state.key, acts.mark)
	b.body = placed(b.place, b.ground, b.line, b.surface.Object(), b.marks.image, b.dim, b.notice.Container, b.enlarge)
	b.ExtendBaseWidget(b)
	b.object = container.NewThemeOverride(b, theme.Call())
	b.paint()
	return b
}

// presented counts a picture that reached the screen.
func (b *board) presented(v *frame.Video) {
	if b.tracks.ShownScreen != nil {
		b.tracks.ShownScreen(v)
	}
}

// resized follows the size of what is shared.
func (b *board) resized(width, height int) {
	b.picture = grid.Size{W: float32(width), H: float32(height)}
	b.place(b.Size())
	b.acts.changed()
}

// CreateRenderer implements fyne.Widget.
func (b *board) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.body) }

// set takes what is to be said; the same again costs nothing.
func (b *board) set(s boardState) {
	if s != b.state {
		b.state = s
		b.paint()
	}
}

// stand puts the board on the stage.
func (b *board) stand(small bool, x, y, width, height float32) {
	if b.small != small {
		b.small = small
		b.paint()
	}
	b.shown = true
	put(b.object, x, y, width, height)
	show(b.object, true)
	b.place(b.Size())
	b.cover(x, y)
}

// appear shows the board, or hides it and stops its picture.
func (b *board) appear(shown bool) {
	show(b.object, shown)
	b.shown = shown
	b.place(b.Size())
}

// hide stops the picture while the window cannot be seen, and lets it stay
// where it is.
func (b *board) hide(hidden bool) {
	if b.hidden != hidden {
		b.hidden = hidden
		b.placePicture()
	}
}

// close ends the picture for good.
func (b *board) close() { b.surface.Close() }

// beat follows the picture.
func (b *board) beat(now time.Time) {
	live := b.surface.Live()
	if live || b.pending.IsZero() {
		b.pending = now
	}
	b.line.SetText(waitingForScreen(firstName(b.state.name), now.Sub(b.pending)))
	if live != b.live {
		b.live = live
		b.paint()
	}
	b.beatMarks(now)
}

// beatMarks draws what people point at and draw. A small screen has no room
// for it.
func (b *board) beatMarks(now time.Time) {
	if b.small || !b.shown || !b.live {
		show(b.marks.image, false)
		return
	}
	if b.marks.on && !b.state.pointing {
		b.setPen(false, now)
	}
	if b.marks.granted(b.state.pointing, now) {
		b.setPen(true, now)
	}
	at, size := b.picturePlace()
	b.marks.beat(now, at, size, b.pixels())
}

// setPen turns the pen on or off.
func (b *board) setPen(on bool, now time.Time) {
	b.marks.set(on, now)
	b.acts.changed()
}

func (b *board) picturePlace() (fyne.Position, fyne.Size) {
	return b.surface.Object().Position(), b.surface.Object().Size()
}

// paint shows and hides the parts as state and form want it.
func (b *board) paint() {
	away := b.state.away != ""
	show(b.ground, b.small || !b.live)
	show(b.line, !b.live && !b.small)
	show(b.dim, away)
	show(b.notice.Container, away && !b.small)
	show(b.enlarge, b.small)
	b.notice.set(b.state.away)
	b.place(b.Size())
}

// pixels is how many pixels of the screen a Fyne unit has.
func (b *board) pixels() float32 {
	c := fyne.CurrentApp().Driver().CanvasForObject(b)
	if c == nil {
		return 1
	}
	const far = 1000 // the answer is in whole pixels
	x, _ := c.PixelCoordinateForPosition(fyne.NewPos(far, far))
	return max(float32(x)/far, 0.1)
}

// view is the board's size in pixels.
func (b *board) view() grid.Size {
	scale := b.pixels()
	round := func(x float32) float32 { return float32(math.Floor(float64(x*scale) + 0.001)) }
	return grid.Size{W: round(b.Size().Width), H: round(b.Size().Height)}
}

func (b *board) place(size fyne.Size) {
	put(b.ground, 0, 0, size.Width, size.Height)
	put(b.dim, 0, 0, size.Width, size.Height)
	b.placePicture()
	height := b.line.HeightFor(max(0, size.Width-2*theme.SpaceXL))
	put(b.line, theme.SpaceXL, (size.Height-height)/2, max(0, size.Width-2*theme.SpaceXL), height)
	notice := b.notice.fit(fyne.NewSize(max(0, size.Width-2*labelPad), size.Height))
	put(b.notice.Container, (size.Width-notice.Width)/2, theme.SpaceXL, notice.Width, notice.Height)
	b.placeLabel(size)
}

// placeLabel says at the bottom left whose screen a small board is, as far as
// there is room.
func (b *board) placeLabel(size fyne.Size) {
	text, icon, inset := firstName(b.state.name)+"’s screen", assets.Share, theme.SpaceS
	if size.Width < tight {
		text, icon, inset = firstName(b.state.name), "", theme.SpaceXS
	}
	b.enlarge.Set(text, icon, widgets.OverVideo)
	hit := b.enlarge.MinSize() // higher than what is drawn
	put(b.enlarge, inset, size.Height-inset-(hit.Height+labelHeight)/2, max(0, min(hit.Width, size.Width-2*inset)), hit.Height)
}

// placePicture puts the picture where zoom and size want it, on whole pixels,
// and has it made for that.
func (b *board) placePicture() {
	if !b.shown || b.Size().Width <= 0 || b.Size().Height <= 0 {
		b.surface.Hide()
		return
	}
	if b.hidden {
		b.surface.Rest()
		return
	}
	zoom := b.zoom
	if b.small {
		zoom = grid.Zoom{}
	}
	view, scale := b.view(), b.pixels()
	if b.picture.W <= 0 {
		b.surface.Show(int(view.W), int(view.H))
		return
	}
	r := zoom.Place(b.picture, view)
	put(b.surface.Object(), r.X/scale, r.Y/scale, r.W/scale, r.H/scale)
	b.surface.SetRadius(b.radius(zoom))
	b.surface.Show(int(r.W), int(r.H))
	if b.live && !b.small {
		at, size := b.picturePlace()
		b.marks.place(time.Now(), at, size, scale)
	}
}

// radius rounds a picture that is shown whole, and cuts no pixel off one that
// somebody looks at closely.
func (b *board) radius(zoom grid.Zoom) float32 {
	if zoom.Fits() {
		return theme.RadiusSmall
	}
	return 0
}

// cover finds what of the page is behind the picture of a board at x, y.
func (b *board) cover(x, y float32) {
	show(b.covers, b.live || b.ground.Visible())
	pos, size := b.surface.Object().Position(), b.surface.Object().Size()
	if b.ground.Visible() {
		pos, size = fyne.Position{}, b.Size()
	}
	left, top := max(pos.X, 0), max(pos.Y, 0)
	right, bottom := min(pos.X+size.Width, b.Size().Width), min(pos.Y+size.Height, b.Size().Height)
	put(b.covers, x+left, y+top, max(0, right-left), max(0, bottom-top))
}
