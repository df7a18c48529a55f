package call

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// doorView is the part of the panel about who comes in: for the host to
// choose, for the others to read.
type doorView struct {
	content *fyne.Container
	choice  *widgets.Choice
	said    *widgets.Label  // to who is not the host
	good    *widgets.Choice // for how long the link is
	renew   *widgets.Button
	note    *widgets.Label
	acts    peopleActs
}

func newDoorView(acts peopleActs) *doorView {
	d := &doorView{
		acts: acts,
		said: widgets.NewLabel("", widgets.Style{Color: theme.Muted, Lines: 2}),
		note: widgets.NewLabel("The old link then leads nowhere.", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 2}),
	}
	d.choice = widgets.NewChoice(assets.People, func(id string) { acts.do(core.SetDoor{Door: session.Door(id)}) })
	d.good = widgets.NewChoice(assets.Link, func(id string) { acts.do(core.SetValidity{Validity: session.Validity(id)}) })
	d.renew = widgets.NewButton("New link", "", widgets.Risky, d.askRenew)
	d.content = widgets.NewColumn(theme.SpaceS, sectionTitle("Who can come in"), d.choice, d.said, d.good,
		widgets.NewLine(theme.SpaceM, 0, d.note, d.renew))
	return d
}

// doors are the choices in their order.
var doors = []session.Door{session.DoorOpen, session.DoorAsks, session.DoorLocked}

// validities are the choices in their order.
var validities = []session.Validity{session.ForMeeting, session.ForOne, session.ForAnHour}

func (d *doorView) set(s *core.Snapshot) {
	m := s.Call.Meeting
	widgets.SetVisible(d.content, m != nil)
	if m == nil {
		return
	}
	options := make([]widgets.Option, len(doors))
	for i, door := range doors {
		options[i] = widgets.Option{ID: string(door), Text: doorWords[door]}
	}
	d.choice.Set(options, string(m.Door))
	terms := make([]widgets.Option, len(validities))
	for i, v := range validities {
		terms[i] = widgets.Option{ID: string(v), Text: validityWords[v]}
	}
	d.good.Set(terms, string(m.Validity))
	d.said.SetText(doorOfHost(m.Door, hostName(s)))
	for _, o := range []fyne.CanvasObject{d.choice, d.good, d.renew, d.note} {
		widgets.SetVisible(o, m.Hosts)
	}
	widgets.SetVisible(d.said, !m.Hosts)
}

// askRenew asks before the old link ends.
func (d *doorView) askRenew() {
	d.acts.ask(d.renew, "Make a new link?",
		"The old link leads nowhere from then on, for everybody who has it. Who is in the meeting stays.",
		"Make a new link", "Keep the link", func() { d.acts.do(core.RenewLink{}) })
}
