package ui

import (
	settingsview "parley/ui/views/settings"
)

// settingsActions is what the settings ask of the window.
func (w *Window) settingsActions(opts Options) settingsview.Actions {
	a := settingsview.Actions{Do: w.do, Close: w.closeSettings}
	if len(opts.Opener) > 0 {
		a.Links = func(on bool) { w.handleLinks(opts.Opener, on) }
		w.desktop.Handles(opts.Opener, func(on bool) {
			w.answers.put(func() { w.settings.SetLinks(on, "") })
		})
	}
	return a
}

// handleLinks lets the desktop open links with this program, or no longer.
func (w *Window) handleLinks(opener []string, on bool) {
	w.desktop.Handle(opener, on, func(err error) {
		problem := ""
		if err != nil {
			problem = "The desktop does not let Parley open links: " + err.Error() + "."
		}
		w.answers.put(func() { w.settings.SetLinks(on == (err == nil), problem) })
	})
}
