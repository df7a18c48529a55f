package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	choices "parley/call/settings"
	"parley/call/signal/invite"
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
	hidden    *widgets.Switch
	server    *widgets.Choice
	seen      *widgets.Switch
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
		"Your name and this computer’s name, to everybody on the same network. While it is off, people elsewhere cannot call you either",
		func(on bool) { actions.change(func(s *choices.Settings) { s.Reachable = on }) })
	n.hidden = widgets.NewSwitch("Always go through a relay",
		"Others in a call do not learn this computer’s address. It takes a server with a relay: people nearby cannot be called directly then",
		func(on bool) { actions.change(func(s *choices.Settings) { s.AlwaysRelay = on }) })
	n.server = widgets.NewChoice(assets.Network, func(origin string) {
		actions.change(func(s *choices.Settings) { s.Server = origin })
	})
	n.seen = widgets.NewSwitch("Let contacts see that I am here", "The people you know, and nobody else. They can call you either way",
		func(on bool) { actions.change(func(s *choices.Settings) { s.Hidden = !on }) })
	n.content = widgets.NewColumn(theme.SpaceL,
		card("Nearby", nil, n.reachable),
		card("Elsewhere", nil, note("People you met in a call can call you again without a link, wherever you are, by way of this server. New links are made there, too."), n.server, n.seen),
		card("In calls", nil, n.hidden),
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
	n.hidden.SetOn(s.Settings.AlwaysRelay)
	n.server.Set(servers(s.Settings), s.Settings.Server)
	n.seen.SetOn(!s.Settings.Hidden)
	if s.Self.Online {
		n.state.set(assets.Check, "Connected", theme.Success)
		return
	}
	n.state.set(assets.Alert, "No network", theme.Warning)
}

// servers are those that the person agreed to meet at, the newest first.
func servers(kept choices.Settings) (out []widgets.Option) {
	if kept.Server == "" {
		out = append(out, widgets.Option{Text: "None yet: begin a new call to name one"})
	} else if !kept.Knows(kept.Server) {
		out = append(out, widgets.Option{ID: kept.Server, Text: invite.HostOf(kept.Server)})
	}
	for _, origin := range slices.Backward(kept.Servers) {
		out = append(out, widgets.Option{ID: origin, Text: invite.HostOf(origin)})
	}
	return out
}
