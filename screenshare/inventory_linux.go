package screenshare

import (
	"cmp"
	"errors"
	"image"
	"os"
	"slices"
	"strings"

	"parley/screenshare/x11"
)

// maxWindows bounds what is looked at; a desktop with more is not for people.
const maxWindows = 512

// smallest is the least width and height of a window that is worth sharing, in
// pixels. Programs keep smaller ones for purposes of their own.
const smallest = 16

// dial connects to the X server of this session.
func dial() (*x11.Conn, error) {
	conn, err := x11.Dial("")
	if err != nil {
		return nil, ErrNoDesktop
	}
	return conn, nil
}

// gone translates what the end of the connection means.
func gone(err error) error {
	if errors.Is(err, x11.ErrClosed) {
		return ErrDesktopGone
	}
	return err
}

func list() (Inventory, error) {
	conn, err := dial()
	if err != nil {
		return Inventory{}, err
	}
	defer conn.Close()
	return newRoster(conn).list()
}

// displays returns the displays from left to right. Under Wayland there are
// none: the X server has its own clients' windows only, and black around them.
func displays(conn *x11.Conn) ([]Source, error) {
	monitors, err := conn.Monitors()
	if err != nil {
		return nil, gone(err)
	}
	monitors = slices.DeleteFunc(monitors, func(m x11.Monitor) bool { return strings.HasPrefix(m.Name, "XWAYLAND") })
	slices.SortStableFunc(monitors, func(a, b x11.Monitor) int {
		return cmp.Or(cmp.Compare(a.Bounds.Min.X, b.Bounds.Min.X), cmp.Compare(a.Bounds.Min.Y, b.Bounds.Min.Y))
	})
	// Two that mirror each other show one thing.
	monitors = slices.CompactFunc(monitors, func(a, b x11.Monitor) bool { return a.Bounds == b.Bounds })
	var found []Source
	for i, m := range monitors {
		found = append(found, Source{
			ID: displayID(i + 1), Kind: Display, Title: displayTitle(i + 1),
			Bounds: m.Bounds, Main: m.Primary, connector: m.Name,
		})
	}
	return found, nil
}

// roster lists what can be shared over one connection.
type roster struct {
	conn *x11.Conn
	// watching asks for the events of each window before its properties, so
	// that no change falls between.
	watching bool
	watched  map[x11.Window]bool
}

func newRoster(conn *x11.Conn) *roster {
	return &roster{conn: conn, watched: make(map[x11.Window]bool)}
}

func (r *roster) list() (i Inventory, err error) {
	if i.Sources, err = displays(r.conn); err != nil {
		return i, err
	}
	candidates, err := r.candidates()
	if err != nil {
		return i, gone(err)
	}
	r.watch(candidates)
	windows, err := r.describe(candidates)
	if err != nil {
		return i, gone(err)
	}
	i.Sources = append(i.Sources, windows...)
	i.Current, err = r.current(i)
	return i, gone(err)
}

// watch asks for the changes of windows that are new.
func (r *roster) watch(windows []x11.Window) {
	if !r.watching {
		return
	}
	now := make(map[x11.Window]bool, len(windows))
	for _, w := range windows {
		now[w] = true
		if !r.watched[w] {
			r.conn.Select(w, x11.PropertyChanges|x11.OwnChanges)
		}
	}
	r.watched = now
}

// candidates are the windows that programs opened: those the window manager
// lists (EWMH, _NET_CLIENT_LIST), or without one those in the root.
func (r *roster) candidates() ([]x11.Window, error) {
	list, err := r.conn.Property(r.conn.Root(), "_NET_CLIENT_LIST", 4*maxWindows)
	if err != nil {
		return nil, err
	}
	if list.Format == 32 {
		return windowsOf(list), nil
	}
	_, children, err := r.conn.Tree(r.conn.Root())
	if err != nil {
		return nil, err
	}
	children = children[:min(len(children), maxWindows)]
	return r.clients(children)
}

func windowsOf(p x11.Property) (list []x11.Window) {
	for _, n := range p.Numbers() {
		list = append(list, x11.Window(n))
	}
	return list
}

// clients replaces frames of an old window manager by the windows in them,
// which are marked (ICCCM 4.1.3.1, WM_STATE).
func (r *roster) clients(windows []x11.Window) (found []x11.Window, err error) {
	mark, err := r.conn.Atom("WM_STATE")
	if err != nil {
		return nil, err
	}
	for _, w := range windows {
		if client := r.client(w, mark, 3); client != 0 {
			w = client
		}
		found = append(found, w)
	}
	return found, nil
}

// client looks for the marked window in w, not deeper than frames nest.
func (r *roster) client(w x11.Window, mark x11.Atom, depth int) x11.Window {
	if r.conn.AskProperty(w, mark, 8)().Format == 32 {
		return w
	}
	_, children, err := r.conn.Tree(w)
	if err != nil || depth == 0 || len(children) > maxWindows {
		return 0
	}
	for _, child := range children {
		if found := r.client(child, mark, depth-1); found != 0 {
			return found
		}
	}
	return 0
}

// current returns the display with the active window, or else the pointer.
func (r *roster) current(i Inventory) (string, error) {
	active, err := r.conn.Property(r.conn.Root(), "_NET_ACTIVE_WINDOW", 4)
	if err != nil {
		return "", err
	}
	for _, w := range windowsOf(active) {
		if s, found := i.Find(windowID(uint32(w))); found {
			if d, on := i.DisplayAt(middle(s.Bounds)); on {
				return d.ID, nil
			}
		}
	}
	pointer, _, err := r.conn.Pointer()
	if d, on := i.DisplayAt(pointer.At); on {
		return d.ID, err
	}
	return "", err
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Max).Div(2) }

// ours reports whether a process id is this program's.
func ours(pid int) bool { return pid == os.Getpid() }
