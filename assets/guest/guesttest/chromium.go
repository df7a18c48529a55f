package guesttest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// flags make Chromium quiet, and give it a camera and a microphone. Without
// the one for loopback it finds no path on a computer without a network.
var flags = []string{
	"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-default-apps", "--mute-audio",
	"--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--auto-select-desktop-capture-source=Entire screen",
	"--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required", "--remote-debugging-port=0",
	"--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
}

// chromium is driven over the Chrome DevTools Protocol.
type chromium struct{ more []string }

func (c chromium) command(home string) (command []string, before string, err error) {
	command = append(append([]string{"chromium"}, flags...), c.more...)
	return append(command, "--user-data-dir="+home, "about:blank"), "DevTools listening on ", nil
}

func (chromium) path() string { return "" }

func (chromium) begin(*wire) error { return nil }

func (chromium) concerns(e event) string { return e.SessionID }

func (chromium) open(w *wire) (tab, error) {
	var made struct{ BrowserContextID, TargetID, SessionID string }
	if err := w.call("", "Target.createBrowserContext", nil, &made); err != nil {
		return nil, err
	}
	size := map[string]any{"url": "about:blank", "browserContextId": made.BrowserContextID, "width": 1280, "height": 800}
	if err := w.call("", "Target.createTarget", size, &made); err != nil {
		return nil, err
	}
	if err := w.call("", "Target.attachToTarget", map[string]any{"targetId": made.TargetID, "flatten": true}, &made); err != nil {
		return nil, err
	}
	c := &chromiumTab{wire: w, session: made.SessionID, target: made.TargetID}
	for _, domain := range []string{"Runtime", "Page", "Log"} { // what pages complain of
		if err := c.do(domain+".enable", nil); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// chromiumTab is a tab with a session of the protocol.
type chromiumTab struct {
	wire            *wire
	session, target string
}

func (c *chromiumTab) name() string { return c.session }

func (c *chromiumTab) do(method string, params map[string]any) error {
	return c.wire.call(c.session, method, params, nil)
}

func (c *chromiumTab) before(script string) error {
	return c.do("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": script})
}

func (c *chromiumTab) navigate(url string) error {
	return c.do("Page.navigate", map[string]any{"url": url})
}

func (c *chromiumTab) reload() error { return c.do("Page.reload", nil) }

func (c *chromiumTab) close() error {
	return c.wire.call("", "Target.closeTarget", map[string]any{"targetId": c.target}, nil)
}

func (c *chromiumTab) evaluate(expression string) ([]byte, error) {
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := c.wire.call(c.session, "Runtime.evaluate", map[string]any{
		"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
	}, &out)
	if err == nil && out.ExceptionDetails != nil {
		err = fmt.Errorf("%s %s", out.ExceptionDetails.Text, out.ExceptionDetails.Exception.Description)
	}
	return out.Result.Value, err
}

func (c *chromiumTab) insert(text string) error {
	return c.do("Input.insertText", map[string]any{"text": text})
}

func (c *chromiumTab) press(key string, modifiers int) error {
	text := ""
	if len(key) == 1 && modifiers == 0 {
		text = key
	} else if key == "Enter" {
		text = "\r"
	}
	err := c.do("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": key, "text": text, "modifiers": modifiers})
	if err != nil {
		return err
	}
	return c.do("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "modifiers": modifiers})
}

func (c *chromiumTab) choose(selector string, files []string) error {
	var found struct{ Result struct{ ObjectID string } }
	expression := fmt.Sprintf("document.querySelector(%q)", selector)
	if err := c.wire.call(c.session, "Runtime.evaluate", map[string]any{"expression": expression}, &found); err != nil {
		return err
	}
	return c.do("DOM.setFileInputFiles", map[string]any{"files": files, "objectId": found.Result.ObjectID})
}

func (c *chromiumTab) downloads(folder string) error {
	return c.do("Page.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": folder})
}

func (c *chromiumTab) screen(width, height int, dark, touch bool) error {
	scale, scheme := 1, "light"
	if touch {
		scale = 2
	}
	if dark {
		scheme = "dark"
	}
	err := c.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch})
	if err != nil {
		return err
	}
	if err := c.do("Emulation.setTouchEmulationEnabled", map[string]any{"enabled": touch}); err != nil {
		return err
	}
	return c.do("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
}

func (c *chromiumTab) screenshot() ([]byte, error) {
	var shot struct{ Data string }
	if err := c.wire.call(c.session, "Page.captureScreenshot", map[string]any{"format": "png"}, &shot); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(shot.Data)
}

func (c *chromiumTab) collect() error { return c.do("HeapProfiler.collectGarbage", nil) }
