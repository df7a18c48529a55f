package home

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
)

// Places names the parts that can be seen and clicked: the field for a name, an
// address or a link with its button, which begins a new call (new) while the
// field is empty and calls otherwise (call), the settings, the own picture's switch, the strip
// about the last call's end, and of everybody in the lists what is on their card
// or row, as in nearby/Mara and nearby/Mara/call. Of several people of one name
// it is the first.
func (v *View) Places() map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{
		"find": v.find.field, "new": v.find.button, "end": v.notices.end, "end/again": v.notices.end.Button(),
	}
	if v.find.text() != "" {
		delete(places, "new")
		places["call"] = v.find.button
	}
	if !v.notices.end.Visible() {
		delete(places, "end/again")
	}
	maps.Copy(places, v.nearby.cards.places("nearby/"))
	maps.Copy(places, v.known.rows.places("known/"))
	maps.DeleteFunc(places, func(_ string, o fyne.CanvasObject) bool { return !v.inSight(o) })
	places["settings"], places["preview"] = v.self.gear, v.self.picture.toggle
	return places
}

// places names the people who are shown, and their parts while they show.
func (p *people) places(list string) map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{}
	for _, o := range slices.Backward(p.content.Objects) { // the first wins
		for _, e := range p.entries {
			if o != fyne.CanvasObject(e.shown) {
				continue
			}
			name := list + e.contact.Name
			places[name] = e.shown
			for part, o := range e.shown.Parts() {
				places[name+"/"+part] = o
			}
		}
	}
	return places
}

// inSight says whether all of o is within the column of people, which scrolls.
func (v *View) inSight(o fyne.CanvasObject) bool {
	position := fyne.CurrentApp().Driver().AbsolutePositionForObject
	top := position(o).Y - position(v.main).Y
	return top >= 0 && top+o.Size().Height <= v.main.Size().Height
}
