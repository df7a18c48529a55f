// Package settings is where the person chooses: name, devices, what is done
// with sound, reachability, and the look. Every choice counts at once.
package settings

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	choices "parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// Actions is what the settings ask of the window around them.
type Actions struct {
	Do    func(call.Command) // must not block
	Close func()             // back to where the person came from
	// Links lets the desktop open parley: links with this program, or no
	// longer; nil where it cannot.
	Links func(on bool)
}

// change asks for a change of the settings.
func (a Actions) change(edit func(*choices.Settings)) { a.Do(call.Change{Edit: edit}) }

// Page is one page of the settings.
type Page int

// The pages, in their order.
const (
	You Page = iota
	Devices
	Network
	Appearance
	Shortcuts
)

// sheet is what a page is made of.
type sheet interface {
	canvasObject() fyne.CanvasObject
	update(*call.Snapshot)
}

// View is the settings. Its methods belong to the UI's goroutine.
type View struct {
	actions Actions
	latest  *call.Snapshot
	page    Page
	sheets  []sheet
	devices *devices
	you     *you

	side    *widgets.Ground
	edge    *widgets.Ground
	nav     *fyne.Container
	items   []*widgets.NavItem
	bar     *fyne.Container // instead of the list in a narrow window
	choice  *widgets.Choice
	version *widgets.Label
	title   *widgets.Label
	main    *container.Scroll
	reveal  *widgets.Revealer
	content *fyne.Container
}

// pages are the names and signs of the pages.
var pages = [...]pageName{
	You:        {"You and this computer", assets.Person},
	Devices:    {"Devices", assets.Microphone},
	Network:    {"Network", assets.Wifi},
	Appearance: {"Appearance", assets.Sun},
	Shortcuts:  {"Shortcuts", assets.Keyboard},
}

type pageName struct {
	text string
	icon assets.Icon
}

// New returns the settings, at the devices. picture shows the own camera at
// any size; the page hides it while there is no picture.
func New(actions Actions, picture fyne.CanvasObject, version string) *View {
	v := &View{actions: actions, page: Devices, devices: newDevices(actions, picture), you: newYou(actions)}
	v.sheets = []sheet{
		You: v.you, Devices: v.devices, Network: newNetwork(actions),
		Appearance: newAppearance(actions), Shortcuts: newShortcuts(),
	}
	v.buildSide(version)
	v.title = widgets.NewLabel("", widgets.Style{Size: theme.TextPage, Bold: true})
	v.main = container.NewVScroll(nil)
	v.reveal = widgets.NewRevealer(v.main)
	v.content = container.New(outline{v}, v.main, v.side, v.edge, v.nav, v.version, v.bar)
	v.Open(Devices)
	return v
}

func (v *View) buildSide(version string) {
	v.side = widgets.NewGround(theme.Surface, 0, nil)
	v.edge = widgets.NewGround(theme.Separator, 0, nil)
	v.version = widgets.NewLabel(version, widgets.Style{Size: theme.TextCaption, Color: theme.Muted})
	title := widgets.NewLabel("Settings", widgets.Style{Size: theme.TextTitle, Bold: true})
	rows := []fyne.CanvasObject{widgets.NewLine(theme.SpaceXS, 1, v.newBack(), title), widgets.NewGap(0, 10)}
	options := make([]widgets.Option, len(pages))
	for i, p := range pages {
		item := widgets.NewNavItem(p.icon, p.text, func() { v.Open(Page(i)) })
		v.items = append(v.items, item)
		rows = append(rows, item)
		options[i] = widgets.Option{ID: p.text, Text: p.text}
	}
	v.nav = widgets.NewColumn(2, rows...)
	v.choice = widgets.NewChoice("", v.openNamed)
	v.choice.Set(options, pages[Devices].text)
	v.bar = widgets.NewLine(theme.SpaceM, 1, v.newBack(), v.choice)
}

func (v *View) newBack() *widgets.Button {
	return widgets.NewIconButton(assets.ChevronLeft, "Back (Esc)", widgets.Plain, v.actions.Close)
}

func (v *View) openNamed(name string) {
	i := slices.IndexFunc(pages[:], func(p pageName) bool { return p.text == name })
	v.Open(Page(i))
}

// Open shows a page.
func (v *View) Open(p Page) {
	v.page = p
	for i, item := range v.items {
		item.SetChosen(Page(i) == p)
	}
	v.title.SetText(pages[p].text)
	v.main.Content = container.New(centred{v}, widgets.NewColumn(theme.SpaceL, v.title, v.sheets[p].canvasObject()))
	v.main.Offset = fyne.Position{}
	v.main.Refresh()
	if v.latest != nil {
		v.show()
	}
}

// CanvasObject returns what the window shows.
func (v *View) CanvasObject() fyne.CanvasObject { return v.content }

// SetLinks says whether the desktop opens parley: links with this program, or
// why that cannot be changed.
func (v *View) SetLinks(on bool, problem string) {
	v.you.setLinks(on, problem)
	widgets.Arrange(v.main.Content)
}

// SetTray says whether Parley is in a tray, so that its window can be closed.
func (v *View) SetTray(there bool) {
	widgets.SetVisible(v.you.closed, there)
	widgets.Arrange(v.main.Content)
}

// Preview says that the settings want the own picture and level.
func (v *View) Preview() bool { return true }

// Update shows a snapshot. What did not change since the one before stays
// untouched.
func (v *View) Update(s *call.Snapshot) {
	if s != v.latest {
		v.latest = s
		v.show()
	}
}

// Tick moves what follows the sound and the focus. Call it with the window's
// frame clock while the settings are visible.
func (v *View) Tick() {
	v.reveal.Follow()
	if v.latest != nil && v.page == Devices {
		v.devices.tick(v.latest)
	}
}

func (v *View) show() {
	v.sheets[v.page].update(v.latest)
	widgets.Arrange(v.main.Content)
}
