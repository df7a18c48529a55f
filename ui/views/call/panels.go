package call

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/transfer"
	"parley/ui/widgets"
)

// panelName names what is open at the right of the stage.
type panelName int

// One of them is open at most.
const (
	noPanel panelName = iota
	connectionPanel
	chatPanel
	filesPanel
	peoplePanel
)

// Choice is what a person is to choose of what is on this computer.
type Choice int

// The choices.
const (
	ChooseFiles  Choice = iota // any number
	ChooseFolder               // one, to send
	ChoosePlace                // a folder that files go to
)

// panels lists what can be open.
func (v *View) panels() map[panelName]fyne.CanvasObject {
	return map[panelName]fyne.CanvasObject{connectionPanel: v.panel.panel, chatPanel: v.chat.panel, filesPanel: v.files.panel, peoplePanel: v.people.panel}
}

// openPanel shows a panel in place of another; noPanel closes.
func (v *View) openPanel(p panelName) {
	if v.self == nil || v.opened == p {
		return // a menu outlived the call, or nothing changes
	}
	v.opened = p
	for name, o := range v.panels() {
		show(o, name == p)
	}
	v.relayout()
	if p != chatPanel {
		v.unfocusPanels()
	}
	v.chat.setOpen(p == chatPanel && v.shown)
	v.setFiles()
	v.bar.setPanels(v.snapshot, v.opened)
	v.people.setOpen(p == peoplePanel)
	v.askDoor()
	v.toasts.set(v.snapshot, v.now)
	v.relayout()
}

// unfocusPanels gives the keys back to the window when what had them went.
func (v *View) unfocusPanels() {
	c := fyne.CurrentApp().Driver().CanvasForObject(v.bar.more)
	if c == nil || c.Focused() == nil || c.Overlays().Top() != nil {
		return
	}
	if o, ok := c.Focused().(fyne.CanvasObject); ok && !o.Visible() || v.chat.composer.Focused() || v.chat.field.Focused() {
		c.Unfocus()
	}
}

func (v *View) togglePanel(p panelName) {
	if v.opened == p {
		p = noPanel
	}
	v.openPanel(p)
}

func (v *View) closePanel()       { v.openPanel(noPanel) }
func (v *View) toggleConnection() { v.togglePanel(connectionPanel) }
func (v *View) toggleChat()       { v.togglePanel(chatPanel) }
func (v *View) toggleFiles()      { v.togglePanel(filesPanel) }
func (v *View) togglePeople()     { v.togglePanel(peoplePanel) }

// setFiles brings cards and offers up to date.
func (v *View) setFiles() {
	files := v.snapshot.Files
	v.files.set(files, v.nameOf, v.everyone())
	v.offers.set(files, v.offerSeen, v.nameOf)
}

// everyone counts the others in the call.
func (v *View) everyone() int {
	if v.snapshot.Call == nil {
		return 0
	}
	return len(v.snapshot.Call.Participants)
}

// offerSeen says whether an offer is to be seen in an open panel.
func (v *View) offerSeen(id transfer.ID) bool { return v.opened == filesPanel || v.chat.shows(id) }

// chooseToSend lets the person choose what to send.
func (v *View) chooseToSend(at fyne.Widget) {
	choose := func(what Choice) func() {
		return func() { v.acts.Choose(what, func(paths []string) { v.Offer(paths) }) }
	}
	widgets.ShowMenu(at, []widgets.MenuItem{
		{Text: "Files", Icon: assets.Files, Act: choose(ChooseFiles)},
		{Text: "A folder", Icon: assets.Folder, Act: choose(ChooseFolder)},
	})
}

// Offer asks whether files are to be sent, and to whom.
func (v *View) Offer(paths []string) { v.offerTo(paths, "") }

// offerTo does so with somebody chosen beforehand.
func (v *View) offerTo(paths []string, to string) {
	switch {
	case v.snapshot == nil || v.snapshot.Call == nil: // the call ended meanwhile
		v.acts.Discard(paths)
	case v.isAlone():
		v.acts.Discard(paths)
		v.say("Nobody else is here yet to take files.")
	default:
		v.ask(paths, to)
	}
}

// forgetPanels closes what was open, and forgets what was written.
func (v *View) forgetPanels() {
	v.opened = noPanel
	for _, o := range v.panels() {
		show(o, false)
	}
	v.chat.forget()
}
