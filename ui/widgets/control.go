package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// ControlState is how a button of the control bar looks.
type ControlState int

// The states of a control.
const (
	ControlOn      ControlState = iota
	ControlOff                  // the microphone or camera is off: error tint
	ControlOpen                 // its panel is open: primary
	ControlDanger               // Leave
	ControlSharing              // this computer's screen is shared
)

// Control is a button of the call's bar: an icon, a caption below that says
// what a click does, and perhaps an arrow that opens a list.
type Control struct {
	press
	icon    assets.Icon
	caption string
	state   ControlState
	count   int
	arrow   *controlArrow // nil for none
	compact bool
	bare    bool

	body  shape
	sign  *canvas.Image
	words *canvas.Text
	badge *canvas.Rectangle
	digit *canvas.Text
}

// The sizes of a control, from the look.
const (
	controlWidth   float32 = 56
	controlHeight  float32 = 44
	controlArrowed float32 = 68
	controlDanger  float32 = 84
	controlCompact float32 = 48
	compactDanger  float32 = 72
	arrowWidth     float32 = 24
	captionRoom    float32 = 24
	badgeSide      float32 = 22
)

// NewControl returns a control. list, when not nil, is what its arrow does.
func NewControl(icon assets.Icon, caption, tip string, act, list func()) *Control {
	c := &Control{
		icon: icon, caption: caption, body: newShape(), sign: newSign(),
		words: &canvas.Text{TextSize: theme.TextCaption, Alignment: fyne.TextAlignCenter},
		badge: &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		digit: &canvas.Text{TextSize: theme.TextCaption, Alignment: fyne.TextAlignCenter, TextStyle: fyne.TextStyle{Bold: true}},
	}
	if list != nil {
		c.arrow = newControlArrow(list)
	}
	c.extend(c, act)
	c.SetTip(tip)
	return c
}

// Arrow is the part that opens the list of a control that has one.
func (c *Control) Arrow() fyne.CanvasObject { return c.arrow }

// Caption returns the words below.
func (c *Control) Caption() string { return c.caption }

// SetEnabled lets it be pressed, or not.
func (c *Control) SetEnabled(on bool) {
	if on == !c.Disabled() {
		return
	}
	enable(c, on)
	if c.arrow != nil {
		enable(c.arrow, on)
	}
}

// Set changes icon, caption and state; the same again costs nothing.
func (c *Control) Set(icon assets.Icon, caption string, state ControlState) {
	if c.icon == icon && c.caption == caption && c.state == state {
		return
	}
	c.icon, c.caption, c.state = icon, caption, state
	c.Refresh()
}

// SetCount shows how much is unread; 0 shows nothing.
func (c *Control) SetCount(n int) {
	if c.count != n {
		c.count = n
		c.Refresh()
	}
}

// SetSmall leaves the caption out (bare), or also the arrow (compact).
func (c *Control) SetSmall(bare, compact bool) {
	if c.bare == bare && c.compact == compact {
		return
	}
	c.bare, c.compact = bare, compact
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *Control) CreateRenderer() fyne.WidgetRenderer {
	objects := c.body.objects(c.sign, c.words, c.badge, c.digit)
	if c.arrow != nil {
		objects = append(objects, c.arrow)
	}
	return render(c, objects...)
}

func (c *Control) paint() {
	ground, sign := c.colors()
	c.body.paint(&c.press, ground)
	setSign(c.sign, c.icon, ink(c, sign))
	c.words.Text, c.words.Color = c.caption, ink(c, theme.Text)
	SetVisible(c.words, !c.bare && !c.compact)
	SetVisible(c.badge, c.count > 0)
	SetVisible(c.digit, c.count > 0)
	c.badge.FillColor, c.digit.Color = ink(c, theme.Sharing), ink(c, theme.OnSharing)
	c.digit.Text = countText(c.count)
	if c.arrow != nil {
		SetVisible(c.arrow, !c.compact)
		c.arrow.color = sign
		c.arrow.Refresh()
	}
}

func countText(n int) string {
	if n > 9 {
		return "9+"
	}
	return strconv.Itoa(n)
}

func (c *Control) colors() (ground, sign fyne.ThemeColorName) {
	switch {
	case c.Disabled():
		return theme.Sunken, theme.Disabled
	case c.state == ControlOff:
		return theme.ErrorTint, theme.Error
	case c.state == ControlOpen:
		return theme.Primary, theme.OnPrimary
	case c.state == ControlDanger:
		return theme.Danger, theme.OnDanger
	case c.state == ControlSharing:
		return theme.Sharing, theme.OnSharing
	}
	return theme.Raised, theme.Text
}

func (c *Control) least() fyne.Size {
	width, height := c.width(), controlHeight
	if c.compact {
		return fyne.NewSize(width, controlCompact)
	}
	if !c.bare {
		height += captionRoom
	}
	return fyne.NewSize(width, height)
}

func (c *Control) width() float32 {
	switch {
	case c.state == ControlDanger && c.compact:
		return compactDanger
	case c.state == ControlDanger:
		return controlDanger
	case c.compact:
		return controlCompact
	case c.arrow != nil:
		return controlArrowed
	}
	return controlWidth
}

func (c *Control) place(size fyne.Size) {
	width, height := c.width(), controlHeight
	if c.compact {
		height = controlCompact
	}
	x := (size.Width - width) / 2
	c.body.place(x, 0, width, height, theme.RadiusControl)
	room := width
	if c.arrow != nil && !c.compact {
		room -= arrowWidth - theme.SpaceXS
		Put(c.arrow, x+width-arrowWidth-theme.SpaceXS, 0, arrowWidth, height)
	}
	Put(c.sign, x+(room-theme.IconBar)/2, (height-theme.IconBar)/2, theme.IconBar, theme.IconBar)
	// A caption may be wider than its button: the gaps of the bar are there.
	putText(c.words, x-theme.SpaceS, height, width+2*theme.SpaceS, captionRoom)
	Put(c.badge, x+width-badgeSide+theme.SpaceXS, -theme.SpaceS, badgeSide, badgeSide)
	putText(c.digit, x+width-badgeSide+theme.SpaceXS, -theme.SpaceS, badgeSide, badgeSide)
}

// controlArrow is the small arrow in a control, with a hit area of its own.
type controlArrow struct {
	press
	color fyne.ThemeColorName
	body  shape
	sign  *canvas.Image
}

func newControlArrow(list func()) *controlArrow {
	a := &controlArrow{body: newShape(), sign: newSign()}
	a.extend(a, list)
	a.SetTip("Choose another")
	return a
}

// CreateRenderer implements fyne.Widget.
func (a *controlArrow) CreateRenderer() fyne.WidgetRenderer {
	return render(a, a.body.objects(a.sign)...)
}

func (a *controlArrow) paint() {
	a.body.paint(&a.press, "")
	setSign(a.sign, assets.ChevronDown, ink(a, a.color))
}

func (a *controlArrow) least() fyne.Size { return fyne.NewSize(arrowWidth, controlHeight) }

func (a *controlArrow) place(size fyne.Size) {
	a.body.place(0, theme.SpaceXS, size.Width, size.Height-2*theme.SpaceXS, theme.RadiusSmall)
	Put(a.sign, (size.Width-14)/2, (size.Height-14)/2, 14, 14)
}
