package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// ComposerActs is what a Composer asks for. None is nil.
type ComposerActs struct {
	Send     func(text string)
	Changed  func(text string)
	Attach   func(at fyne.Widget)
	Emoji    func(at fyne.Widget)
	EditLast func()             // the up arrow, while nothing is written
	Leave    func() (used bool) // Escape
	// Paste asks for what was copied. write is called once, now or later, with
	// the text to write; it is empty when there is none.
	Paste func(write func(text string))
}

// Composer is where a message is written, on a page that is dark always. It
// grows with the lines, up to five.
type Composer struct {
	widget.BaseWidget
	acts ComposerActs
	hint string // in words, while it is empty

	rect     *canvas.Rectangle
	draft    *draft
	inner    fyne.CanvasObject
	attach   *Button
	emoji    *Button
	sendAway *Button
	rows     int
	more     bool // there is more to send than what is written
}

// The measures of a composer.
const (
	composerSide  float32 = 40
	composerInset float32 = 4
	composerLeft  float32 = 39
	composerRows          = 5
)

// NewComposer returns an empty composer.
func NewComposer(acts ComposerActs) *Composer {
	c := &Composer{acts: acts, rect: &canvas.Rectangle{CornerRadius: theme.RadiusInner}, rows: 1}
	c.draft = newDraft(c)
	c.inner = container.NewThemeOverride(c.draft, fieldTheme{dark: true})
	c.attach = NewIconButton(assets.Attach, "Send files", Plain, func() { acts.Attach(c.attach) })
	c.emoji = NewIconButton(assets.Smile, "Emoji", Plain, func() { acts.Emoji(c.emoji) })
	c.sendAway = NewIconButton(assets.Send, "Send (Enter)", Primary, c.send)
	c.sendAway.Radius = theme.RadiusSmall
	c.ExtendBaseWidget(c)
	return c
}

// SetMore says that there is something to send even when nothing is written.
func (c *Composer) SetMore(on bool) { c.more = on }

// Text returns what is written.
func (c *Composer) Text() string { return c.draft.Text }

// SetText writes text and puts the cursor behind it.
func (c *Composer) SetText(text string) {
	c.draft.SetText(text)
	c.draft.CursorRow = strings.Count(text, "\n")
	c.draft.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
}

// SetHint says to whom one writes.
func (c *Composer) SetHint(hint string) {
	if c.hint != hint {
		c.hint = hint
		c.draft.SetPlaceHolder(hint)
	}
}

// Insert writes text where the cursor is.
func (c *Composer) Insert(text string) {
	for _, r := range text {
		c.draft.TypedRune(r)
	}
	c.Focus()
}

// Focus puts the cursor into the composer.
func (c *Composer) Focus() {
	if canvas := canvasOf(c); canvas != nil {
		c.FocusOn(canvas)
	}
}

// FocusOn does so in a window where the composer was not drawn yet.
func (c *Composer) FocusOn(canvas fyne.Canvas) { canvas.Focus(c.draft) }

// Paste writes what was copied, where the cursor is.
func (c *Composer) Paste() {
	c.Focus()
	c.draft.paste()
}

// Focused says whether the cursor is there.
func (c *Composer) Focused() bool { return c.draft.focused }

// Entry is where one writes, and Send the button beside.
func (c *Composer) Entry() fyne.CanvasObject { return c.draft }

// Send is the button that sends.
func (c *Composer) Send() *Button { return c.sendAway }

func (c *Composer) send() {
	if c.more || strings.TrimSpace(c.draft.Text) != "" {
		c.acts.Send(c.draft.Text)
	}
}

func (c *Composer) changed(text string) {
	c.measure(c.Size().Width)
	c.Refresh()
	c.acts.Changed(text)
}

// measure counts the rows that the draft needs within width.
func (c *Composer) measure(width float32) {
	if width <= 0 {
		return
	}
	room := width - composerLeft - 2*composerSide - composerInset - 2*composerInset - theme.SpaceL
	set := setPassage([]Piece{{Text: c.draft.Text}}, room, composerRows)
	rows := len(set.lines)
	if strings.HasSuffix(c.draft.Text, "\n") {
		rows++
	}
	c.rows = max(1, min(rows, composerRows))
}

// HeightFor is how high the composer gets.
func (c *Composer) HeightFor(width float32) float32 {
	c.measure(width)
	return theme.ControlLarge + float32(c.rows-1)*lineHeight()
}

// CreateRenderer implements fyne.Widget.
func (c *Composer) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.rect, c.attach, c.inner, c.emoji, c.sendAway)
}

func (c *Composer) paint() {
	c.rect.FillColor = ink(c, theme.Sunken)
	c.rect.StrokeColor, c.rect.StrokeWidth = ink(c, theme.FieldEdge), theme.StrokeEdge
	if c.draft.focused {
		c.rect.StrokeColor, c.rect.StrokeWidth = ink(c, theme.Primary), theme.StrokeFocus
	}
}

func (c *Composer) least() fyne.Size { return fyne.NewSize(200, c.HeightFor(c.Size().Width)) }

func (c *Composer) place(size fyne.Size) {
	Put(c.rect, 0, 0, size.Width, size.Height)
	bottom := size.Height - composerInset - composerSide
	Put(c.attach, composerInset, bottom, composerSide, composerSide)
	x := size.Width - composerInset - composerSide
	Put(c.sendAway, x, bottom, composerSide, composerSide)
	x -= composerSide + composerInset
	Put(c.emoji, x, bottom, composerSide, composerSide)
	height := float32(c.rows)*lineHeight() + 20
	Put(c.inner, composerLeft, (size.Height-height)/2, max(0, x-composerLeft), height)
}
