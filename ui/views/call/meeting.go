package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// Mail is what a mail begins with.
type Mail struct{ Subject, Body string }

// serverStrip says above the stage that the server of a meeting is away.
type serverStrip struct {
	strip  *widgets.Strip
	object fyne.CanvasObject
}

func (v *View) buildMeeting() {
	v.alone = newAloneView(linkActs{copy: v.copyLink, mail: v.mailLink, more: v.openSheet})
	v.alone.Hide()
	v.server.strip = widgets.NewStrip()
	v.server.object = container.NewThemeOverride(v.server.strip, theme.Call())
	v.people = newPeopleView(peopleActs{
		do: v.acts.Do, away: v.closePanel, send: v.openSheet, volume: v.showVolume, about: v.aboutPerson,
	})
}

// linkActs is what can be done with the link of a meeting.
type linkActs struct {
	copy func()
	mail func()
	more func() // shows all the ways
}

// showMeeting brings everything about the meeting up to date.
func (v *View) showMeeting() {
	s := v.snapshot
	v.people.set(s)
	v.askDoor()
	m := s.Call.Meeting
	if m == nil {
		v.server.strip.Set(widgets.ToneWarning, "", "", nil, nil)
		return
	}
	away := ""
	if m.Away {
		away = serverAway(m)
	}
	v.server.strip.Set(widgets.ToneWarning, away, "", nil, nil)
	v.alone.set(m)
	if v.sheet != nil {
		v.sheet.set(m)
	}
}

// isAlone says whether one is in a meeting in which nobody else is.
func (v *View) isAlone() bool {
	return v.snapshot.State == core.Active && v.snapshot.Call.Meeting != nil && len(v.others) == 0
}

// link is the meeting's; empty where there is none.
func (v *View) link() string {
	if v.snapshot == nil || v.snapshot.Call == nil || v.snapshot.Call.Meeting == nil {
		return ""
	}
	return v.snapshot.Call.Meeting.Link
}

func (v *View) copyLink() { v.acts.Copy(v.link()) }

// mailLink opens a mail with the link. Where the desktop has no way to take it
// but a command line, which others on this computer can read, the link is
// copied instead, for the person to paste.
func (v *View) mailLink() {
	const subject = "Join my call"
	link := v.link()
	v.acts.Mail(Mail{Subject: subject, Body: "Here is the link to the call:\n\n" + link + "\n"}, func() {
		v.acts.Copy(link)
		v.acts.OpenLink("mailto:?subject=Join%20my%20call")
		v.Say("The link is copied. Paste it into the mail.")
	})
}

// Say shows a sentence for a while, unless the call ended.
func (v *View) Say(sentence string) {
	if v.snapshot != nil && v.snapshot.Call != nil {
		v.say(sentence)
	}
}

// waitingFor lists who waits for this side to let them in.
func waitingFor(c *core.Call) []session.Person {
	if c == nil || c.Meeting == nil || !c.Meeting.Hosts {
		return nil
	}
	return c.Meeting.Waiting
}

// askDoor asks about who waits, unless the panel does.
func (v *View) askDoor() {
	waiting := waitingFor(v.snapshot.Call)
	if len(waiting) == 0 || v.opened == peoplePanel {
		v.toasts.ask("", "", nil)
		return
	}
	words, verb := wantsIn(waiting)
	act := func() { v.openPanel(peoplePanel) }
	if len(waiting) == 1 {
		act = func() { v.acts.Do(core.Admit{Key: waiting[0].Key, Yes: true}) }
	}
	v.toasts.ask(words, verb, act)
}

// aloneView is what the stage shows while nobody else is in the meeting.
type aloneView struct {
	*fyne.Container
	ground fyne.CanvasObject
	title  *widgets.Label
	words  *widgets.Label
	copy   *widgets.Button
	more   *widgets.Button
	mail   *widgets.Button
	line   *fyne.Container
	link   string
}

func newAloneView(acts linkActs) *aloneView {
	center := widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 2}
	a := &aloneView{
		ground: box(theme.Surface, theme.RadiusStage),
		title:  widgets.NewLabel("Nobody else is here yet", widgets.Style{Size: theme.TextTitle, Bold: true, Align: fyne.TextAlignCenter}),
		words:  widgets.NewLabel("", center),
	}
	a.copy = widgets.NewButton(copyWords, assets.Copy, widgets.Primary, func() {
		acts.copy()
		a.copy.Set(copiedWords, assets.Check, widgets.Primary)
	})
	a.more = widgets.NewButton("QR code and words", assets.QR, widgets.Standard, acts.more)
	a.mail = widgets.NewButton("Mail", assets.Send, widgets.Standard, acts.mail)
	a.copy.Width = copyWidth
	a.line = widgets.NewLine(theme.SpaceS, -1, a.copy, a.more, a.mail)
	a.Container = placed(a.place, a.ground, a.title, a.words, a.line)
	return a
}

// What the button says before and after, and its width for both.
const (
	copyWords           = "Copy the link"
	copiedWords         = "Copied"
	copyWidth   float32 = 148
)

// set says what the link is good for now.
func (a *aloneView) set(m *session.Meeting) {
	if a.link != m.Link {
		a.link = m.Link
		a.copy.Set(copyWords, assets.Copy, widgets.Primary)
	}
	a.words.SetText("Send the link to whoever shall come. " + comesIn(m))
	for _, b := range []*widgets.Button{a.copy, a.more, a.mail} {
		b.SetEnabled(m.Link != "")
	}
}

func (a *aloneView) place(size fyne.Size) {
	put(a.ground, 0, 0, size.Width, size.Height)
	room := min(520, size.Width-2*theme.SpaceXL)
	title, words, line := a.title.MinSize().Height, a.words.HeightFor(room), a.line.MinSize()
	y := (size.Height - title - words - line.Height - theme.SpaceXS - theme.SpaceXL) / 2
	put(a.title, (size.Width-room)/2, y, room, title)
	y += title + theme.SpaceXS
	put(a.words, (size.Width-room)/2, y, room, words)
	put(a.line, (size.Width-line.Width)/2, y+words+theme.SpaceXL, line.Width, line.Height)
}
