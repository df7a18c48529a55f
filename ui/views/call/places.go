package call

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// Anchor is a widget of the page that is always there, for dialogs in its
// colours.
func (v *View) Anchor() fyne.Widget {
	v.stir() // in full screen the bar may be hidden
	return v.bar.more
}

// Places names the parts that can be seen or clicked: the controls, the tools,
// and tile-0, tile-1 and so on for the others in the order of joining.
func (v *View) Places() map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{
		"status": v.status, "grid": v.tools[toolGrid], "connection": v.tools[toolConnection], "full-screen": v.tools[toolFullScreen],
		"connection-panel": v.panel.panel,
	}
	if v.bar.Visible() {
		places["microphone"], places["camera"], places["settings"] = v.bar.microphone, v.bar.camera, v.bar.settings
		places["more"], places["leave"] = v.bar.more, v.bar.leave
	}
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
