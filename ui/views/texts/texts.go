// Package texts is the sheet by which two people call each other with no
// server: each gives the other one text.
package texts

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	"parley/call/signal/paste"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// Actions is what the sheet asks of the window around it. None is nil.
type Actions struct {
	Do   func(call.Command) // must not block
	Copy func(text string)
	Mail func(subject, body string)
}

// Sheet is the view. It is open between Open and Close; what it offered or
// answered stays good when it is closed. Its methods belong to the UI's
// goroutine.
type Sheet struct {
	acts  Actions
	sheet *widgets.Sheet // nil while closed
	shown call.Invitation

	title *widgets.Label
	how   *widgets.Label
	text  *widgets.Label
	copy  *widgets.Button
	mail  *widgets.Button
	reply *fyne.Container // for the answer to what was offered
	field *widgets.Field
	undo  *widgets.Button
	close *widgets.Button
}

const (
	sheetWidth float32 = 560
	copyWidth  float32 = 110
	copyWords          = "Copy"
)

// New returns the sheet, closed.
func New(acts Actions) *Sheet {
	s := &Sheet{
		acts:  acts,
		title: widgets.NewLabel("", widgets.Style{Size: theme.TextDialog, Bold: true, Lines: 2}),
		how:   widgets.NewLabel("", widgets.Style{Color: theme.Muted, Lines: 6}),
		text:  widgets.NewLabel("", widgets.Style{}),
		field: widgets.NewField("Paste what they send back"),
	}
	s.copy = widgets.NewButton(copyWords, assets.Copy, widgets.Primary, s.copied)
	s.copy.Width = copyWidth
	s.mail = widgets.NewButton("Mail", assets.Send, widgets.Standard, s.mailed)
	s.undo = widgets.NewButton("Give up", "", widgets.Quiet, s.withdraw)
	s.close = widgets.NewIconButton(assets.Close, "Close (Esc)", widgets.Plain, s.Close)
	s.field.OnChanged = s.typed
	s.field.OnSubmitted = func(string) { s.submit() }
	s.reply = widgets.NewColumn(theme.SpaceXS, widgets.NewLabel("Their answer", widgets.Style{Bold: true}), s.field)
	return s
}

// Offer opens the sheet with a text that invites: the one that is still good,
// else a new one.
func (s *Sheet) Offer(at fyne.Widget, now call.Invitation) {
	if now.Answers || now.Text == "" {
		s.acts.Do(call.Offer{})
		now = call.Invitation{Making: true}
	}
	s.open(at, now)
}

// Answer opens the sheet with the answer to a text.
func (s *Sheet) Answer(at fyne.Widget, offer string) {
	s.acts.Do(call.AnswerOffer{Text: offer})
	s.open(at, call.Invitation{Making: true, Answers: true})
}

func (s *Sheet) open(at fyne.Widget, i call.Invitation) {
	s.Close()
	s.field.Clear()
	s.field.SetProblem("")
	s.show(i)
	head := widgets.NewLine(theme.SpaceM, 0, s.title, s.close)
	box := widgets.NewGround(theme.Sunken, theme.RadiusButton,
		widgets.NewFixed(0, theme.Control, widgets.NewLine(0, 0, widgets.NewInset(0, theme.SpaceM, 0, theme.SpaceM, s.text))))
	send := widgets.NewLine(theme.SpaceS, 0, box, s.copy, s.mail)
	rows := widgets.NewColumn(theme.SpaceL, widgets.NewColumn(theme.SpaceXS, head, s.how), send, s.reply, widgets.NewLine(0, 1, s.undo, widgets.NewGap(0, 0)))
	content := widgets.NewInset(theme.SpaceM, theme.SpaceXL, theme.SpaceL, theme.SpaceXL, rows)
	s.sheet = widgets.ShowSheet(at, sheetWidth, content, s.Close)
}

// Close takes the sheet away. It may be called any number of times.
func (s *Sheet) Close() {
	if s.sheet != nil {
		s.sheet.Close()
		s.sheet = nil
	}
}

// Update shows how the text stands.
func (s *Sheet) Update(i call.Invitation) {
	if s.sheet != nil && i != s.shown && (i.Text != "" || i.Fault != "") {
		s.show(i)
		s.sheet.Refresh()
	}
}

func (s *Sheet) show(i call.Invitation) {
	s.shown = i
	title, how := words(i)
	s.title.SetText(title)
	s.how.SetText(how)
	s.text.SetText(line(i))
	s.copy.Set(copyWords, assets.Copy, widgets.Primary)
	s.copy.SetEnabled(i.Text != "")
	s.mail.SetEnabled(i.Text != "")
	widgets.SetVisible(s.reply, !i.Answers)
}

func (s *Sheet) copied() {
	s.acts.Copy(s.shown.Text)
	s.copy.Set("Copied", assets.Check, widgets.Primary)
}

func (s *Sheet) mailed() {
	subject, before := "Call me in Parley", "Paste this into the search field of Parley, and send back what it gives you:"
	if s.shown.Answers {
		subject, before = "The answer to your invitation", "Paste this into Parley, where you invited me:"
	}
	s.acts.Mail(subject, before+"\n\n"+s.shown.Text+"\n")
}

func (s *Sheet) withdraw() {
	s.acts.Do(call.WithdrawOffer{})
	s.Close()
}

// typed calls at once when a whole answer was pasted.
func (s *Sheet) typed(text string) {
	s.blame("")
	if paste.KindOf(text) == paste.AnswerText && paste.Check(text, paste.AnswerText) == nil {
		s.submit()
	}
}

// blame says what is wrong with what was pasted, which takes room.
func (s *Sheet) blame(problem string) {
	s.field.SetProblem(problem)
	if s.sheet != nil {
		s.sheet.Refresh()
	}
}

// submit calls who answered, or says what is wrong with what they sent.
func (s *Sheet) submit() {
	text := s.field.Text()
	if err := paste.Check(text, paste.AnswerText); err != nil {
		s.blame(paste.Sentence(err))
		return
	}
	s.acts.Do(call.RingAnswer{Text: text, Video: true})
	s.Close()
}
