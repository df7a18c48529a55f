package freedesktop

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
)

// The services that know files: a file manager (File Manager D-Bus Interface)
// and the desktop portal's FileChooser.
const (
	managerName = "org.freedesktop.FileManager1"
	managerPath = dbus.ObjectPath("/org/freedesktop/FileManager1")
	chooserName = "org.freedesktop.portal.FileChooser"
)

// Reveal shows a file in its folder, in the desktop's file manager. otherwise
// is called when there is none, on a goroutine of this package and not after
// Close.
func (d *Desktop) Reveal(path string, otherwise func()) {
	d.beside(func(ctx context.Context) {
		conn, err := Connect()
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
		conn, err := Connect()
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

// choose opens the portal's dialog and waits for what the person does there.
func choose(ctx context.Context, conn *dbus.Conn, title string, folder bool) (paths []string, ok bool) {
	results, asked := ask(ctx, conn, chooserName+".OpenFile", []any{"", title}, map[string]dbus.Variant{
		"multiple":  dbus.MakeVariant(!folder),
		"directory": dbus.MakeVariant(folder),
	})
	return chosen(results), asked
}

// chosen reads the paths out of an answer.
func chosen(results map[string]dbus.Variant) []string {
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
