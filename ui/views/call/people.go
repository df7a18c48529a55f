package call

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// peopleView is the panel of everybody in the call, and of a meeting's door.
type peopleView struct {
	panel *widgets.Panel
	acts  peopleActs
	shown bool

	send    *widgets.Button
	asking  *fyne.Container // who waits to be let in
	waiting []*waitingRow
	more    *widgets.Label // how many more wait
	members []*memberRow   // oneself is the last
	door    *doorView
	asked   *widgets.Dialog // before something that cannot be undone; nil before the first
	rows    *fyne.Container
}

// peopleActs is what the panel asks of the page. None is nil.
type peopleActs struct {
	do     func(core.Command)
	ask    func(at fyne.Widget, title, text, yes, no string, act func())
	away   func()
	send   func()
	volume func(at *widgets.Button, key string)
	about  func(key string) []widgets.MenuItem
}

// mostWaiting is how many of those who wait are shown: a panel is no list of
// strangers. The first come first.
const mostWaiting = 8

func newPeopleView(acts peopleActs) *peopleView {
	p := &peopleView{}
	acts.ask = p.ask
	p.acts, p.door = acts, newDoorView(acts)
	p.send = widgets.NewButton("Send the link", assets.Link, widgets.Standard, acts.send)
	p.more = widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted})
	p.asking = widgets.NewColumn(theme.SpaceXS, sectionTitle("At the door"))
	for range mostWaiting {
		row := newWaitingRow(acts.do)
		p.waiting = append(p.waiting, row)
		p.asking.Add(row.object)
	}
	p.asking.Add(p.more)
	all := widgets.NewColumn(0)
	for range session.MostPeople {
		row := newMemberRow(acts)
		p.members = append(p.members, row)
		all.Add(row.object)
	}
	p.rows = widgets.NewColumn(theme.SpaceL, p.send, p.asking, all, p.door.content)
	margin := theme.SpaceM
	p.panel = widgets.NewPanel("People", container.NewVScroll(widgets.NewInset(margin, margin, margin, margin, p.rows)), acts.away)
	return p
}

// sectionTitle is the heading of a part of the panel.
func sectionTitle(text string) *widgets.Label {
	return widgets.NewLabel(text, widgets.Style{Bold: true})
}

// ask asks before something that cannot be undone.
func (p *peopleView) ask(at fyne.Widget, title, text, yes, no string, act func()) {
	p.asked = widgets.ShowDialog(at, title, text, nil,
		widgets.Answer{Text: yes, Kind: widgets.Risky, Apart: true, Act: act},
		widgets.Answer{Text: no, Kind: widgets.Primary, Harmless: true})
}

// setOpen says whether the panel is to be seen.
func (p *peopleView) setOpen(open bool) { p.shown = open }

// set shows who is there and who waits.
func (p *peopleView) set(s *core.Snapshot) {
	c := s.Call
	p.panel.SetAside(fmt.Sprint(len(c.Participants) + 1))
	widgets.SetVisible(p.send, c.Meeting != nil && c.Meeting.Link != "")
	p.setWaiting(s, waitingFor(c))
	for i, row := range p.members {
		switch {
		case i < len(c.Participants) && i < len(p.members)-1:
			row.set(memberOf(c.Participants[i], s))
		case i == len(p.members)-1:
			row.set(selfMember(s))
		default:
			row.set(member{})
		}
	}
	p.door.set(s)
	widgets.Arrange(p.rows)
}

func (p *peopleView) setWaiting(s *core.Snapshot, waiting []session.Person) {
	widgets.SetVisible(p.asking, len(waiting) > 0)
	for i, row := range p.waiting {
		var who session.Person
		if i < len(waiting) {
			who = waiting[i]
		}
		row.set(who, s.Known, i == 0)
	}
	left := len(waiting) - len(p.waiting)
	p.more.SetText(fmt.Sprintf("And %d more.", left))
	widgets.SetVisible(p.more, left > 0)
}

// beat follows the voices while the panel is open. tiles are the others.
func (p *peopleView) beat(tiles []*tile) {
	if !p.shown {
		return
	}
	for _, row := range p.members {
		for _, t := range tiles {
			if t.state.id == row.said.id {
				row.level.setLevel(gauge(t.tracks.Level), t.speaks.on)
			}
		}
	}
}

// places names the parts of the panel: what sends the link, the door's choice,
// of everybody the buttons, and the answers to what is asked.
func (p *peopleView) places() map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{"people-panel": p.panel}
	for name, o := range map[string]fyne.CanvasObject{
		"people-send": p.send, "people-door": p.door.choice, "people-validity": p.door.good, "people-new-link": p.door.renew,
	} {
		if o.Visible() && (o == fyne.CanvasObject(p.send) || p.door.content.Visible()) {
			places[name] = o
		}
	}
	if p.asked != nil && fyne.CurrentApp().Driver().CanvasForObject(p.asked) != nil { // it is open
		places["people-yes"], places["people-no"] = p.asked.Buttons()[0], p.asked.Buttons()[1]
	}
	for i, row := range p.waiting {
		if row.object.Visible() && p.asking.Visible() {
			places[fmt.Sprintf("waiting-%d-in", i)], places[fmt.Sprintf("waiting-%d-refuse", i)] = row.admit, row.refuse
		}
	}
	for i, row := range p.members {
		if row.object.Visible() && row.volume.Visible() {
			places[fmt.Sprintf("member-%d-volume", i)] = row.volume
		}
		if row.object.Visible() && row.more.Visible() {
			places[fmt.Sprintf("member-%d-more", i)] = row.more
		}
	}
	return places
}
