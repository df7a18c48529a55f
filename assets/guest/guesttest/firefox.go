package guesttest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// preferences make Firefox quiet, and give it a camera and a microphone that
// nobody is asked about.
const preferences = `user_pref("media.navigator.streams.fake", true);
user_pref("media.navigator.permission.disabled", true);
user_pref("media.peerconnection.ice.obfuscate_host_addresses", false);
user_pref("media.autoplay.default", 0);
user_pref("media.cubeb.output_voice_routing", false);
user_pref("app.update.auto", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("media.gmp-manager.updateEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("dom.min_background_timeout_value", 4);
`

// firefox is driven over WebDriver BiDi (w3.org/TR/webdriver-bidi).
type firefox struct{}

func (firefox) command(home string) (command []string, before string, err error) {
	if err := os.WriteFile(filepath.Join(home, "user.js"), []byte(preferences), 0o600); err != nil {
		return nil, "", err
	}
	return []string{"firefox-esr", "--headless", "--no-remote", "--profile", home, "--remote-debugging-port=0", "about:blank"},
		"WebDriver BiDi listening on ", nil
}

func (firefox) path() string { return "/session" }

func (firefox) begin(w *wire) error {
	if err := w.call("", "session.new", map[string]any{"capabilities": map[string]any{}}, nil); err != nil {
		return err
	}
	return w.call("", "session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}, nil)
}

func (firefox) concerns(e event) string {
	var params struct{ Source struct{ Context string } }
	_ = json.Unmarshal(e.Params, &params) // of nobody, if it has none
	return params.Source.Context
}

func (firefox) open(w *wire) (tab, error) {
	var made struct{ UserContext, Context string }
	if err := w.call("", "browser.createUserContext", nil, &made); err != nil {
		return nil, err
	}
	if err := w.call("", "browsingContext.create", map[string]any{"type": "window", "userContext": made.UserContext}, &made); err != nil {
		return nil, err
	}
	return &firefoxTab{wire: w, context: made.Context, user: made.UserContext}, nil
}

// firefoxTab is a context of the protocol's.
type firefoxTab struct {
	wire          *wire
	context, user string
}

func (f *firefoxTab) name() string { return f.context }

// do calls a method that has the context among its parameters.
func (f *firefoxTab) do(method string, params map[string]any, result any) error {
	if params == nil {
		params = map[string]any{}
	}
	params["context"] = f.context
	return f.wire.call("", method, params, result)
}

func (f *firefoxTab) before(script string) error {
	return f.wire.call("", "script.addPreloadScript", map[string]any{
		"functionDeclaration": "() => {" + script + "}", "contexts": []string{f.context},
	}, nil)
}

func (f *firefoxTab) navigate(url string) error {
	return f.do("browsingContext.navigate", map[string]any{"url": url, "wait": "interactive"}, nil)
}

func (f *firefoxTab) reload() error {
	return f.do("browsingContext.reload", map[string]any{"wait": "interactive"}, nil)
}

func (f *firefoxTab) close() error { return f.do("browsingContext.close", nil, nil) }

// evaluate has the page write the value as JSON: the protocol's own form of
// values is another.
func (f *firefoxTab) evaluate(expression string) ([]byte, error) {
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	err := f.wire.call("", "script.evaluate", map[string]any{
		"expression": "(async () => JSON.stringify(await (" + expression + ")))()", "awaitPromise": true,
		"target": map[string]string{"context": f.context}, "userActivation": true,
	}, &out)
	if err == nil && out.ExceptionDetails != nil {
		err = errors.New(out.ExceptionDetails.Text)
	}
	if err != nil || out.Result.Value == nil {
		return nil, err
	}
	var text string
	err = json.Unmarshal(out.Result.Value, &text)
	return []byte(text), err
}

func (f *firefoxTab) insert(text string) error {
	var keys []any
	for _, r := range text {
		keys = append(keys, key("keyDown", string(r)), key("keyUp", string(r)))
	}
	return f.typed(keys)
}

// The keys that WebDriver knows by private characters
// (w3.org/TR/webdriver, keyboard actions).
var keys = map[string]string{"Enter": "\uE007", "Escape": "\uE00C", "Tab": "\uE004"}

func (f *firefoxTab) press(name string, modifiers int) error {
	if modifiers != 0 {
		return errors.New("modifiers are pressed in Chromium only")
	}
	value := name
	if special, ok := keys[name]; ok {
		value = special
	} else if len(name) > 1 {
		return fmt.Errorf("no key %q", name)
	}
	return f.typed([]any{key("keyDown", value), key("keyUp", value)})
}

func key(what, value string) map[string]string {
	return map[string]string{"type": what, "value": value}
}

func (f *firefoxTab) typed(keys []any) error {
	return f.do("input.performActions", map[string]any{"actions": []any{map[string]any{"type": "key", "id": "keyboard", "actions": keys}}}, nil)
}

func (f *firefoxTab) choose(selector string, files []string) error {
	var found struct{ Nodes []struct{ SharedID string } }
	locator := map[string]any{"locator": map[string]string{"type": "css", "value": selector}}
	if err := f.do("browsingContext.locateNodes", locator, &found); err != nil {
		return err
	}
	if len(found.Nodes) == 0 {
		return fmt.Errorf("no element %s", selector)
	}
	return f.do("input.setFiles", map[string]any{"element": map[string]string{"sharedId": found.Nodes[0].SharedID}, "files": files}, nil)
}

func (f *firefoxTab) downloads(folder string) error {
	return f.wire.call("", "browser.setDownloadBehavior", map[string]any{
		"downloadBehavior": map[string]string{"type": "allowed", "destinationFolder": folder}, "userContexts": []string{f.user},
	}, nil)
}

func (f *firefoxTab) screen(int, int, bool, bool) error {
	return errors.New("screens are made in Chromium only")
}

func (f *firefoxTab) screenshot() ([]byte, error) {
	var shot struct{ Data string }
	if err := f.do("browsingContext.captureScreenshot", nil, &shot); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(shot.Data)
}

func (f *firefoxTab) collect() error { return errors.New("garbage is collected in Chromium only") }
