package tray

import (
	"context"

	"github.com/godbus/dbus/v5"

	"parley/ui/freedesktop"
)

// The watcher of the icons, and what it says of whether anything shows them
// (StatusNotifierItem, "StatusNotifierWatcher").
const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
	busName     = "org.freedesktop.DBus"
)

// follow tells whether there is a tray, now and whenever it may have changed,
// until ctx is done. Without a bus there is none.
func follow(ctx context.Context, tell func(bool)) {
	conn, err := freedesktop.Connect()
	if err != nil {
		return
	}
	defer conn.Close()
	news := make(chan *dbus.Signal, 8)
	conn.Signal(news)
	if listen(conn) != nil {
		return
	}
	for {
		tell(hosted(ctx, conn))
		select {
		case _, open := <-news:
			if !open {
				tell(false)
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// listen asks to be told when the watcher comes or goes, and when what shows the
// icons does.
func listen(conn *dbus.Conn) error {
	if err := conn.AddMatchSignal(dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcherName)); err != nil {
		return err
	}
	return conn.AddMatchSignal(dbus.WithMatchObjectPath(watcherPath), dbus.WithMatchInterface(watcherName))
}

func hosted(ctx context.Context, conn *dbus.Conn) bool {
	// The watcher may be asked for only where it is: to start one shows nothing.
	var running bool
	if conn.BusObject().CallWithContext(ctx, busName+".NameHasOwner", 0, watcherName).Store(&running) != nil || !running {
		return false
	}
	var there dbus.Variant
	err := conn.Object(watcherName, watcherPath).CallWithContext(ctx, busName+".Properties.Get", 0,
		watcherName, "IsStatusNotifierHostRegistered").Store(&there)
	shown, is := there.Value().(bool)
	return err == nil && is && shown
}
