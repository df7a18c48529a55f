package tray

import (
	"bytes"
	"image/png"
	"testing"
	"time"

	"parley/assets"
	"parley/ui/uitest"
)

// await returns the next value, for a minute at most.
func await[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(time.Minute):
		t.Fatal("no ", what)
		panic("unreachable")
	}
}

// TestTray is in a tray once there is one, is clicked on, and is told when the
// tray goes. A process has one place, so all is one test.
func TestTray(t *testing.T) {
	bus := uitest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus)
	found, opened, quit := make(chan bool, 1), make(chan bool, 1), make(chan bool, 1)
	tray := New(Options{
		Title: "Parley", Icon: assets.AppIcon, Main: func(act func()) { act() },
		Open:  func() { opened <- true },
		Menu:  []Item{{"Open Parley", func() {}}, {"Quit", func() { quit <- true }}},
		Found: func(there bool) { found <- there },
	})
	defer tray.Close()
	if tray.There() {
		t.Fatal("it is in a tray where none is")
	}
	desktop := uitest.StartTrayOn(t, bus)
	if !await(t, "news of the tray", found) || !tray.There() {
		t.Fatal("the tray that came is not found")
	}
	desktop.Click()
	await(t, "click", opened)
	desktop.Choose("Quit")
	await(t, "choice", quit)
	desktop.Leave()
	if await(t, "news that the tray went", found) || tray.There() {
		t.Error("the tray that went is still there")
	}
}

// Without a bus there is no tray, and nothing fails.
func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	tray := New(Options{Found: func(bool) { t.Error("a tray was found") }})
	tray.Close()
	tray.Close()
}

func TestIconIsSmall(t *testing.T) {
	icon, err := png.DecodeConfig(bytes.NewReader(shrunk(assets.AppIcon)))
	if err != nil || icon.Width != side || icon.Height != side {
		t.Errorf("it is %d×%d: %v", icon.Width, icon.Height, err)
	}
	if broken := []byte("no picture"); !bytes.Equal(shrunk(broken), broken) {
		t.Error("what cannot be read is changed")
	}
}
