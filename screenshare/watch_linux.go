package screenshare

import (
	"context"
	"reflect"
	"time"

	"parley/screenshare/x11"
)

// calm is how long changes gather before the list is made again: opening one
// window is a dozen of them, and dragging one never stops.
const calm = 100 * time.Millisecond

func watch(ctx context.Context, changed func(Inventory)) error {
	conn, err := dial()
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, conn.Interrupt)() // a server that hangs would hold us
	w, err := newWatcher(conn)
	if err == nil {
		err = w.run(ctx, changed)
	}
	if ctx.Err() != nil {
		return nil
	}
	return gone(err)
}

// watcher makes the list again whenever the server tells of a change.
type watcher struct {
	conn    *x11.Conn
	roster  *roster
	telling map[x11.Atom]bool // the properties that the list is made of
	due     *time.Timer
	armed   bool
}

func newWatcher(conn *x11.Conn) (*watcher, error) {
	w := &watcher{conn: conn, roster: newRoster(conn), telling: make(map[x11.Atom]bool)}
	w.roster.watching = true
	for _, name := range []string{
		"_NET_CLIENT_LIST", "_NET_ACTIVE_WINDOW", "_NET_WM_NAME", "WM_NAME", "WM_CLASS", "_NET_WM_PID",
		"_NET_WM_STATE", "_NET_WM_WINDOW_TYPE", "WM_STATE",
	} {
		a, err := conn.Atom(name)
		if err != nil {
			return nil, err
		}
		w.telling[a] = true
	}
	conn.Select(conn.Root(), x11.PropertyChanges|x11.ChildrenChanges|x11.OwnChanges)
	conn.SelectScreenChanges()
	conn.Flush()
	return w, nil
}

func (w *watcher) run(ctx context.Context, changed func(Inventory)) error {
	w.due = time.NewTimer(0)
	defer w.due.Stop()
	w.armed = true
	var last Inventory
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.conn.Ready():
			if !w.drain() {
				return ErrDesktopGone
			}
		case <-w.due.C:
			w.armed = false
			now, err := w.roster.list()
			if err != nil {
				return err
			}
			if !reflect.DeepEqual(now, last) {
				last = now
				changed(now)
			}
		}
	}
}

// drain takes in all events; it returns false at the end of the connection.
func (w *watcher) drain() bool {
	for {
		e, ok := w.conn.Next()
		switch {
		case !ok:
			return true
		case e.Kind == x11.Closed:
			return false
		case e.Kind == x11.PropertyChanged && !w.telling[e.Atom]:
		case !w.armed:
			w.armed = true
			w.due.Reset(calm)
		}
	}
}
