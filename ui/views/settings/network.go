package settings

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	choices "parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// mostAddresses is how many addresses the page has room for; a computer with
// more networks than that shows the first.
const mostAddresses = 6

// network is the page of how this computer can be reached.
type network struct {
	content   fyne.CanvasObject
	state     *state
	rows      []*addressRow
	none      *widgets.Label
	reachable *widgets.Switch
}

type addressRow struct {
	content *fyne.Container
	text    *widgets.Label
	copy    *widgets.Button
}

func newNetwork(actions Actions) *network {
	n := &network{state: newState(), none: note("There is no network. Check the cable or the Wi-Fi.")}
	rows := []fyne.CanvasObject{note("Who types one of these into Parley on the same network calls this computer."), n.none}
	for range mostAddresses {
		r := newAddressRow()
		n.rows = append(n.rows, r)
		rows = append(rows, r.content)
	}
	n.reachable = widgets.NewSwitch("Show me to people nearby",
		"Your name and this computer’s name, to everybody on the same network",
		func(on bool) { actions.change(func(s *choices.Settings) { s.Reachable = on }) })
	n.content = widgets.NewColumn(theme.SpaceL,
		card("Nearby", nil, n.reachable),
		card("Addresses of this computer", n.state.content, rows...))
	return n
}

func newAddressRow() *addressRow {
	r := &addressRow{text: widgets.NewLabel("", widgets.Style{})}
	r.copy = widgets.NewIconButton(assets.Copy, "Copy the address", widgets.Plain, func() {
		fyne.CurrentApp().Clipboard().SetContent(r.text.Text())
		r.copy.Set("", assets.Check, widgets.Plain)
	})
	r.content = widgets.NewLine(theme.SpaceS, 0, r.text, r.copy)
	return r
}

func (r *addressRow) set(address string) {
	if r.text.Text() != address {
		r.text.SetText(address)
		r.copy.Set("", assets.Copy, widgets.Plain)
	}
	widgets.SetVisible(r.content, address != "")
}

func (n *network) canvasObject() fyne.CanvasObject { return n.content }

func (n *network) update(s *call.Snapshot) {
	for i, r := range n.rows {
		if i < len(s.Self.Addresses) {
			r.set(s.Self.Addresses[i])
		} else {
			r.set("")
		}
	}
	widgets.SetVisible(n.none, len(s.Self.Addresses) == 0)
	n.reachable.SetOn(s.Settings.Reachable)
	if s.Self.Online {
		n.state.set(assets.Check, "Connected", theme.Success)
		return
	}
	n.state.set(assets.Alert, "No network", theme.Warning)
}
