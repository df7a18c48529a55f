package lobby

import "fyne.io/fyne/v2"

// Places names the parts that can be seen and clicked: the way back, the
// switches of microphone and camera, the name, the field for a server and the
// way to it, the switch that makes it one's own, the button that joins, the one for a call without a server, and the answers about a new server.
func (v *View) Places() map[string]fyne.CanvasObject {
	position := fyne.CurrentApp().Driver().AbsolutePositionForObject
	if position(v.join).Y <= 0 || position(v.self.video).Y <= 0 {
		return nil // below the way back in truth: the page was not drawn yet
	}
	places := map[string]fyne.CanvasObject{
		"back": v.back, "microphone": v.self.mic, "camera": v.self.video, "name": v.name, "join": v.join,
	}
	if v.text.Visible() {
		places["text"] = v.text
	}
	if v.server.asks() {
		places["server"] = v.server.typed
	} else if v.server.swap.Visible() {
		places["another-server"] = v.server.swap
	}
	if v.server.note.Visible() && v.server.offer.Visible() {
		places["own"] = v.server.own
	}
	if d := v.server.asked; d != nil && fyne.CurrentApp().Driver().CanvasForObject(d) != nil { // it is open
		places["not-now"], places["agree"] = d.Buttons()[0], d.Buttons()[1]
	}
	return places
}
