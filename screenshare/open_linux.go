package screenshare

import "parley/screenshare/x11"

// open connects to the server for one capture, which is the connection's owner.
func open(t target, pointer bool) (grabber, error) {
	conn, err := dial()
	if err != nil {
		return nil, err
	}
	var g grabber
	if t.kind == Display {
		g, err = newDisplay(conn, t, pointer)
	} else {
		g, err = newWindow(conn, t, pointer)
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return g, nil
}

// damage starts to gather the changes of w. Without the extension it returns
// nil, and everything counts as changed always.
func damage(conn *x11.Conn, w x11.Window) (*x11.Damage, error) {
	if !conn.HasDamage() {
		return nil, nil
	}
	d, err := conn.NewDamage(w)
	return d, gone(err)
}
