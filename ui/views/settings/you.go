package settings

import (
	"strings"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	choices "parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// you is the page of one's name and this computer's key.
type you struct {
	content fyne.CanvasObject
	actions Actions
	avatar  *widgets.Avatar
	name    *widgets.Field
	device  *widgets.Label
	key     *widgets.Label
	copy    *widgets.Button
	history *widgets.Switch
	erase   *widgets.Button
	links   *widgets.Switch
	stay    *widgets.Switch
	closed  fyne.CanvasObject // the card about the closed window
	refused *widgets.Strip    // why links cannot be opened
	full    string            // the whole key
	known   string            // the name in force
}

func newYou(actions Actions) *you {
	y := &you{
		actions: actions,
		avatar:  widgets.NewAvatar("", "", 64),
		name:    widgets.NewField("Your name"),
		device:  widgets.NewLabel("", widgets.Style{}),
		key:     widgets.NewLabel("", widgets.Style{Bold: true}),
	}
	y.name.OnSubmitted, y.name.OnLeft = y.rename, y.rename
	y.copy = widgets.NewButton("Copy the key", assets.Copy, widgets.Standard, y.copyKey)
	y.history = widgets.NewSwitch("Keep what is written", "On this computer alone, to read and search it later",
		func(on bool) { actions.change(func(s *choices.Settings) { s.KeepHistory = on }) })
	y.erase = widgets.NewButton("Erase all chats", "", widgets.Risky, y.askToErase)
	y.links = widgets.NewSwitch("Open parley: links with this Parley", "When you click one in a mail, a chat or a browser",
		func(on bool) { actions.Links(on) })
	y.refused = widgets.NewStrip()
	links := card("Links", nil, y.links, y.refused)
	widgets.SetVisible(links, actions.Links != nil)
	y.stay = widgets.NewSwitch("Stay reachable when the window is closed", "Parley goes on in the tray, and people can call you",
		func(on bool) { actions.change(func(s *choices.Settings) { s.StayOpen = on }) })
	y.closed = card("The window", nil, y.stay)
	y.closed.Hide() // until it is known that there is a tray
	name := widgets.NewColumn(theme.SpaceXS, y.name, note("What people see when you call them, and when they look for you nearby."))
	key := widgets.NewColumn(0, y.key, note("By this key others recognise this computer, whatever name it has."))
	y.content = widgets.NewColumn(theme.SpaceL,
		card("Your name", nil, widgets.NewLine(theme.SpaceL, 1, y.avatar, name)),
		y.closed,
		links,
		card("Chats", nil, y.history, widgets.NewLine(theme.SpaceL, 0, note("What was kept can be erased for good."), y.erase)),
		card("This computer", nil, y.device, widgets.NewLine(theme.SpaceL, 0, key, y.copy)))
	return y
}

func (y *you) canvasObject() fyne.CanvasObject { return y.content }

func (y *you) update(s *call.Snapshot) {
	y.avatar.Set(s.Self.Name, s.Self.Key, widgets.NoPresence)
	y.known = s.Settings.Name
	y.name.SetText(y.known)
	y.device.SetText(s.Self.Device)
	y.history.SetOn(s.Settings.KeepHistory)
	y.stay.SetOn(s.Settings.StayOpen)
	if y.full != s.Self.Key {
		y.full = s.Self.Key
		y.key.SetText(shortKey(s.Self.Key))
		y.copy.Set("Copy the key", assets.Copy, widgets.Standard)
	}
}

func (y *you) setLinks(on bool, problem string) {
	y.links.SetOn(on)
	y.refused.Set(widgets.ToneWarning, problem, "", nil, nil)
}

func (y *you) rename(name string) {
	name = strings.TrimSpace(name)
	if name == "" {
		y.name.SetProblem("Type a name, so that others know who calls.")
		return
	}
	y.name.SetProblem("")
	if name == y.known {
		return
	}
	y.known = name
	y.actions.change(func(s *choices.Settings) { s.Name = name })
}

// askToErase asks before all chats are erased.
func (y *you) askToErase() {
	widgets.ShowDialog(y.erase, "Erase all chats?", "What was written with anybody is removed from this computer. Others keep what they have.", nil,
		widgets.Answer{Text: "Erase", Kind: widgets.Risky, Act: func() { y.actions.Do(call.EraseAllChats{}) }, Apart: true},
		widgets.Answer{Text: "Keep them", Kind: widgets.Primary, Harmless: true})
}

func (y *you) copyKey() {
	fyne.CurrentApp().Clipboard().SetContent(y.full)
	y.copy.Set("Copied", assets.Check, widgets.Standard)
}

// shortKey is the beginning of a key in groups of four, enough to tell two
// computers apart by eye.
func shortKey(key string) string {
	const groups, letters = 4, 4
	var out []string
	for len(out) < groups && len(key) >= letters {
		out = append(out, key[:letters])
		key = key[letters:]
	}
	return strings.Join(out, " ")
}
