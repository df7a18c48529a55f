package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// Kind is how much a button stands out, and what it is for.
type Kind int

// The kinds of button.
const (
	Standard  Kind = iota
	Primary        // the one main act of a view
	Quiet          // words only, in primary
	Plain          // an icon without ground
	Outline        // on a tint or track
	Danger         // Leave and Decline only
	Risky          // removes something; it asks before
	OverVideo      // on a picture
	OnSharing      // on the colour of sharing
	TurnedOff      // a microphone or camera that is off
)

// Button is an icon, a verb, or both.
type Button struct {
	press
	text string
	icon assets.Icon
	kind Kind

	// Height and Width are of the drawn shape; what can be hit is at least
	// theme.Control by theme.Control. Width 0 follows the words.
	Height, Width float32
	// Radius 0 follows the height; canvas.RadiusMaximum makes it round.
	Radius float32
	// IconSize is of the icon; 0 is theme.IconInline.
	IconSize float32

	raised bool // it stands on theme.Raised

	body  shape
	sign  *canvas.Image
	label *canvas.Text
}

// NewButton returns a button that calls act. icon may be empty.
func NewButton(text string, icon assets.Icon, kind Kind, act func()) *Button {
	b := &Button{
		text: text, icon: icon, kind: kind, Height: theme.Control,
		body: newShape(), sign: newSign(), label: &canvas.Text{TextSize: theme.TextBody},
	}
	b.extend(b, act)
	return b
}

// NewIconButton returns a square button without words; tip says what it does.
func NewIconButton(icon assets.Icon, tip string, kind Kind, act func()) *Button {
	b := NewButton("", icon, kind, act)
	b.SetTip(tip)
	return b
}

// Text returns the words.
func (b *Button) Text() string { return b.text }

// Set changes words, icon and kind; the same again costs nothing.
func (b *Button) Set(text string, icon assets.Icon, kind Kind) {
	if b.text == text && b.icon == icon && b.kind == kind {
		return
	}
	b.text, b.icon, b.kind = text, icon, kind
	b.Refresh()
}

// SetKind changes how much the button stands out.
func (b *Button) SetKind(kind Kind) { b.Set(b.text, b.icon, kind) }

// SetEnabled lets it be pressed, or not.
func (b *Button) SetEnabled(on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	return render(b, b.body.objects(b.sign, b.label)...)
}

func (b *Button) paint() {
	ground, words := b.colors()
	b.body.paint(&b.press, ground)
	if b.kind == Primary && b.active() {
		b.body.overlay.FillColor = ink(b, b.primaryOverlay())
	}
	b.body.ground.StrokeWidth = 0
	if b.kind == Outline {
		b.body.ground.StrokeColor, b.body.ground.StrokeWidth = ink(b, theme.FieldEdge), theme.StrokeEdge
	}
	b.label.Text, b.label.Color = b.text, ink(b, words)
	b.label.TextStyle.Bold = b.bold()
	setSign(b.sign, b.icon, ink(b, words))
}

// primaryOverlay is what lies over a main button: under the pointer its
// ground changes instead.
func (b *Button) primaryOverlay() fyne.ThemeColorName {
	if b.down {
		return theme.Pressed
	}
	return ""
}

func (b *Button) colors() (ground, words fyne.ThemeColorName) {
	if b.Disabled() {
		return b.disabledGround(), theme.Disabled
	}
	switch b.kind {
	case Primary:
		if b.hovered {
			return theme.PrimaryHover, theme.OnPrimary
		}
		return theme.Primary, theme.OnPrimary
	case Quiet:
		return "", theme.Primary
	case Plain:
		return "", theme.Text
	case Outline:
		return theme.Surface, theme.Text
	case Danger:
		return theme.Danger, theme.OnDanger
	case Risky:
		return theme.Button, theme.Error
	case OverVideo:
		return theme.VideoLabel, theme.OnVideoLabel
	case OnSharing:
		return theme.OnSharing, theme.Sharing
	case TurnedOff:
		return theme.ErrorTint, theme.Error
	case Standard:
	}
	if b.raised {
		return theme.ButtonOnRaised, theme.Text
	}
	return theme.Button, theme.Text
}

func (b *Button) disabledGround() fyne.ThemeColorName {
	if b.kind == Quiet || b.kind == Plain {
		return ""
	}
	return theme.Sunken
}

func (b *Button) least() fyne.Size {
	return fyne.NewSize(b.width(), b.Height).Max(fyne.NewSquareSize(theme.Control))
}

// width is of the shape: its words with room at both sides.
func (b *Button) width() float32 {
	if b.Width > 0 {
		return b.Width
	}
	if b.text == "" {
		return b.Height
	}
	margin := float32(14)
	if b.Height >= theme.ControlLarge {
		margin = 20
	}
	return b.contentWidth() + 2*margin
}

func (b *Button) bold() bool { return b.kind == Primary || b.kind == Danger || b.kind == OnSharing }

func (b *Button) contentWidth() float32 {
	width := b.natural()
	if b.icon != "" && width > 0 {
		width += theme.SpaceS
	}
	if b.icon != "" {
		width += b.iconSize()
	}
	return width
}

func (b *Button) natural() float32 {
	return measure(b.text, theme.TextBody, fyne.TextStyle{Bold: b.bold()})
}

func (b *Button) iconSize() float32 {
	if b.IconSize > 0 {
		return b.IconSize
	}
	return theme.IconInline
}

func (b *Button) place(size fyne.Size) {
	width := size.Width
	if b.text == "" || b.Width > 0 {
		width = b.width()
	}
	x, y := (size.Width-width)/2, (size.Height-b.Height)/2
	b.body.place(x, y, width, b.Height, b.radius())
	b.placeContent(x, y, width)
}

func (b *Button) radius() float32 {
	switch {
	case b.Radius != 0:
		return b.Radius
	case b.Height < theme.Control:
		return theme.RadiusSmall
	case b.Height >= theme.ControlLarge:
		return theme.RadiusInner
	}
	return theme.RadiusButton
}

// placeContent centres icon and words in the shape, and cuts the words where
// there is no room for all of them.
func (b *Button) placeContent(x, y, width float32) {
	room := width - 2*theme.SpaceXS - (b.contentWidth() - b.natural())
	bold := fyne.TextStyle{Bold: b.label.TextStyle.Bold}
	b.label.Text = shorten(b.text, room, func(s string) float32 { return measure(s, theme.TextBody, bold) })
	words := measure(b.label.Text, theme.TextBody, bold)
	x += (width - (b.contentWidth() - b.natural() + words)) / 2
	if b.icon != "" {
		side := b.iconSize()
		Put(b.sign, x, y+(b.Height-side)/2, side, side)
		x += side + theme.SpaceS
	}
	putText(b.label, x, y, words, b.Height)
}
