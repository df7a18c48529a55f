package ui

import (
	"bytes"
	"encoding/json"
	"os"

	"fyne.io/fyne/v2"
)

// MapVariable names the environment variable with the file that end-to-end
// tests read where things are, as Fyne has no accessibility tree: JSON with a
// Place for every window, rewritten whenever something moves. Unset, there is
// no such file. It holds nothing that the window does not show.
const MapVariable = "PARLEY_UI_MAP"

// Place is one window in the map.
type Place struct {
	Title string `json:"title"`
	Page  string `json:"page"` // home, lobby, settings, call, screen or incoming
	// Widgets are where the named parts are that can be seen.
	Widgets map[string]Rect `json:"widgets"`
}

// Rect is in pixels from the window's top left corner.
type Rect struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// placer is a page that names its parts.
type placer interface {
	Places() map[string]fyne.CanvasObject
}

// placeMap writes the map; nil writes none.
type placeMap struct {
	file    string
	written []byte
}

// ShowMap starts writing the map of MapVariable to file; an empty name writes
// none.
func (w *Window) ShowMap(file string) {
	w.places = nil
	if file != "" {
		w.places = &placeMap{file: file}
	}
}

func (m *placeMap) update(w *Window) {
	if m == nil {
		return
	}
	data, err := json.MarshalIndent(w.allPlaces(), "", "  ")
	if err != nil || bytes.Equal(data, m.written) {
		return
	}
	// A reader never sees half a map. What cannot be written is tried again
	// with the next beat.
	if os.WriteFile(m.file+".new", data, 0o600) == nil && os.Rename(m.file+".new", m.file) == nil {
		m.written = data
	}
}

func (w *Window) allPlaces() []Place {
	all := w.ownPlaces()
	if own, parts := w.call.OwnWindow(); own != nil {
		all = append(all, placeOf(own, "screen", parts))
	}
	if w.bell.window != nil {
		all = append(all, placeOf(w.bell.window, "incoming", w.bell.view))
	}
	return all
}

// ownPlaces are those of the window itself, none while it is closed.
func (w *Window) ownPlaces() []Place {
	if w.tucked {
		return nil
	}
	pages := map[page]any{homePage: w.home, lobbyPage: w.lobby, settingsPage: w.settings, callPage: w.call}
	all := []Place{placeOf(w.window, string(w.page), pages[w.page])}
	if w.asked != "" && drawn(w.question.Buttons()[answerNo]) {
		all[0].Widgets["trust"] = pixels(w.window.Canvas(), w.question.Buttons()[answerYes])
		all[0].Widgets["distrust"] = pixels(w.window.Canvas(), w.question.Buttons()[answerNo])
	}
	for name, o := range w.texts.Places() {
		all[0].Widgets[name] = pixels(w.window.Canvas(), o)
	}
	return all
}

func placeOf(win fyne.Window, page string, view any) Place {
	p := Place{Title: win.Title(), Page: page, Widgets: map[string]Rect{}}
	parts, _ := view.(map[string]fyne.CanvasObject)
	if v, ok := view.(placer); ok {
		parts = v.Places()
	}
	for name, o := range parts {
		if o.Visible() && drawn(o) {
			p.Widgets[name] = pixels(win.Canvas(), o)
		}
	}
	return p
}

// drawn says whether o has been on a screen: Fyne finds the places of a new
// page when it first draws it.
func drawn(o fyne.CanvasObject) bool { return fyne.CurrentApp().Driver().CanvasForObject(o) != nil }

// pixels is where o is in its window.
func pixels(c fyne.Canvas, o fyne.CanvasObject) Rect {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	x0, y0 := c.PixelCoordinateForPosition(pos)
	x1, y1 := c.PixelCoordinateForPosition(pos.Add(o.Size()))
	return Rect{X: x0, Y: y0, Width: x1 - x0, Height: y1 - y0}
}
