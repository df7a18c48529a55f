package call

import (
	"strings"

	"fyne.io/fyne/v2"

	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// waitingRow shows somebody who asks to be let in.
type waitingRow struct {
	object fyne.CanvasObject
	who    session.Person
	avatar *widgets.Avatar
	name   *widgets.Label
	line   *widgets.Label
	admit  *widgets.Button
	refuse *widgets.Button
	body   *fyne.Container
}

// The sizes of the row.
const (
	waitingHeight float32 = 104
	waitingPad    float32 = theme.SpaceM
)

func newWaitingRow(do func(core.Command)) *waitingRow {
	r := &waitingRow{
		avatar: widgets.NewAvatar("", "", theme.Control),
		name:   widgets.NewLabel("", widgets.Style{Bold: true}),
		line:   widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted}),
	}
	answer := func(yes bool) func() { return func() { do(core.Admit{Key: r.who.Key, Yes: yes}) } }
	r.admit = widgets.NewButton("Let in", "", widgets.Standard, answer(true))
	r.refuse = widgets.NewButton("Refuse", "", widgets.Standard, answer(false))
	r.admit.Height, r.refuse.Height = theme.ControlSmall, theme.ControlSmall
	r.avatar.On = theme.Raised
	r.body = placed(r.place, box(theme.Raised, theme.RadiusInner), r.avatar, r.name, r.line, r.refuse, r.admit)
	r.object = widgets.NewFixed(0, waitingHeight, r.body)
	r.object.Hide()
	return r
}

// set shows somebody; nobody hides the row. The first to come is the first to
// be answered.
func (r *waitingRow) set(who session.Person, known []core.Contact, first bool) {
	r.who = who
	widgets.SetVisible(r.object, who.Key != "")
	r.avatar.Set(who.Name, who.Key, widgets.NoPresence)
	r.name.SetText(who.Name)
	words, alert := acquaintance(who, known)
	color := theme.Muted
	if alert {
		color = theme.Error
	}
	r.line.Set(words, color)
	kind := widgets.Standard
	if first {
		kind = widgets.Primary
	}
	r.admit.SetKind(kind)
}

// acquaintance says how somebody who waits is known, and whether that is
// alarming: a known name with another key.
func acquaintance(who session.Person, known []core.Contact) (words string, alert bool) {
	for _, c := range known {
		if c.Key == who.Key {
			return word(c.Trust == core.Verified, "Verified") + word(c.Trust != core.Verified, "You have met"), false
		}
	}
	for _, c := range known {
		if !who.Guest && strings.EqualFold(c.Name, who.Name) {
			return "Is this the " + callName(who.Name) + " you know?", true
		}
	}
	return word(who.Guest, "A guest") + word(!who.Guest, "New to you"), false
}

func (r *waitingRow) place(size fyne.Size) {
	put(r.body.Objects[0], 0, 0, size.Width, size.Height)
	put(r.avatar, waitingPad, waitingPad, theme.Control, theme.Control)
	left := waitingPad + theme.Control + theme.SpaceM
	name, line := r.name.MinSize().Height, r.line.MinSize().Height
	put(r.name, left, waitingPad, size.Width-left-waitingPad, name)
	put(r.line, left, waitingPad+name, size.Width-left-waitingPad, line)
	half := (size.Width - 2*waitingPad - theme.SpaceS) / 2
	y := size.Height - waitingPad - theme.ControlSmall - (theme.Control-theme.ControlSmall)/2
	put(r.refuse, waitingPad, y, half, theme.Control)
	put(r.admit, waitingPad+half+theme.SpaceS, y, half, theme.Control)
}
