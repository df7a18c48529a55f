package call

import (
	"fmt"
	"maps"

	"fyne.io/fyne/v2"

	"parley/ui/widgets"
)

// Anchor is a widget of the page that is always there, for dialogs in its
// colours.
func (v *View) Anchor() fyne.Widget {
	v.stir() // in full screen the bar may be hidden
	return v.bar.more
}

// Places names the parts that can be seen or clicked: the controls, the tools,
// and tile-0, tile-1 and so on for the others in the order of joining. In the
// panels there are chat-entry and chat-send, and file-0-accept and the like
// for the buttons of the files, newest first; offer-0-accept and the like are
// those of the offers over the stage; and parcel-add, parcel-cancel,
// parcel-offer, parcel-everyone, parcel-to-0 and so on, and parcel-picture in the question before sending.
func (v *View) Places() map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{
		"status": v.status, "grid": v.tools[toolGrid], "connection": v.tools[toolConnection], "full-screen": v.tools[toolFullScreen],
		"connection-panel": v.panel.panel,
	}
	if v.bar.Visible() {
		places["microphone"], places["camera"], places["people"] = v.bar.microphone, v.bar.camera, v.bar.people
		places["more"], places["leave"] = v.bar.more, v.bar.leave
		places["share"], places["share/list"] = v.bar.share, v.bar.share.Arrow()
		places["chat"], places["files"] = v.bar.chat, v.bar.files
	}
	v.addSharePlaces(places)
	v.panelPlaces(places)
	if v.self != nil {
		places["self"] = v.self.object
	}
	for i, t := range v.others {
		places[fmt.Sprintf("tile-%d", i)] = t.object
	}
	for i, t := range v.toasts.all {
		places[fmt.Sprintf("toast-%d", i)] = t.object
	}
	return places
}

// fileButtons names the buttons of a file's card.
var fileButtons = map[widgets.FileAct]string{
	widgets.FileAccept: "accept", widgets.FileDecline: "decline", widgets.FileMore: "more", widgets.FilePause: "pause",
	widgets.FileResume: "resume", widgets.FileGoOn: "resume", widgets.FileCancel: "cancel", widgets.FileOpen: "open",
	widgets.FileShow: "show", widgets.FileForget: "forget", widgets.FileLater: "later",
	widgets.FileOpened: "each", widgets.FileClosed: "all",
}

func (v *View) panelPlaces(places map[string]fyne.CanvasObject) {
	switch v.opened {
	case chatPanel:
		places["chat-panel"], places["chat-entry"], places["chat-send"] = v.chat.panel, v.chat.composer.Entry(), v.chat.composer.Send()
	case filesPanel:
		places["files-panel"], places["files-send"] = v.files.panel, v.files.send
		n := 0
		for _, row := range v.files.stream.Seen() {
			if card, ok := row.(*widgets.FileCard); ok {
				namePlaces(places, fmt.Sprintf("file-%d", n), card)
				n++
			}
		}
	case peoplePanel:
		maps.Copy(places, v.people.places())
	case noPanel, connectionPanel:
	}
	for i, o := range v.offers.all {
		namePlaces(places, fmt.Sprintf("offer-%d", i), o.card)
	}
	v.parcelPlaces(places)
	v.linkPlaces(places)
}

// linkPlaces names what sends the link while nobody else is there (alone-copy,
// alone-more, alone-mail), and in the sheet of the link (link-copy, link-mail,
// link-close).
func (v *View) linkPlaces(places map[string]fyne.CanvasObject) {
	if v.alone.Visible() {
		places["alone-copy"], places["alone-more"], places["alone-mail"] = v.alone.copy, v.alone.more, v.alone.mail
	}
	if v.sheet != nil {
		places["link-copy"], places["link-mail"], places["link-close"] = v.sheet.copy, v.sheet.mail, v.sheet.close
	}
}

func (v *View) parcelPlaces(places map[string]fyne.CanvasObject) {
	if v.parcel == nil {
		return
	}
	for i, name := range []string{"parcel-add", "parcel-cancel", "parcel-offer"} {
		places[name] = v.parcel.dialog.Buttons()[i]
	}
	for i, p := range v.snapshot.Call.Participants {
		if pick := v.parcel.picks[p.Person.Key]; pick != nil {
			places[fmt.Sprintf("parcel-to-%d", i)] = pick
		}
	}
	if p := v.parcel.picture; p != nil && p.Shows() {
		places["parcel-picture"] = p
	}
	if pick := v.parcel.picks[""]; pick != nil {
		places["parcel-everyone"] = pick
	}
}

func namePlaces(places map[string]fyne.CanvasObject, name string, card *widgets.FileCard) {
	for act, verb := range fileButtons {
		if b := card.Button(act); b != nil {
			places[name+"-"+verb] = b
		}
	}
}
