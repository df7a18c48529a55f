package call

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// connection is the panel that says how the call comes through.
type connection struct {
	panel   *widgets.Panel
	body    *container.Scroll
	history *history

	chosen string // whose connection is shown, a participant's id
	drawn  int    // how many seconds of it the graphs got
	people *widgets.Choice
	title  *widgets.Label
	detail *widgets.Label
	sign   *widgets.Sign
	card   *widgets.Ground
	graphs [len(figures)]*widgets.Graph
	facts  [4]*widgets.Label    // path, picture, sound, protection
	lost   map[string]time.Time // since when somebody's path is gone
	copied *widgets.Button
}

func newConnection(h *history, away func(), copyReport func()) *connection {
	c := &connection{
		history: h, lost: map[string]time.Time{},
		title:  widgets.NewLabel("", widgets.Style{Bold: true, Lines: 2}),
		detail: widgets.NewLabel("", widgets.Style{Lines: 6}),
		sign:   widgets.NewSign(assets.Check, theme.Primary, theme.IconInline),
	}
	c.people = widgets.NewChoice(assets.Person, c.choose)
	c.people.Hide()
	c.copied = widgets.NewButton("Copy a report", assets.Copy, widgets.Standard, func() {
		copyReport()
		c.copied.Set("Copied", assets.Check, widgets.Standard)
	})
	words := widgets.NewColumn(theme.SpaceXS, c.title, c.detail)
	c.card = widgets.NewGround(theme.Tint, theme.RadiusInner,
		widgets.NewInset(theme.SpaceM, theme.SpaceM, theme.SpaceM, theme.SpaceM, widgets.NewLine(theme.SpaceM, 1, c.sign, words)))
	rows := widgets.NewColumn(theme.SpaceM, c.card, c.people, c.graphRows(), c.factRows(), c.copied)
	c.body = container.NewVScroll(widgets.NewInset(theme.SpaceM, theme.SpaceS, theme.SpaceM, theme.SpaceS, rows))
	c.panel = widgets.NewPanel("Connection", c.body, away)
	return c
}

func (c *connection) graphRows() *fyne.Container {
	objects := make([]fyne.CanvasObject, len(figures))
	for i, f := range figures {
		color := theme.Primary
		if f.bad {
			color = theme.Warning
		}
		c.graphs[i] = widgets.NewGraph(f.title, f.unit, f.least, color)
		objects[i] = c.graphs[i]
	}
	return widgets.NewCells(140, fyne.NewSquareSize(theme.SpaceS), 2, objects...)
}

// factTitle is the room for the name of a fact.
const factTitle float32 = 96

func (c *connection) factRows() *fyne.Container {
	rows := make([]fyne.CanvasObject, len(c.facts))
	for i, name := range []string{"Path", "Picture", "Sound", "Protection"} {
		c.facts[i] = widgets.NewLabel("", widgets.Style{Align: fyne.TextAlignTrailing})
		title := widgets.NewLabel(name, widgets.Style{Color: theme.Muted})
		rows[i] = widgets.NewLine(theme.SpaceS, 1, widgets.NewFixed(factTitle, 0, title), c.facts[i])
	}
	return widgets.NewInset(theme.SpaceXS, theme.SpaceXS, theme.SpaceXS, theme.SpaceXS, widgets.NewColumn(6, rows...))
}

// choose shows the connection of one person.
func (c *connection) choose(id string) {
	c.chosen, c.drawn = id, 0
	for _, g := range c.graphs {
		g.Reset()
	}
}

// set shows the newest of the person chosen, the first one at the beginning.
func (c *connection) set(call *core.Call, now time.Time) {
	if len(call.Participants) == 0 {
		return
	}
	person := c.person(call)
	past := c.history.of(person.ID)
	v := past.judge(firstName(person.Person.Name), c.lostSince(call, person, now), now)
	c.say(v)
	c.draw(past)
	c.state(call, person, past)
	c.copied.Set("Copy a report", assets.Copy, widgets.Standard)
}

// person returns whose connection is shown and lists the others.
func (c *connection) person(call *core.Call) core.Participant {
	shown := call.Participants[0]
	options := make([]widgets.Option, 0, len(call.Participants))
	for _, p := range call.Participants {
		options = append(options, widgets.Option{ID: p.ID, Text: p.Person.Name})
		if p.ID == c.chosen {
			shown = p
		}
	}
	if shown.ID != c.chosen {
		c.choose(shown.ID)
	}
	c.people.Set(options, shown.ID)
	show(c.people, len(options) > 1)
	return shown
}

func (c *connection) say(v verdict) {
	icon, color, ground := assets.Check, theme.Primary, theme.Tint
	if !v.good {
		icon, color, ground = assets.Alert, theme.Warning, theme.WarningTint
	}
	before := c.card.MinSize()
	c.title.SetText(v.title)
	c.detail.SetText(v.detail)
	c.sign.Set(icon, color)
	if c.card.MinSize() != before {
		c.body.Refresh() // what stands below makes room
	}
	if c.card.Fill != ground {
		c.card.Fill = ground
		c.card.Refresh()
	}
}

// draw gives the graphs the seconds they do not have yet.
func (c *connection) draw(p *past) {
	fresh := min(p.seconds-c.drawn, len(p.samples))
	c.drawn = p.seconds
	for _, s := range p.samples[len(p.samples)-fresh:] {
		for i, f := range figures {
			x := f.of(s)
			c.graphs[i].Add(x, fmt.Sprintf(f.format, x))
		}
	}
}

// lostSince is since when the path to a person is gone, zero while it is there.
func (c *connection) lostSince(call *core.Call, p core.Participant, now time.Time) time.Time {
	for _, other := range call.Participants {
		since, known := c.lost[other.ID]
		switch {
		case !other.Lost:
			delete(c.lost, other.ID)
		case !known || since.IsZero():
			c.lost[other.ID] = now
		}
	}
	if p.Lost {
		return c.lost[p.ID]
	}
	return call.Lost
}

func (c *connection) state(call *core.Call, person core.Participant, p *past) {
	trusted, _ := trust(&core.Call{Participants: []core.Participant{person}})
	picture := "None now"
	if s, ok := p.last(); ok && s.width > 0 && s.pictures > 0 {
		picture = fmt.Sprintf("%d×%d", s.width, s.height)
	}
	for i, text := range []string{pathInFull(pairWith(call, person)), picture, "Opus, 48 kHz", "End to end, " + trusted} {
		c.facts[i].SetText(text)
	}
}
