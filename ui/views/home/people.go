package home

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// entry is one person in a list. It keeps its widget as long as the person is
// there, so that focus and pointer stay with the person when others come.
type entry struct {
	contact call.Contact
	shown   interface {
		fyne.Widget
		Set(widgets.Person)
		Parts() map[string]fyne.CanvasObject
	}
}

// people is a list of persons by who they are.
type people struct {
	content *fyne.Container
	more    *fyne.Container // says how many are left out
	rest    *widgets.Label  // in it
	entries map[string]*entry
	create  func(*entry, widgets.Person)
}

// mostShown bounds what a list draws: everything in a window is drawn anew
// with every picture. The field above finds the others.
const mostShown = 24

func newPeople(content *fyne.Container, create func(*entry, widgets.Person)) *people {
	rest := widgets.NewLabel("", widgets.Style{Color: theme.Muted, Lines: 2})
	more := widgets.NewInset(theme.SpaceM, 0, 0, 0, rest)
	return &people{content: content, more: more, rest: rest, entries: map[string]*entry{}, create: create}
}

// update shows the first contacts in their order, each in the words that
// describe finds.
func (p *people) update(contacts []call.Contact, describe func(call.Contact) widgets.Person) {
	left := max(0, len(contacts)-mostShown)
	contacts = contacts[:len(contacts)-left]
	widgets.SetVisible(p.more, left > 0)
	p.rest.SetText(fmt.Sprintf("%d more. Type a name above to find one of them.", left))
	entries := make(map[string]*entry, len(contacts))
	objects := make([]fyne.CanvasObject, 0, len(contacts))
	for _, c := range contacts {
		id := c.Key + " " + c.Instance
		e := p.entries[id]
		words := describe(c)
		if e == nil {
			e = &entry{contact: c}
			p.create(e, words)
		}
		e.contact = c
		e.shown.Set(words)
		entries[id] = e
		objects = append(objects, e.shown)
	}
	p.entries = entries
	if !slices.Equal(objects, p.content.Objects) {
		p.content.Objects = objects
		p.content.Refresh()
	}
}

// acts are the ways to call whoever the entry stands for at that moment.
func (e *entry) acts(do func(call.Command)) widgets.PersonActs {
	ring := func(video bool) func() {
		return func() { do(call.Ring{Target: target(e.contact), Video: video}) }
	}
	return widgets.PersonActs{Call: ring(true), Voice: ring(false)}
}

// head is the title of a list with a word about it at the right.
func head(title string, aside fyne.CanvasObject) *fyne.Container {
	label := widgets.NewLabel(title, widgets.Style{Size: theme.TextLead, Bold: true})
	return widgets.NewInset(theme.Space2XL, 0, theme.SpaceM, 0, widgets.NewLine(theme.SpaceM, 0, label, aside))
}

// nearby shows who is on this network now.
type nearby struct {
	content *fyne.Container
	aside   *widgets.Label
	dot     *widgets.Ground
	cards   *people
	grid    *fyne.Container
	empty   *empty
	alone   *widgets.Ground // in short, when there are people known below
	nobody  *widgets.Label
}

const mostCards = 4

func newNearby(actions Actions, typeAddress func()) *nearby {
	n := &nearby{
		aside:  widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Whole: true}),
		dot:    widgets.NewGround(theme.Success, 4, nil),
		grid:   widgets.NewCells(widgets.PersonCardWidth, fyne.NewSquareSize(theme.SpaceL), mostCards),
		empty:  newEmpty(actions, typeAddress),
		nobody: widgets.NewLabel("", widgets.Style{Color: theme.Muted, Lines: 3}),
	}
	n.cards = newPeople(n.grid, func(e *entry, p widgets.Person) {
		e.shown = widgets.NewPersonCard(p, e.acts(actions.Do))
	})
	n.alone = widgets.NewCard(widgets.NewInset(theme.SpaceL, theme.SpaceL, theme.SpaceL, theme.SpaceL, n.nobody))
	aside := widgets.NewLine(theme.SpaceS, -1, widgets.NewFixed(8, 8, n.dot), n.aside)
	n.content = widgets.NewColumn(0, head("Nearby", aside), n.grid, n.cards.more, n.empty.content, n.alone)
	return n
}

func (n *nearby) update(s *call.Snapshot, text string, now time.Time) {
	contacts := filtered(s.Nearby, text)
	n.cards.update(contacts, func(c call.Contact) widgets.Person { return nearbyPerson(c, now) })
	widgets.SetVisible(n.grid, len(contacts) > 0)
	n.showEmpty(s, len(contacts), text)
	n.showAside(s)
}

func (n *nearby) showEmpty(s *call.Snapshot, found int, text string) {
	first := len(s.Known) == 0 && s.Self.Online && text == ""
	widgets.SetVisible(n.empty.content, found == 0 && first)
	widgets.SetVisible(n.alone, found == 0 && !first)
	switch {
	case !s.Self.Online:
		n.nobody.SetText("There is no network. Check the cable or the Wi-Fi; calls work again as soon as it is back.")
	case text != "":
		n.nobody.SetText("Nobody nearby matches.")
	default:
		n.nobody.SetText("Nobody else is here yet. People on your network who open Parley appear here on their own.")
	}
}

func (n *nearby) showAside(s *call.Snapshot) {
	looking := s.Self.Online && len(s.Nearby) == 0
	widgets.SetVisible(n.dot, looking)
	switch {
	case !s.Self.Online:
		n.aside.SetText("No network")
	case looking:
		n.aside.SetText("Looking all the time")
	default:
		n.aside.SetText("On your network now")
	}
}

// known shows the people met before, last called first.
type known struct {
	content *fyne.Container
	rows    *people
}

func newKnown(actions Actions) *known {
	k := &known{}
	list := widgets.NewColumn(0)
	k.rows = newPeople(list, func(e *entry, p widgets.Person) {
		acts := e.acts(actions.Do)
		acts.More = func(at fyne.Widget) { showMore(at, e, actions.Do) }
		e.shown = widgets.NewPersonRow(p, acts)
	})
	card := widgets.NewCard(widgets.NewInset(6, 6, 6, 6, list))
	order := widgets.NewLabel("Last called first", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Whole: true})
	k.content = widgets.NewColumn(0, head("People you know", order), card, k.rows.more)
	k.content.Hide()
	return k
}

func (k *known) update(s *call.Snapshot, text string, now time.Time) {
	contacts := filtered(s.Known, text)
	k.rows.update(contacts, func(c call.Contact) widgets.Person { return knownPerson(c, now) })
	widgets.SetVisible(k.content, len(contacts) > 0)
}

// showMore opens what is done rarely with a person.
func showMore(at fyne.Widget, e *entry, do func(call.Command)) {
	c := e.contact
	block := widgets.MenuItem{Text: "Block " + c.Name + "…", Icon: assets.Lock, Risky: true, Act: func() { askBlock(at, c, do) }}
	if c.Blocked {
		block = widgets.MenuItem{Text: "Let " + c.Name + " call again", Icon: assets.Phone, Act: func() { do(call.Block{Key: c.Key}) }}
	}
	widgets.ShowMenu(at, []widgets.MenuItem{
		block,
		{Text: "Forget " + e.contact.Name + "…", Icon: assets.Close, Risky: true, Act: func() { askForget(at, e.contact, do) }},
	})
}

func askBlock(at fyne.Widget, c call.Contact, do func(call.Command)) {
	text := c.Name + " can no longer call you, here or across the internet, nor see that you are here, and is not told. A call that goes on does not end."
	widgets.ShowDialog(at, "Block "+c.Name+"?", text, nil,
		widgets.Answer{Text: "Block", Kind: widgets.Risky, Apart: true, Act: func() { do(call.Block{Key: c.Key, Yes: true}) }},
		widgets.Answer{Text: "Cancel", Kind: widgets.Primary, Harmless: true})
}

func askForget(at fyne.Widget, c call.Contact, do func(call.Command)) {
	text := "Parley then treats " + c.Name + " as somebody new, and asks you again when the two of you call. " + c.Name + " no longer sees that you are here."
	widgets.ShowDialog(at, "Forget "+c.Name+"?", text, nil,
		widgets.Answer{Text: "Forget", Kind: widgets.Risky, Apart: true, Act: func() { do(call.Forget{Key: c.Key}) }},
		widgets.Answer{Text: "Keep", Kind: widgets.Primary, Harmless: true})
}

// filtered leaves the people that text may mean. An address means nobody in
// the list, which then stays whole.
func filtered(contacts []call.Contact, text string) []call.Contact {
	if strings.TrimSpace(text) == "" || strings.ContainsAny(text, ":.") {
		return contacts
	}
	return slices.DeleteFunc(slices.Clone(contacts), func(c call.Contact) bool { return !matching(c, text) })
}
