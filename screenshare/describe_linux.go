package screenshare

import (
	"bytes"
	"errors"
	"image"
	"math"
	"slices"

	"parley/screenshare/x11"
)

// names are the atoms of what windows say of themselves (ICCCM and EWMH).
type names struct {
	title, oldTitle, class, pid, kind, state x11.Atom
	dock, desktop, hidden                    x11.Atom
}

func namesOf(conn *x11.Conn) (n names, err error) {
	for _, entry := range []struct {
		atom *x11.Atom
		name string
	}{
		{&n.title, "_NET_WM_NAME"},
		{&n.oldTitle, "WM_NAME"},
		{&n.class, "WM_CLASS"},
		{&n.pid, "_NET_WM_PID"},
		{&n.kind, "_NET_WM_WINDOW_TYPE"},
		{&n.state, "_NET_WM_STATE"},
		{&n.dock, "_NET_WM_WINDOW_TYPE_DOCK"},
		{&n.desktop, "_NET_WM_WINDOW_TYPE_DESKTOP"},
		{&n.hidden, "_NET_WM_STATE_HIDDEN"},
	} {
		if *entry.atom, err = conn.Atom(entry.name); err != nil {
			return n, err
		}
	}
	return n, nil
}

// inquiry is what was asked about a window and is not answered yet.
type inquiry struct {
	window                                   x11.Window
	attributes                               func() (x11.Attributes, error)
	geometry                                 func() (x11.Geometry, error)
	origin                                   func() (image.Point, error)
	title, oldTitle, class, pid, kind, state func() x11.Property
}

func inquire(conn *x11.Conn, n names, w x11.Window) inquiry {
	return inquiry{
		window:     w,
		attributes: conn.AskAttributes(w),
		geometry:   conn.AskGeometry(w),
		origin:     conn.AskOrigin(w),
		title:      conn.AskProperty(w, n.title, maxText),
		oldTitle:   conn.AskProperty(w, n.oldTitle, maxText),
		class:      conn.AskProperty(w, n.class, maxText),
		pid:        conn.AskProperty(w, n.pid, 4),
		kind:       conn.AskProperty(w, n.kind, 64),
		state:      conn.AskProperty(w, n.state, 128),
	}
}

// answer is an inquiry answered.
type answer struct {
	attributes                               x11.Attributes
	geometry                                 x11.Geometry
	origin                                   image.Point
	title, oldTitle, class, pid, kind, state x11.Property
}

// answer waits for all, also when one says that the window has gone.
func (q inquiry) answer() (a answer, err error) {
	var errs [3]error
	a.attributes, errs[0] = q.attributes()
	a.geometry, errs[1] = q.geometry()
	a.origin, errs[2] = q.origin()
	a.title, a.oldTitle, a.class = q.title(), q.oldTitle(), q.class()
	a.pid, a.kind, a.state = q.pid(), q.kind(), q.state()
	return a, errors.Join(errs[:]...)
}

// describe returns those of the windows that a person can see and share. All
// are asked about in one round trip.
func (r *roster) describe(windows []x11.Window) (found []Source, err error) {
	n, err := namesOf(r.conn)
	if err != nil {
		return nil, err
	}
	inquiries := make([]inquiry, 0, len(windows))
	for _, w := range windows {
		inquiries = append(inquiries, inquire(r.conn, n, w))
	}
	for _, q := range inquiries {
		a, answered := q.answer()
		if errors.Is(answered, x11.ErrClosed) {
			err = answered
		}
		if answered == nil && a.shareable(n) {
			found = append(found, a.source(q.window))
		}
	}
	return found, err
}

// shareable leaves out menus and tips, panels and the desktop's ground, and
// what is minimised or on another workspace.
func (a answer) shareable(n names) bool {
	size := a.geometry.Bounds.Size()
	return a.attributes.Viewable && a.attributes.Drawn && !a.attributes.Override &&
		size.X >= smallest && size.Y >= smallest &&
		!has(a.state, n.hidden) && !has(a.kind, n.dock) && !has(a.kind, n.desktop)
}

func has(p x11.Property, a x11.Atom) bool { return slices.Contains(p.Numbers(), uint32(a)) }

func (a answer) source(w x11.Window) Source {
	size := a.geometry.Bounds.Size()
	pid := processID(a.pid)
	app := appName(a.class.Data)
	return Source{
		ID: windowID(uint32(w)), Kind: Window, Title: titleOf(a.title, a.oldTitle, app), App: app, PID: pid,
		Bounds: image.Rectangle{Min: a.origin, Max: a.origin.Add(size)},
		Ours:   ours(pid),
	}
}

// titleOf prefers the title in UTF-8; old programs set only the second, which
// is Latin-1 or an encoding built on it. A window without either goes by its program.
func titleOf(title, old x11.Property, app string) string {
	if text := cleanText(string(title.Data)); title.Format == 8 && text != "" {
		return text
	}
	if text := cleanText(fromLatin1(old.Data)); old.Format == 8 && text != "" {
		return text
	}
	return app
}

// appName reads WM_CLASS, two strings that end in zero: of the instance, and of
// the class of programs, which is the better name (ICCCM 4.1.2.5).
func appName(class []byte) string {
	instance, rest, _ := bytes.Cut(class, []byte{0})
	name, _, _ := bytes.Cut(rest, []byte{0})
	if text := cleanText(fromLatin1(name)); text != "" {
		return text
	}
	return cleanText(fromLatin1(instance))
}

func processID(p x11.Property) int {
	if n := p.Numbers(); len(n) == 1 && n[0] <= math.MaxInt32 {
		return int(n[0])
	}
	return 0
}
