package uitest

import (
	"errors"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// The names of what makes a tray (StatusNotifierItem), and of an icon's menu.
const (
	trayName = "org.kde.StatusNotifierWatcher"
	trayPath = dbus.ObjectPath("/StatusNotifierWatcher")
	iconName = "org.kde.StatusNotifierItem"
	menuName = "com.canonical.dbusmenu"
)

// Tray is the tray of a desktop, on a session bus of its own.
type Tray struct {
	// Address is the bus's: what DBUS_SESSION_BUS_ADDRESS must be set to.
	Address string

	tb    testing.TB
	conn  *dbus.Conn
	icons chan dbus.BusObject
	icon  dbus.BusObject // nil before it was used
}

// StartTray starts a bus and a tray on it. Both end with the test.
func StartTray(tb testing.TB) *Tray {
	tb.Helper()
	return StartTrayOn(tb, StartBus(tb))
}

// StartTrayOn starts a tray on a bus. It ends with the test.
func StartTrayOn(tb testing.TB, bus string) *Tray {
	tb.Helper()
	t := &Tray{Address: bus, tb: tb, icons: make(chan dbus.BusObject, 1)}
	conn, err := dbus.Connect(t.Address)
	t.must(err)
	tb.Cleanup(func() { conn.Close() })
	t.conn = conn
	t.must(conn.Export(watcher{t}, trayPath, trayName))
	_, err = prop.Export(conn, trayPath, prop.Map{trayName: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
	}})
	t.must(err)
	_, err = conn.RequestName(trayName, dbus.NameFlagDoNotQueue)
	t.must(err)
	return t
}

// watcher is what icons see of a tray.
type watcher struct{ tray *Tray }

// RegisterStatusNotifierItem is called by an icon, with its object.
func (w watcher) RegisterStatusNotifierItem(sender dbus.Sender, path string) *dbus.Error {
	select {
	case w.tray.icons <- w.tray.conn.Object(string(sender), dbus.ObjectPath(path)):
		return nil
	default:
		return dbus.MakeFailedError(errors.New("the tray has one icon already"))
	}
}

// Leave takes the tray away.
func (t *Tray) Leave() {
	t.tb.Helper()
	_, err := t.conn.ReleaseName(trayName)
	t.must(err)
}

// Click clicks on the one icon there is, once it is there.
func (t *Tray) Click() {
	t.tb.Helper()
	t.must(t.Icon().Call(iconName+".Activate", 0, int32(0), int32(0)).Err)
}

// Choose clicks on a line of its menu, once it is there.
func (t *Tray) Choose(label string) {
	t.tb.Helper()
	at, err := t.Icon().GetProperty(iconName + ".Menu")
	t.must(err)
	menu := t.conn.Object(t.Icon().Destination(), at.Value().(dbus.ObjectPath))
	for end := time.Now().Add(startLimit); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if line, there := t.line(menu, label); there {
			t.must(menu.Call(menuName+".Event", 0, line, "clicked", dbus.MakeVariant(""), uint32(0)).Err)
			return
		}
	}
	t.tb.Fatalf("the menu has no %q", label)
}

// line finds a line of a menu, and returns its number.
func (t *Tray) line(menu dbus.BusObject, label string) (id any, there bool) {
	t.tb.Helper()
	var revision uint32
	var layout struct {
		ID         int32
		Properties map[string]dbus.Variant
		Children   []dbus.Variant
	}
	t.must(menu.Call(menuName+".GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &layout))
	for _, child := range layout.Children {
		if line := child.Value().([]any); line[1].(map[string]dbus.Variant)["label"].Value() == label {
			return line[0], true
		}
	}
	return nil, false
}

// Icon waits for the icon.
func (t *Tray) Icon() dbus.BusObject {
	t.tb.Helper()
	if t.icon != nil {
		return t.icon
	}
	select {
	case t.icon = <-t.icons:
	case <-time.After(startLimit):
		t.tb.Fatal("no icon came into the tray")
	}
	return t.icon
}

func (t *Tray) must(err error) {
	t.tb.Helper()
	if err != nil {
		t.tb.Fatal(err)
	}
}
