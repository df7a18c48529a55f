package lobby

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	"parley/call/signal/invite"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// server is what the page says and asks about the server.
type server struct {
	origin string // of the one in question; empty while none is known
	given  bool   // the link says which
	other  bool   // the person wants another than the one kept

	field *fyne.Container // asks for one, for a new call
	typed *widgets.Field
	note  *fyne.Container // says which it is
	box   *widgets.Ground
	sign  *widgets.Sign
	words *widgets.Label
	swap  *widgets.Button
	own   *widgets.Switch // makes the server of a link one's own
	offer *fyne.Container // has that switch, for who has no server
	asked *widgets.Dialog // about a server that is new; nil before the first
}

func newServer(submit func()) *server {
	s := &server{
		typed: widgets.NewField("Such as meet.example.org"),
		sign:  widgets.NewSign(assets.Shield, theme.Primary, theme.IconInline),
		words: widgets.NewLabel("", widgets.Style{Lines: 6}),
	}
	s.typed.OnSubmitted = func(string) { submit() }
	s.typed.OnChanged = func(string) { s.typed.SetProblem("") }
	s.swap = widgets.NewButton("Use another server", "", widgets.Quiet, s.change)
	s.own = widgets.NewSwitch("Let contacts call me there", "It then learns whenever Parley is open, otherwise of this call alone", func(bool) {})
	hint := widgets.NewLabel("It brings people together, and can neither see nor hear them. Contacts call you there from now on: it learns whenever Parley is open. Anybody can run one: parley serve.",
		widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 4})
	s.field = widgets.NewColumn(theme.SpaceXS, widgets.NewLabel("Server", widgets.Style{Bold: true}), s.typed, hint)
	margin := theme.SpaceM
	s.box = widgets.NewGround(theme.Tint, theme.RadiusInner,
		widgets.NewInset(margin, margin, margin, theme.SpaceL, widgets.NewLine(theme.SpaceM, 1, s.sign, s.words)))
	s.offer = widgets.NewInset(theme.SpaceM, 0, 0, 0, s.own)
	s.note = widgets.NewColumn(theme.SpaceXS, s.box, s.swap, s.offer)
	return s
}

// open begins with the server of a link, or with none.
func (s *server) open(given bool, origin string) {
	s.given, s.other = given, false
	s.origin = origin
	s.own.SetOn(false)
	s.typed.Clear()
	s.typed.SetProblem("")
}

// asks says whether the person has to name a server.
func (s *server) asks() bool { return s.field.Visible() }

// change lets the person name another server than the one kept.
func (s *server) change() {
	s.other = true
	widgets.SetVisible(s.field, true)
	widgets.SetVisible(s.note, false)
	s.typed.Focus()
}

func (s *server) update(snapshot *call.Snapshot) {
	kept := snapshot.Settings
	if !s.given && !s.other {
		s.origin = kept.Server
	}
	ask := !s.given && (s.other || s.origin == "")
	widgets.SetVisible(s.field, ask)
	widgets.SetVisible(s.note, !ask)
	widgets.SetVisible(s.swap, !s.given)
	widgets.SetVisible(s.offer, s.given && kept.Server == "")
	s.say(invite.HostOf(s.origin), !s.given || kept.Knows(s.origin))
}

// say names the server, and what it can do.
func (s *server) say(host string, known bool) {
	words, icon, color, ground := "Encrypted from end to end. "+host+" helps you meet, and can neither see nor hear you.",
		assets.Shield, theme.Primary, theme.Tint
	if !known {
		words = host + " is new to you. It learns from where and how long you are connected, and can neither see nor hear you."
		icon, color, ground = assets.Info, theme.Warning, theme.WarningTint
	}
	s.words.SetText(words)
	s.sign.Set(icon, color)
	if s.box.Fill != ground {
		s.box.Fill = ground
		s.box.Refresh()
	}
}

// check reads what was typed, if something had to be, and says what is wrong.
func (s *server) check() bool {
	if !s.asks() {
		return true
	}
	origin, err := invite.Origin(s.typed.Text())
	if err != nil {
		s.typed.SetProblem(invite.Sentence(err))
		s.typed.Focus()
		return false
	}
	s.origin = origin
	return true
}

// place is what the backend is told: the host alone where that is enough.
func (s *server) place() string {
	host := invite.HostOf(s.origin)
	if again, err := invite.Origin(host); err == nil && again == s.origin {
		return host
	}
	return s.origin
}

// chosen says whether the server is to be the person's own: one that they named
// themselves is, and that of a link if they say so.
func (s *server) chosen() bool { return !s.given || s.offer.Visible() && s.own.On() }

// owned says what else comes of it.
func (s *server) owned() string {
	if s.chosen() {
		return ", and contacts can call you there from now on"
	}
	return ""
}

// ask lets the person decide about a server that is new to them.
func (s *server) ask(at fyne.Widget, yes func()) {
	host := invite.HostOf(s.origin)
	s.asked = widgets.ShowDialog(at, "Meet at "+host+"?", "You have not used this server before. It brings the people of the call together. "+
		"It learns from where and how long you are connected; what you say, show and write it cannot read. Parley remembers your answer"+s.owned()+".", nil,
		widgets.Answer{Text: "Not now", Kind: widgets.Standard, Harmless: true},
		widgets.Answer{Text: "Use it and join", Kind: widgets.Primary, Act: yes})
}
