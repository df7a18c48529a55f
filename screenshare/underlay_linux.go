package screenshare

import (
	"errors"
	"image"
	"slices"

	"parley/screenshare/x11"
)

// underlay takes windows of our own out of pictures of the screen, which always
// have all windows: it paints over them what lies below. For that the server must keep the
// picture of each window that is there (Composite). What moves below our windows is not
// told by the server, and is seen with the next picture. Windows that are not
// rectangles are taken for such.
type underlay struct {
	conn    *x11.Conn
	shooter shooter
	own     []x11.Window
	stale   bool
	areas   []image.Rectangle // where our windows are on the screen
	layers  []*layer          // all others that can be seen, lowest first
	wall    layer             // what the root shows, if it has a picture
	kept    map[x11.Window]bool
}

// layer is a window as a part of the picture.
type layer struct {
	window x11.Window
	bounds image.Rectangle // on the screen, border included
	pixmap x11.Pixmap      // zero until it is needed
	depth  int
	sheer  bool // its alpha counts
}

func newUnderlay(conn *x11.Conn) underlay {
	return underlay{conn: conn, shooter: shooter{conn: conn}, kept: make(map[x11.Window]bool)}
}

// leaveOut replaces the windows that are left out.
func (u *underlay) leaveOut(windows []uint32) {
	u.own = u.own[:0]
	for _, w := range windows {
		u.own = append(u.own, x11.Window(w))
	}
	u.stale = true
	if len(u.own) == 0 {
		u.forget()
		for w := range u.kept {
			u.conn.Unredirect(w)
		}
		clear(u.kept)
	}
}

// events are those of the root that tell when the windows must be looked at again.
func (u *underlay) events() uint32 {
	if len(u.own) == 0 {
		return 0
	}
	return x11.ChildrenChanges
}

func (u *underlay) close() {
	u.shooter.close()
	u.forget()
}

// forget gives up what is known of the windows.
func (u *underlay) forget() {
	for _, l := range u.layers {
		u.conn.FreePixmap(l.pixmap)
	}
	u.layers, u.areas = nil, nil
}

// patch paints over our windows in p, which shows a part of the screen.
func (u *underlay) patch(p bgra, part image.Rectangle) error {
	if len(u.own) == 0 || !u.conn.HasComposite() {
		return nil
	}
	if u.stale {
		if err := u.survey(); err != nil {
			return passing(err)
		}
	}
	for _, area := range u.areas {
		if area = area.Intersect(part); area.Empty() {
			continue
		}
		if err := u.fill(p, part.Min, area); err != nil {
			u.stale = true
			return err
		}
	}
	return nil
}

// survey looks at all windows in the root.
func (u *underlay) survey() error {
	u.forget()
	_, children, err := u.conn.Tree(u.conn.Root())
	if err != nil {
		return err
	}
	sheer, err := u.conn.Composited()
	if err != nil {
		return err
	}
	type question struct {
		attributes func() (x11.Attributes, error)
		geometry   func() (x11.Geometry, error)
	}
	var asked []question
	for _, w := range children {
		asked = append(asked, question{u.conn.AskAttributes(w), u.conn.AskGeometry(w)})
	}
	u.stale = false
	for i, q := range asked {
		a, missing := q.attributes()
		g, gone := q.geometry()
		if err := errors.Join(missing, gone); errors.Is(err, x11.ErrClosed) {
			return err
		} else if err != nil || !a.Viewable || !a.Drawn {
			continue
		}
		u.add(&layer{window: children[i], bounds: g.Bounds.Inset(-g.Border), depth: g.Depth, sheer: sheer && g.Depth == 32})
	}
	return u.paper()
}

func (u *underlay) add(l *layer) {
	if slices.Contains(u.own, l.window) {
		u.areas = append(u.areas, l.bounds)
		return
	}
	u.layers = append(u.layers, l)
}

// paper finds the picture of the root. Programs that paint one leave its number
// in a property.
func (u *underlay) paper() error {
	u.wall = layer{}
	p, err := u.conn.Property(u.conn.Root(), "_XROOTPMAP_ID", 4)
	if err != nil {
		return err
	}
	for _, n := range p.Numbers() {
		g, err := u.conn.Geometry(x11.Window(n))
		if errors.Is(err, x11.ErrClosed) {
			return err
		}
		if err == nil {
			u.wall = layer{pixmap: x11.Pixmap(n), bounds: g.Bounds, depth: g.Depth}
		}
	}
	return nil
}

// fill paints an area of the screen into p, which begins at origin: from the
// highest window that covers all of it upwards.
func (u *underlay) fill(p bgra, origin image.Point, area image.Rectangle) error {
	from := len(u.layers) - 1
	for from >= 0 && (u.layers[from].sheer || !area.In(u.layers[from].bounds)) {
		from--
	}
	if from < 0 {
		if err := u.ground(p, origin, area); err != nil {
			return err
		}
	}
	for _, l := range u.layers[max(0, from):] {
		if err := u.paint(p, origin, area, l); err != nil {
			return err
		}
	}
	return nil
}

// ground paints what the root shows: its picture, or else black.
func (u *underlay) ground(p bgra, origin image.Point, area image.Rectangle) error {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		clear(p.from(area.Min.X-origin.X, y-origin.Y)[:4*area.Dx()])
	}
	if u.wall.pixmap == 0 {
		return nil
	}
	return u.paint(p, origin, area, &u.wall)
}

func (u *underlay) paint(p bgra, origin image.Point, area image.Rectangle, l *layer) error {
	area = area.Intersect(l.bounds)
	if area.Empty() {
		return nil
	}
	if err := u.keep(l); err != nil {
		return passing(err)
	}
	piece, err := u.shooter.shoot(x11.Drawable(l.pixmap), l.depth, area.Sub(l.bounds.Min))
	if err != nil {
		return err
	}
	draw := put
	if l.sheer {
		draw = lay
	}
	draw(p, area.Min.X-origin.X, area.Min.Y-origin.Y, piece)
	return nil
}

// keep gets hold of the picture of a window, when it is needed for the first
// time.
func (u *underlay) keep(l *layer) (err error) {
	if l.pixmap != 0 {
		return nil
	}
	if !u.kept[l.window] {
		if err := u.conn.Redirect(l.window); err != nil {
			return err
		}
		u.kept[l.window] = true
	}
	if l.pixmap, err = u.conn.NamePixmap(l.window); err != nil {
		delete(u.kept, l.window) // it may be another one with the same number
	}
	return err
}
