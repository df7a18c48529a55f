package freedesktop

import (
	"context"
	"slices"
	"strconv"

	"github.com/godbus/dbus/v5"
)

// The services, objects and methods on the bus.
const (
	notificationsName = "org.freedesktop.Notifications"
	notificationsPath = dbus.ObjectPath("/org/freedesktop/Notifications")
	screenSaverName   = "org.freedesktop.ScreenSaver"
	screenSaverPath   = dbus.ObjectPath("/org/freedesktop/ScreenSaver")
	actionInvoked     = notificationsName + ".ActionInvoked"
)

// link is a connection with what was asked of the desktop over it. It belongs
// to one goroutine.
type link struct {
	conn    *dbus.Conn
	app     string
	signals chan *dbus.Signal

	shown  *Notification
	id     uint32 // the desktop's for shown; zero when there is none
	cookie uint32 // of the screen kept awake; zero when it is not
	awake  bool
}

// listen asks for the presses of buttons.
func (l *link) listen() {
	l.signals = make(chan *dbus.Signal, 8) // a person presses one
	l.conn.Signal(l.signals)
	// Without it notifications still show, only their buttons do nothing.
	_ = l.conn.AddMatchSignal(dbus.WithMatchObjectPath(notificationsPath), dbus.WithMatchInterface(notificationsName))
}

// fulfil makes the desktop be as wished.
func (l *link) fulfil(w wish) {
	if w.notification != l.shown {
		l.withdraw()
		l.show(w.notification)
	}
	if w.awake != l.awake {
		l.keepAwake(w.awake)
	}
}

// show tells n, with its buttons where the server supports them.
func (l *link) show(n *Notification) {
	l.shown = n
	if n == nil {
		return
	}
	actions := []string{}
	if l.supportsActions() {
		for i, a := range n.Actions {
			actions = append(actions, strconv.Itoa(i), a.Label)
		}
	}
	const critical = byte(2) // stays until it is withdrawn
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(critical), "category": dbus.MakeVariant("call.incoming")}
	if n.Silent {
		hints["suppress-sound"] = dbus.MakeVariant(true)
	}
	_ = l.call(notificationsName, notificationsPath, "Notify",
		l.app, uint32(0), "", n.Title, n.Text, actions, hints, int32(0)).Store(&l.id) // zero without a server
}

func (l *link) withdraw() {
	if l.id != 0 {
		l.call(notificationsName, notificationsPath, "CloseNotification", l.id)
		l.id = 0
	}
}

func (l *link) supportsActions() bool {
	var can []string
	_ = l.call(notificationsName, notificationsPath, "GetCapabilities").Store(&can) // none without a server
	return slices.Contains(can, "actions")
}

func (l *link) keepAwake(awake bool) {
	l.awake = awake
	if awake {
		_ = l.call(screenSaverName, screenSaverPath, "Inhibit", l.app, "A call is going on").Store(&l.cookie)
		return
	}
	if l.cookie != 0 {
		l.call(screenSaverName, screenSaverPath, "UnInhibit", l.cookie)
		l.cookie = 0
	}
}

// heard does what a button of our notification is for. The body comes from
// another program, so nothing of it is taken for granted.
func (l *link) heard(s *dbus.Signal) {
	var id uint32
	var key string
	if s.Name != actionInvoked || dbus.Store(s.Body, &id, &key) != nil || id != l.id || l.shown == nil {
		return
	}
	i, err := strconv.Atoi(key)
	if err == nil && i >= 0 && i < len(l.shown.Actions) {
		l.shown.Actions[i].Act()
	}
}

func (l *link) call(service string, path dbus.ObjectPath, method string, args ...any) *dbus.Call {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return l.conn.Object(service, path).CallWithContext(ctx, service+"."+method, 0, args...)
}
