//go:build linux

package main

import (
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
	"parley/ui/uitest"
)

// closeWindow closes the window as its frame does, and waits until it has gone.
func (d *desktop) closeWindow() {
	d.t.Helper()
	d.display.Close(d.display.Window("Parley"))
	d.display.Eventually("the window to go", func() bool { return len(d.display.Windows()) == 0 })
}

// TestTray closes a window where there is a tray: people still call, and are
// answered; the icon, and Parley started once more, open the window again; the
// icon's menu quits. In a call the person is asked first.
func TestTray(t *testing.T) {
	executable(t)
	tray := uitest.StartTray(t)
	b := furnishAt(t, "Bo", place{env: []string{"DBUS_SESSION_BUS_ADDRESS=" + tray.Address}}, "--listen", "127.0.0.1:0")
	b.turnTo("home")
	tray.Icon()
	b.closeWindow()
	a := ringing(t, "Ada", place{}, b.listening(), signals...)
	a.state(call.Ringing)
	b.find("incoming", "accept")
	b.shoot("tray-1-ring")
	b.click("incoming", "accept")
	for _, p := range []*program{a, b.program} {
		p.state(call.Active)
	}
	b.sees()
	b.display.Close(b.display.Window("Ada – Parley"))
	b.find("call", "leave") // and the question before it
	b.shoot("tray-2-asked")
	a.leave()
	b.ended(session.HungUp, "Ada")

	b.turnTo("home")
	b.closeWindow()
	tray.Click()
	b.turnTo("home")
	b.shoot("tray-3-again")
	b.closeWindow()
	b.hand()
	b.turnTo("home")
	b.closeWindow()
	tray.Choose("Quit")
	if status := b.status(); status != exitDone {
		t.Errorf("status %d", status)
	}
}

// TestNoTray closes a window where there is no tray, which quits.
func TestNoTray(t *testing.T) {
	b := furnish(t, "Bo", "")
	b.turnTo("home")
	time.Sleep(settles)
	b.display.Close(b.display.Window("Parley"))
	if status := b.status(); status != exitDone {
		t.Errorf("status %d", status)
	}
}
