package freedesktop

import (
	"context"
	"strconv"
	"time"

	"github.com/godbus/dbus/v5"
)

// The desktop portal, which asks the person on behalf of an app.
const (
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	requestName     = "org.freedesktop.portal.Request"
	requestResponse = requestName + ".Response"
)

// askLimit is how long a person may take.
const askLimit = time.Hour

// ask lets the portal do something, with options behind the arguments, and
// waits until the person is done with it. results is nil unless that was a
// success; asked is false when the portal cannot do it.
func ask(ctx context.Context, conn *dbus.Conn, method string, args []any, options map[string]dbus.Variant) (results map[string]dbus.Variant, asked bool) {
	signals := make(chan *dbus.Signal, 8) // of one request there is one answer
	conn.Signal(signals)
	if conn.AddMatchSignal(dbus.WithMatchInterface(requestName)) != nil {
		return nil, false
	}
	options["handle_token"] = dbus.MakeVariant("parley" + strconv.FormatInt(time.Now().UnixNano(), 36))
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var request dbus.ObjectPath
	call := conn.Object(portalName, portalPath).CallWithContext(soon, method, 0, append(args, options)...)
	if call.Store(&request) != nil {
		return nil, false
	}
	return answer(ctx, signals, request), true
}

// answer waits for the answer to a request.
func answer(ctx context.Context, signals <-chan *dbus.Signal, request dbus.ObjectPath) map[string]dbus.Variant {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	for {
		select {
		case s, open := <-signals:
			if !open {
				return nil // the bus went
			}
			if s.Path == request && s.Name == requestResponse {
				return success(s.Body)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// success reads the results out of an answer; response 0 is success.
func success(body []any) map[string]dbus.Variant {
	var response uint32
	results := map[string]dbus.Variant{}
	if dbus.Store(body, &response, &results) != nil || response != 0 {
		return nil
	}
	return results
}
