package call

import (
	"path/filepath"
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
	paths  []string
	to     string // a key; empty is everybody
	tally  *tally
	shown  int // how many of the paths are shown by name
	dialog *widgets.Dialog
	sum    *widgets.Label
	cards  []*widgets.FileCard
	picks  map[string]*widgets.Pick
}

// The room that is kept in a window for the question, in Fyne units.
const (
	mostShown          = 3   // of what is sent, by name
	aroundCard float32 = 244 // what the question needs without files and people
	parcelCard float32 = 72
	pickRow    float32 = 60
	mostPicks          = 3 // rows of people, then they scroll
)

// Drop offers files that were dropped on the window: to the person whose
// picture they fell on, else to everybody. It is asked first.
func (v *View) Drop(at fyne.Position, paths []string) {
	if v.snapshot == nil || v.snapshot.Call == nil {
		return
	}
	v.ask(paths, v.personAt(at))
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
		return
	}
	v.endParcel()
	p := &parcel{paths: paths, to: to, tally: newTally(paths), picks: map[string]*widgets.Pick{}}
	people := v.snapshot.Call.Participants
	if len(people) == 1 {
		p.to = people[0].Person.Key
	}
	v.parcel = p
	p.shown = min(len(paths), v.roomForFiles(len(people)))
	text := "Nothing is sent before they accept."
	if len(people) == 1 {
		text = "Nothing is sent before " + firstName(people[0].Person.Name) + " accepts."
	}
	p.dialog = widgets.ShowDialog(v.Anchor(), p.title(people), text, p.content(people),
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

// content lists the first files, how much it is, and the people.
func (p *parcel) content(people []core.Participant) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, path := range p.paths[:p.shown] {
		card := widgets.NewFileCard(widgets.File{Name: filepath.Base(path), Line: "Counting"}, func(widgets.FileAct, fyne.Widget) {})
		p.cards = append(p.cards, card)
		rows = append(rows, card)
	}
	p.sum = widgets.NewLabel("Counting", widgets.Style{Color: theme.Muted, Lines: 2})
	rows = append(rows, p.sum)
	if len(people) > 1 {
		rows = append(rows, p.choice(people))
	}
	p.show()
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

// roomForFiles is how many files can be shown by name beside so many people.
func (v *View) roomForFiles(people int) int {
	room := v.object.Size().Height - aroundCard - float32(min(pickRows(people), mostPicks))*pickRow
	return max(0, min(mostShown, int(room/parcelCard)))
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

// show brings what was counted up to date.
func (p *parcel) show() {
	c := p.tally.now()
	p.sum.SetText(c.sentence(p.shown, len(p.paths)))
	for i, card := range p.cards {
		f := card.File()
		if i < len(c.items) {
			f.Folder, f.Line = c.items[i].folder, c.items[i].line()
		}
		card.Set(f)
	}
}

func (v *View) sendParcel(p *parcel) {
	var to []string
	if p.to != "" {
		to = []string{p.to}
	}
	v.endParcel()
	v.acts.Do(core.SendFiles{Paths: p.paths, To: to})
	v.openPanel(filesPanel)
}

// endParcel takes the question away.
func (v *View) endParcel() {
	if v.parcel == nil {
		return
	}
	p := v.parcel
	v.parcel = nil
	p.tally.close()
	if p.dialog != nil {
		p.dialog.Close()
	}
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
