//go:build linux

package main

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"parley/call"
	"parley/call/session"
	"parley/ui/theme"
)

// TestCallContactInWindows has two people who met once, each before a window and
// on another network. One sees at home that the other is there, and calls by the
// row of their name, with no link; the other accepts, and they see each other.
func TestCallContactInWindows(t *testing.T) {
	a := acquaint(t, "Mara", "Noor")
	mara, noor := a.opens("Mara"), a.opens("Noor")
	noor.turnTo("home")
	mara.expect("see that Noor is there", func(e told) bool {
		return e.Kind == call.EventPresence && e.Name == "Noor" && e.Change == "came"
	})
	mara.display.Eventually("Noor's row to say so", func() bool { return mara.online("known/Noor") })
	mara.shoot("contact-1-reachable")
	mara.hover("home", "known/Noor")
	mara.click("home", "known/Noor/call")
	noor.turnTo("incoming")
	noor.shoot("contact-2-incoming")
	noor.click("incoming", "accept")
	for _, d := range []*desktop{mara, noor} {
		d.state(call.Active)
		d.sees()
		d.hears()
		d.shoot("contact-3-call")
	}
	if e := noor.event(call.EventRinging); e.From != "Mara" || e.Key != a.key("Mara", "Noor") {
		t.Errorf("Noor hears %+v", e.Event)
	}
	if e, near := mara.program.find(func(e told) bool { return e.Kind == call.EventNearby }); near {
		t.Errorf("somebody is nearby, so that nobody was rung: %+v", e.Event)
	}
	mara.click("call", "leave")
	noor.ended(session.HungUp, "has ended")
	mara.turnTo("home")
	mara.shoot("contact-4-after")
	for _, d := range []*desktop{mara, noor} {
		if status := d.leave(); status != exitDone {
			t.Errorf("%s ended with status %d", d.name, status)
		}
	}
}

// opens opens somebody's window.
func (a acquainted) opens(name string) *desktop {
	a.t.Helper()
	return furnishAt(a.t, name, a.places[name], "--inbox", a.server)
}

// hover holds the pointer over a part.
func (d *desktop) hover(page, part string) {
	d.t.Helper()
	at := d.find(page, part)
	d.display.Move((at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2)
}

// online says whether a part of home has the dot of somebody who is there.
func (d *desktop) online(part string) bool {
	at, shown := d.spot("home", part)
	picture := d.display.Screenshot()
	dots := 0
	for y := at.Min.Y; shown && y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			if isSuccess(picture.At(x, y)) {
				dots++
			}
		}
	}
	return dots > 20
}

// isSuccess says whether a colour is that of success, in the light or the dark.
func isSuccess(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	for _, variant := range []fyne.ThemeVariant{fynetheme.VariantDark, fynetheme.VariantLight} {
		sr, sg, sb, _ := theme.Color(theme.Success, variant).RGBA()
		if r>>8 == sr>>8 && g>>8 == sg>>8 && b>>8 == sb>>8 {
			return true
		}
	}
	return false
}
