package call

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// parcel is what a person is about to send: shown, with whom it is for, before
// anybody is offered it.
type parcel struct {
	paths   []string
	to      string // a key; empty is everybody
	tally   *tally
	glance  *glance
	shown   int // how many of the paths are shown by name
	dialog  *widgets.Dialog
	picture *widgets.Picture // of a picture that is sent alone
	sum     *widgets.Label
	cards   []*widgets.FileCard
	picks   map[string]*widgets.Pick
}

// Drop offers files that were dropped on the window: to the person whose
// picture they fell on, else to everybody. It is asked first.
func (v *View) Drop(at fyne.Position, paths []string) {
	v.offerTo(paths, v.personAt(at))
}

// personAt returns the key of the person whose picture is at a place in the
// window; empty for none.
func (v *View) personAt(at fyne.Position) string {
	driver := fyne.CurrentApp().Driver()
	for _, t := range v.others {
		pos, size := driver.AbsolutePositionForObject(t.object), t.object.Size()
		inside := at.X >= pos.X && at.Y >= pos.Y && at.X < pos.X+size.Width && at.Y < pos.Y+size.Height
		if t.object.Visible() && inside {
			return t.state.key
		}
	}
	return ""
}

// ask shows what would be sent, and to whom, and sends it when that is right.
func (v *View) ask(paths []string, to string) {
	if len(paths) == 0 || len(v.snapshot.Call.Participants) == 0 {
		v.acts.Discard(paths)
		return
	}
	v.endParcel()
	p := &parcel{paths: paths, to: to, tally: newTally(paths), picks: map[string]*widgets.Pick{}}
	people := v.snapshot.Call.Participants
	if len(people) == 1 {
		p.to = people[0].Person.Key
	}
	v.parcel = p
	room := v.roomForFiles(len(people))
	p.shown = max(0, min(mostShown, int(room/parcelCard), len(paths)))
	p.glance = newGlance(paths[:min(mostShown, len(paths))], pictureBound)
	text := "Nothing is sent before they accept."
	if len(people) == 1 {
		text = "Nothing is sent before " + firstName(people[0].Person.Name) + " accepts."
	}
	p.dialog = widgets.ShowDialog(v.Anchor(), p.title(people), text, p.content(people, room),
		widgets.Answer{Text: "Add files", Kind: widgets.Standard, Apart: true, Act: func() { v.addToParcel(p) }},
		widgets.Answer{Text: "Cancel", Kind: widgets.Standard, Harmless: true, Act: v.endParcel},
		widgets.Answer{Text: "Offer", Kind: widgets.Primary, Act: func() { v.sendParcel(p) }})
}

func (p *parcel) title(people []core.Participant) string {
	what := "this"
	if len(p.paths) > 1 {
		what = "these"
	}
	if len(people) == 1 {
		return "Offer " + what + " to " + people[0].Person.Name + "?"
	}
	return "Offer " + what + " to whom?"
}

// content lists what would be sent, and the people.
func (p *parcel) content(people []core.Participant, room float32) fyne.CanvasObject {
	rows := p.contents(room)
	if len(people) > 1 {
		rows = append(rows, p.choice(people))
	}
	return widgets.NewColumn(theme.SpaceS, rows...)
}

// choice is of everybody or one of the people.
func (p *parcel) choice(people []core.Participant) fyne.CanvasObject {
	objects := []fyne.CanvasObject{p.pick("Everyone", "", "")}
	for _, person := range people {
		objects = append(objects, p.pick("Only "+shortName(person, people), person.Person.Name, person.Person.Key))
	}
	p.choose(p.to)
	cells := widgets.NewCells(180, fyne.NewSquareSize(theme.SpaceS), 2, objects...)
	if rows := pickRows(len(people)); rows > mostPicks {
		return widgets.NewFixed(0, mostPicks*pickRow, container.NewVScroll(cells))
	}
	return cells
}

// pickRows is how many rows the choice of people has.
func pickRows(people int) int {
	if people < 2 {
		return 0
	}
	return (people + 2) / 2
}

// roomForFiles is the height there is for files beside so many people.
func (v *View) roomForFiles(people int) float32 {
	return v.object.Size().Height - aroundCard - float32(min(pickRows(people), mostPicks))*pickRow
}

// shortName is a person's first name, or all of it where two share that.
func shortName(person core.Participant, people []core.Participant) string {
	first := firstName(person.Person.Name)
	for _, p := range people {
		if p.ID != person.ID && firstName(p.Person.Name) == first {
			return person.Person.Name
		}
	}
	return first
}

func (p *parcel) pick(text, name, key string) *widgets.Pick {
	pick := widgets.NewPick(text, name, key, func() { p.choose(key) })
	p.picks[key] = pick
	return pick
}

func (p *parcel) choose(key string) {
	p.to = key
	for k, pick := range p.picks {
		pick.SetChosen(k == key)
	}
}

func (v *View) sendParcel(p *parcel) {
	var to []string
	if p.to != "" {
		to = []string{p.to}
	}
	v.closeParcel()
	v.acts.Do(core.SendFiles{Paths: p.paths, To: to})
	v.openPanel(filesPanel)
}

// addToParcel lets the person choose more, as not every dialog lets them
// choose several at once, and asks again.
func (v *View) addToParcel(p *parcel) {
	v.closeParcel()
	v.acts.Choose(ChooseFiles, func(more []string) {
		all := slices.Clone(p.paths)
		for _, path := range more {
			if !slices.Contains(all, path) {
				all = append(all, path)
			}
		}
		v.offerTo(all, p.to)
	})
}

// endParcel takes the question away, and nothing is sent.
func (v *View) endParcel() {
	if p := v.closeParcel(); p != nil {
		v.acts.Discard(p.paths)
	}
}

// closeParcel takes the question away and returns what it was about; nil if
// there was none.
func (v *View) closeParcel() *parcel {
	p := v.parcel
	if p == nil {
		return nil
	}
	v.parcel = nil
	p.tally.close()
	p.glance.close()
	if p.dialog != nil {
		p.dialog.Close()
	}
	return p
}

// beatParcel follows the counting, and takes the question away when nobody is
// left to send to.
func (v *View) beatParcel(time.Time) {
	switch {
	case v.parcel == nil:
	case len(v.snapshot.Call.Participants) == 0:
		v.endParcel()
	default:
		v.parcel.show()
	}
}
