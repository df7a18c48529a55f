package widgets

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
)

// NewKeyCap returns the name of a key as it stands on a keyboard.
func NewKeyCap(name string) fyne.CanvasObject {
	label := NewLabel(name, Style{Size: theme.TextCaption, Color: theme.Muted, Whole: true})
	key := NewGround(theme.Surface, 6, NewInset(3, theme.SpaceS, 3, theme.SpaceS, label))
	key.Edge = theme.FieldEdge
	return key
}
