package settings

import (
	"fyne.io/fyne/v2"

	"parley/call"
	choices "parley/call/settings"
	"parley/ui/widgets"
)

// appearance is the page of light, dark and motion.
type appearance struct {
	content fyne.CanvasObject
	look    *widgets.Segments
	motion  *widgets.Switch
}

func newAppearance(actions Actions) *appearance {
	a := &appearance{}
	a.look = widgets.NewSegments([]widgets.Option{
		{ID: string(choices.System), Text: "Like the system"},
		{ID: string(choices.Light), Text: "Light"},
		{ID: string(choices.Dark), Text: "Dark"},
	}, func(id string) { actions.change(func(s *choices.Settings) { s.Theme = choices.Theme(id) }) })
	a.motion = widgets.NewSwitch("Less motion", "Rings and dots stand still",
		func(on bool) { actions.change(func(s *choices.Settings) { s.LessMotion = on }) })
	a.content = card("Light and dark", nil, a.look, note("A call is dark always: pictures look best so."), a.motion)
	return a
}

func (a *appearance) canvasObject() fyne.CanvasObject { return a.content }

func (a *appearance) update(s *call.Snapshot) {
	a.look.Set(string(s.Settings.Theme))
	a.motion.SetOn(s.Settings.LessMotion)
}
