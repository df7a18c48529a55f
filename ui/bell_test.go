package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parley/call"
	"parley/call/session"
	"parley/ui/freedesktop"
)

// A key that was pressed while the call ended finds a window that is closed.
func TestKeyAfterTheRing(t *testing.T) {
	a := test.NewTempApp(t)
	desktop := freedesktop.New("Parley")
	defer desktop.Close()
	b := newBell(a, desktop, func(call.Command) {})
	now := time.Now()
	b.apply(&call.Snapshot{State: call.Incoming, Call: &call.Call{ID: "1", Peer: call.Contact{Person: session.Person{Name: "Mara"}}}}, now)
	key := b.window.Canvas().OnTypedKey()
	b.apply(&call.Snapshot{}, now)
	key(&fyne.KeyEvent{Name: fyne.KeyEscape})
}
