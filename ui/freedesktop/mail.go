package freedesktop

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// composer is the portal's way to write mails (org.freedesktop.portal.Email).
const composer = "org.freedesktop.portal.Email.ComposeEmail"

// Mail is what a mail begins with.
type Mail struct{ Subject, Body string }

// Compose opens a mail for the person to send, through the desktop's portal: so
// nothing of it stands in a command line of ours. otherwise is called when there
// is no portal that can, or no mail program, on a goroutine of this package and
// not after Close.
func (d *Desktop) Compose(m Mail, otherwise func()) {
	d.beside(func(ctx context.Context) {
		conn, err := Connect()
		if err != nil {
			otherwise()
			return
		}
		defer conn.Close()
		results, asked := ask(ctx, conn, composer, []any{""}, map[string]dbus.Variant{
			"subject": dbus.MakeVariant(m.Subject), "body": dbus.MakeVariant(m.Body),
		})
		if (!asked || results == nil) && ctx.Err() == nil {
			otherwise()
		}
	})
}
