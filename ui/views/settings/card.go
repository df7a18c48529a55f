package settings

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// card is a titled card with a word about its state at the right.
func card(title string, aside fyne.CanvasObject, rows ...fyne.CanvasObject) *widgets.Ground {
	head := []fyne.CanvasObject{widgets.NewLabel(title, widgets.Style{Size: theme.TextLead, Bold: true})}
	if aside != nil {
		head = append(head, aside)
	}
	column := append([]fyne.CanvasObject{widgets.NewLine(theme.SpaceM, 0, head...)}, rows...)
	const margin = theme.SpaceL
	return widgets.NewCard(widgets.NewInset(margin, margin, margin, margin, widgets.NewColumn(theme.SpaceM, column...)))
}

// note is a muted line of explanation.
func note(text string) *widgets.Label {
	return widgets.NewLabel(text, widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 4})
}

// state is a sign and a word that say how a device does.
type state struct {
	content *fyne.Container
	sign    *widgets.Sign
	word    *widgets.Label
}

func newState() *state {
	s := &state{
		sign: widgets.NewSign("", theme.Success, theme.IconSmall),
		word: widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Whole: true}),
	}
	s.content = widgets.NewLine(theme.SpaceS, -1, s.sign, s.word)
	return s
}

func (s *state) set(icon assets.Icon, word string, color fyne.ThemeColorName) {
	s.sign.Set(icon, color)
	s.word.Set(word, color)
	widgets.SetVisible(s.sign, icon != "")
}
