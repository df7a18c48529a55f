package freedesktop

import (
	"context"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// The services that know files: a file manager (File Manager D-Bus Interface)
// and the desktop portal's FileChooser.
const (
	managerName     = "org.freedesktop.FileManager1"
	managerPath     = dbus.ObjectPath("/org/freedesktop/FileManager1")
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	chooserName     = "org.freedesktop.portal.FileChooser"
	requestResponse = "org.freedesktop.portal.Request.Response"
)

// chooseLimit is how long a person may look for files.
const chooseLimit = time.Hour

// Reveal shows a file in its folder, in the desktop's file manager. otherwise
// is called when there is none, on a goroutine of this package and not after
// Close.
func (d *Desktop) Reveal(path string, otherwise func()) {
	d.beside(func(ctx context.Context) {
		conn, err := connect()
		if err != nil {
			otherwise()
			return
		}
		defer conn.Close()
		asked, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		uris := []string{(&url.URL{Scheme: "file", Path: path}).String()}
		err = conn.Object(managerName, managerPath).CallWithContext(asked, managerName+".ShowItems", 0, uris, "").Err
		if err != nil && ctx.Err() == nil {
			otherwise()
		}
	})
}

// Choose lets the person choose files, or one folder, in the desktop's own
// dialog. done gets their paths, none when the person chose none; ok is false
// when the desktop has no such dialog. It is called once, on a goroutine of
// this package, and not after Close.
func (d *Desktop) Choose(title string, folder bool, done func(paths []string, ok bool)) {
	d.beside(func(ctx context.Context) {
		conn, err := connect()
		if err != nil {
			done(nil, false)
			return
		}
		defer conn.Close()
		paths, ok := choose(ctx, conn, title, folder)
		if ctx.Err() == nil {
			done(paths, ok)
		}
	})
}

// beside does something on a goroutine that Close ends and waits for.
func (d *Desktop) beside(act func(context.Context)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() == nil {
		d.done.Go(func() { act(d.ctx) })
	}
}

func connect() (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	if err := conn.Auth(nil); err != nil {
		conn.Close()
		return nil, err
	}
	if err := conn.Hello(); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// choose opens the portal's dialog and waits for what the person does there.
func choose(ctx context.Context, conn *dbus.Conn, title string, folder bool) (paths []string, ok bool) {
	signals := make(chan *dbus.Signal, 8) // of one request there is one answer
	conn.Signal(signals)
	if conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.portal.Request")) != nil {
		return nil, false
	}
	options := map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant("parley" + strconv.FormatInt(time.Now().UnixNano(), 36)),
		"multiple":     dbus.MakeVariant(!folder),
		"directory":    dbus.MakeVariant(folder),
	}
	asked, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var request dbus.ObjectPath
	call := conn.Object(portalName, portalPath).CallWithContext(asked, chooserName+".OpenFile", 0, "", title, options)
	if call.Store(&request) != nil {
		return nil, false
	}
	return answer(ctx, signals, request), true
}

// answer waits for the answer to a request.
func answer(ctx context.Context, signals <-chan *dbus.Signal, request dbus.ObjectPath) []string {
	ctx, cancel := context.WithTimeout(ctx, chooseLimit)
	defer cancel()
	for {
		select {
		case s, open := <-signals:
			if !open {
				return nil // the bus went
			}
			if s.Path == request && s.Name == requestResponse {
				return chosen(s.Body)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// chosen reads the paths out of an answer; response 0 is success.
func chosen(body []any) []string {
	var response uint32
	var results map[string]dbus.Variant
	if dbus.Store(body, &response, &results) != nil || response != 0 {
		return nil
	}
	uris, _ := results["uris"].Value().([]string)
	var paths []string
	for _, uri := range uris {
		u, err := url.Parse(uri)
		if err == nil && u.Scheme == "file" && filepath.IsAbs(u.Path) && !strings.Contains(u.Path, "\x00") {
			paths = append(paths, filepath.Clean(u.Path))
		}
	}
	return paths
}
