package call

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/video"
	"parley/ui/widgets"
)

// tile is one person in the call: their picture or initials, what is to be
// said of them, and the tools that the pointer or the focus brings out.
type tile struct {
	widget.BaseWidget
	object  fyne.CanvasObject // the tile in the colours of the call
	state   tileState
	form    form
	tracks  session.Tracks
	surface *video.Surface
	acts    tileActs

	ground *canvas.Rectangle
	face   *face
	line   *widgets.Label // why there is no picture
	dim    *canvas.Rectangle
	ring   *canvas.Rectangle
	label  *nameLabel
	weak   *caution
	notice *reconnecting
	tools  *fyne.Container
	pin    *widgets.Button
	volume *widgets.Button
	more   *widgets.Button
	body   *fyne.Container

	speaks  speaking
	yields  bool // another has the floor and speaks
	quality int
	live    bool      // there is a picture
	pending time.Time // since when there is none
	shown   bool      // on the stage, and the stage on the page that is open
	hidden  bool      // with the window
	focused bool
	touched time.Time     // when the pointer moved here last
	told    *session.View // how the participant was told they are shown; nil before
}

// form is how a tile stands on the stage.
type form struct {
	radius float32
	top    float32 // kept free at the top for what stands there already
	small  bool    // the self view: it says only what matters
	tight  bool    // so narrow that the name is all there is room for
	low    bool    // so low that the face is all there is room for
	lone   bool    // the only large tile: no ring, and nothing to pin
	pinned bool
}

// tileActs is what a tile tells the page. None is nil.
type tileActs struct {
	pin    func()
	volume func(at *widgets.Button)
	more   func(at *widgets.Button)
	stir   func() // the pointer moves here
	drag   func(by fyne.Delta)
	drop   func() // a drag ended
	hide   func() // a double click
}

func newTile(clock video.Clock, state tileState, tracks session.Tracks, acts tileActs) *tile {
	t := &tile{
		tracks: tracks, acts: acts,
		ground: box(theme.Surface, theme.RadiusCard),
		face:   newFace(),
		line:   widgets.NewLabel("", widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 3}),
		dim:    canvas.NewRectangle(dimmed()),
		ring:   &canvas.Rectangle{},
		label:  newNameLabel(), weak: newCaution(), notice: newReconnecting(),
	}
	t.surface = video.New(clock, video.Options{
		Feed: tracks.Camera, Shown: tracks.Shown, Mirror: state.mirror, Leads: !state.self, Radius: theme.RadiusCard,
	})
	t.pin = widgets.NewIconButton(assets.Pin, "Keep this picture large", widgets.OverVideo, acts.pin)
	t.volume = widgets.NewIconButton(assets.Speaker, "Volume of "+state.initials, widgets.OverVideo, func() { acts.volume(t.volume) })
	t.more = widgets.NewIconButton(assets.More, "More about "+state.initials, widgets.OverVideo, func() { acts.more(t.more) })
	t.tools = widgets.NewLine(theme.SpaceS, -1, t.pin, t.volume, t.more)
	t.tools.Hide()
	t.body = placed(t.place, t.ground, t.face.Container, t.line, t.surface.Object(), t.dim, t.ring,
		t.label.Container, t.weak.Container, t.notice.Container, t.tools)
	t.ExtendBaseWidget(t)
	t.object = container.NewThemeOverride(t, theme.Call())
	t.set(state)
	return t
}

// CreateRenderer implements fyne.Widget.
func (t *tile) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.body) }

// set takes what is to be said; the same again costs nothing.
func (t *tile) set(s tileState) {
	if s == t.state {
		return
	}
	t.state = s
	t.face.set(s.initials, s.key)
	t.surface.SetMirror(s.mirror)
	t.follow()
	t.paint()
}

// stand puts the tile on the stage in a form.
func (t *tile) stand(f form, x, y, width, height float32) {
	put(t.object, x, y, width, height)
	t.appear(true)
	if f != t.form {
		t.form = f
		t.ground.FillColor = dark(theme.Surface)
		if f.small {
			t.ground.FillColor = dark(theme.Raised) // it lies over others
		}
		t.surface.SetRadius(f.radius)
		t.ground.CornerRadius, t.dim.CornerRadius, t.ring.CornerRadius = f.radius, f.radius, f.radius
		t.paint()
	}
}

// appear shows the tile, or hides it and stops its picture.
func (t *tile) appear(shown bool) {
	show(t.object, shown)
	t.shown = shown
	t.follow()
}

// follow starts or stops the picture, and tells its size in pixels.
func (t *tile) follow() {
	width, height := t.pixels()
	if !t.shown || !t.state.camera || t.tracks.Camera == nil || width <= 0 {
		t.surface.Hide()
		return
	}
	if t.hidden {
		t.surface.Rest()
		return
	}
	t.surface.Show(width, height)
}

// hide stops the picture while the window cannot be seen, and lets it stay
// where it is.
func (t *tile) hide(hidden bool) {
	if t.hidden != hidden {
		t.hidden = hidden
		t.follow()
	}
}

// pixels is the tile's size in pixels of the screen.
func (t *tile) pixels() (width, height int) {
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		scale = c.Scale()
	}
	size := t.Size()
	return int(size.Width * scale), int(size.Height * scale)
}

// lines is how many pixels high the picture is, with what the tile crops of
// one of a camera's usual aspect; 0 while nothing of it is seen.
func (t *tile) lines() int {
	width, height := t.pixels()
	if !t.shown || t.hidden {
		return 0
	}
	return max(height, width*9/16)
}

// beat follows voice, network and picture.
func (t *tile) beat(now time.Time) {
	t.listen(now)
	quality, live := int(gauge(t.tracks.Quality)), t.surface.Live()
	if live || t.pending.IsZero() {
		t.pending = now
	}
	t.line.SetText(t.state.line(now.Sub(t.pending)))
	if quality != t.quality || live != t.live {
		t.quality, t.live = quality, live
		t.paint()
	}
	t.paintTools(now)
}

// listen follows the voice.
func (t *tile) listen(now time.Time) {
	level, spoke := gauge(t.tracks.Level), t.speaks.on
	t.label.level.setLevel(level, t.speaks.update(level, now))
	if spoke != t.speaks.on {
		t.paintRing()
	}
}

// yield leaves the ring of who speaks to somebody else, or takes it back.
func (t *tile) yield(yields bool) {
	if t.yields != yields {
		t.yields = yields
		t.paintRing()
	}
}

// gauge reads a gauge that may be missing.
func gauge(g *frame.Gauge) float64 {
	if g == nil {
		return 0
	}
	return g.Value()
}

// close ends the picture for good.
func (t *tile) close() { t.surface.Close() }
