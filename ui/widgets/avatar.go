package widgets

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Presence is what the dot at an avatar says.
type Presence int

// The presences.
const (
	NoPresence Presence = iota // no dot
	Online                     // a dot
	Away                       // a hollow ring
)

// Avatar is a person's initials on a ground that follows from their key.
type Avatar struct {
	widget.BaseWidget
	name, key string
	presence  Presence
	size      float32

	disc    *canvas.Rectangle
	letters *canvas.Text
	rim     *canvas.Rectangle // parts the dot from the disc
	dot     *canvas.Rectangle
	// On is the colour behind the avatar, for the rim of the dot.
	On fyne.ThemeColorName
}

// NewAvatar returns initials of size by size, or less where it gets less room,
// on a card.
func NewAvatar(name, key string, size float32) *Avatar {
	round := func() *canvas.Rectangle { return &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum} }
	a := &Avatar{
		name: name, key: key, size: size, On: theme.Surface,
		disc: round(), rim: round(), dot: round(),
		letters: &canvas.Text{
			TextStyle: fyne.TextStyle{Bold: true}, Alignment: fyne.TextAlignCenter,
		},
	}
	a.ExtendBaseWidget(a)
	return a
}

// Set changes the person and presence; the same again costs nothing.
func (a *Avatar) Set(name, key string, presence Presence) {
	if a.name == name && a.key == key && a.presence == presence {
		return
	}
	a.name, a.key, a.presence = name, key, presence
	a.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	return render(a, a.disc, a.letters, a.rim, a.dot)
}

func (a *Avatar) paint() {
	a.disc.FillColor, a.letters.Color = theme.Avatar(a.key)
	a.letters.Text = Initials(a.name)
	SetVisible(a.rim, a.presence != NoPresence)
	SetVisible(a.dot, a.presence != NoPresence)
	a.rim.FillColor = ink(a, a.On)
	a.dot.FillColor, a.dot.StrokeWidth = ink(a, theme.Success), 0
	if a.presence == Away {
		a.dot.FillColor = ink(a, a.On)
		a.dot.StrokeColor, a.dot.StrokeWidth = ink(a, theme.Muted), 2
	}
}

func (a *Avatar) least() fyne.Size { return fyne.NewSquareSize(a.size) }

func (a *Avatar) place(size fyne.Size) {
	side := min(a.size, size.Width, size.Height)
	a.letters.TextSize = side * 0.36
	x, y := (size.Width-side)/2, (size.Height-side)/2
	Put(a.disc, x, y, side, side)
	putText(a.letters, x, y, side, side)
	dot := max(10, side*0.23)
	rim := dot + 4
	const out = 2
	Put(a.rim, x+side-rim+out, y+side-rim+out, rim, rim)
	Put(a.dot, x+side-rim+out+2, y+side-rim+out+2, dot, dot)
}

// Initials returns the first letters of the first and the last word of a
// name, in capitals, or of its first word alone the first two letters.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return strings.ToUpper(firstLetters(words[0], 2))
	}
	return strings.ToUpper(firstLetters(words[0], 1) + firstLetters(words[len(words)-1], 1))
}

func firstLetters(word string, n int) string {
	end := 0
	for range n {
		_, size := utf8.DecodeRuneInString(word[end:])
		end += size
	}
	return word[:end]
}
