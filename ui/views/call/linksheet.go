package call

import (
	"fmt"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// linkSheet is every way to give the link of a meeting to somebody: copied, by
// mail, as a code to point a camera at, and as words to read aloud. The secret
// can be seen in it, so it is open only as long as the person wants.
type linkSheet struct {
	sheet *widgets.Sheet
	good  *widgets.Label // what the link is good for
	short *widgets.Label
	code  *widgets.QR
	say   *widgets.Label
	words []*widgets.Label
	list  *fyne.Container // of them
	none  *widgets.Label  // there are no words
	copy  *widgets.Button
	mail  *widgets.Button
	close *widgets.Button
	away  func()
	link  string
}

// The sizes of the sheet.
const (
	sheetWidth float32 = 560
	codeSide   float32 = 214
	wordCount          = 6
)

// openSheet shows the sheet of the link.
func (v *View) openSheet() {
	if v.link() == "" || v.sheet != nil {
		return
	}
	v.sheet = newLinkSheet(linkActs{copy: v.copyLink, mail: v.mailLink}, v.closeSheet)
	v.sheet.set(v.snapshot.Call.Meeting)
	v.sheet.show(v.bar.more)
}

// closeSheet takes it away, and the secret with it.
func (v *View) closeSheet() {
	if v.sheet != nil {
		v.sheet.sheet.Close()
		v.sheet = nil
	}
}

func newLinkSheet(acts linkActs, away func()) *linkSheet {
	caption := widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 3}
	s := &linkSheet{
		away:  away,
		good:  widgets.NewLabel("", widgets.Style{Color: theme.Muted, Lines: 2}),
		short: widgets.NewLabel("", widgets.Style{}),
		code:  widgets.NewQR(codeSide),
		list:  widgets.NewCells(110, fyne.NewSize(theme.SpaceM, theme.SpaceXS), 2),
		say:   widgets.NewLabel("", caption),
		none:  widgets.NewLabel("Whoever made the link knows its six words, and can read them aloud.", caption),
	}
	for range wordCount {
		s.words = append(s.words, widgets.NewLabel("", widgets.Style{Size: theme.TextLead, Bold: true}))
	}
	s.copy = widgets.NewButton(copyWords, assets.Copy, widgets.Primary, func() {
		acts.copy()
		s.copy.Set(copiedWords, assets.Check, widgets.Primary)
	})
	s.copy.Width = copyWidth
	s.mail = widgets.NewButton("Mail", assets.Send, widgets.Standard, acts.mail)
	s.close = widgets.NewIconButton(assets.Close, "Close (Esc)", widgets.Plain, away)
	return s
}

// show opens it over the window that at is in.
func (s *linkSheet) show(at fyne.Widget) {
	title := widgets.NewLine(theme.SpaceM, 0, widgets.NewLabel("Send the link", widgets.Style{Size: theme.TextDialog, Bold: true}), s.close)
	address := widgets.NewGround(theme.Sunken, theme.RadiusButton,
		widgets.NewFixed(0, theme.Control, widgets.NewLine(0, 0, widgets.NewInset(0, theme.SpaceM, 0, theme.SpaceM, s.short))))
	send := widgets.NewLine(theme.SpaceS, 0, address, s.copy, s.mail)
	ways := widgets.NewLine(theme.SpaceXL, 1, s.code, s.spoken())
	rows := widgets.NewColumn(theme.SpaceL, widgets.NewColumn(0, title, s.good), send, ways)
	content := widgets.NewInset(theme.SpaceM, theme.SpaceXL, theme.SpaceXL, theme.SpaceXL, rows)
	s.sheet = widgets.ShowSheet(at, sheetWidth, content, s.away)
	if c := fyne.CurrentApp().Driver().CanvasForObject(at); c != nil {
		c.Focus(s.copy)
	}
}

// spoken is the column of the words, in the order in which they are read.
func (s *linkSheet) spoken() fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.NewLabel("Or read it aloud", widgets.Style{Bold: true}), s.say, s.none}
	numbered := s.list.Objects
	for i, word := range s.words {
		number := widgets.NewLabel(fmt.Sprint(i+1), widgets.Style{Size: theme.TextCaption, Color: theme.Muted})
		numbered = append(numbered, widgets.NewLine(theme.SpaceS, 1, widgets.NewFixed(10, 0, number), word))
	}
	s.list.Objects = numbered
	return widgets.NewColumn(theme.SpaceS, append(rows, s.list)...)
}

// set shows the link as it is now: it may have moved.
func (s *linkSheet) set(m *session.Meeting) {
	s.good.SetText(comesIn(m))
	if s.link == m.Link {
		return
	}
	s.link = m.Link
	s.short.SetText(shownLink(m.Link))
	s.code.SetText(m.Link)
	s.copy.Set(copyWords, assets.Copy, widgets.Primary)
	known := len(m.Words) == wordCount
	s.say.SetText("They type " + m.Server + ", then these six words:")
	widgets.SetVisible(s.say, known)
	widgets.SetVisible(s.none, !known)
	for i, label := range s.words {
		label.SetText("")
		if known {
			label.SetText(m.Words[i])
		}
	}
	widgets.SetVisible(s.list, known)
}
