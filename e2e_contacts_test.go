//go:build linux

package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/call"
	"parley/call/session"
)

// does runs a command of somebody's that ends by itself, and returns what it
// printed.
func (a acquainted) does(name string, args ...string) string {
	a.t.Helper()
	home := a.places[name].home
	cmd := exec.Command(executable(a.t), append(args, "--profile", filepath.Join(home, "profile"))...)
	cmd.Env = private(home)
	out, err := cmd.CombinedOutput()
	if err != nil {
		a.t.Fatalf("%s: parley %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// blocked says whether somebody's contacts, as they are listed, have another as
// blocked.
func (a acquainted) blocked(at, who string) bool {
	a.t.Helper()
	for line := range strings.Lines(a.does(at, "contacts", "--json")) {
		var c acquaintance
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			a.t.Fatalf("%q: %v", line, err)
		}
		if c.Name == who && c.Server == a.server {
			return c.Blocked
		}
	}
	a.t.Fatalf("%s is not listed at %s", who, at)
	return false
}

// serves runs one more server, at another port of the first one's computer.
func (a acquainted) serves(host string) {
	a.t.Helper()
	certificate := strings.TrimPrefix(a.places["Mara"].env[0], "SSL_CERT_FILE=")
	serveAt(a.t, place{namespace: a.star.Center.Namespace}, "--tls-cert", certificate, "--tls-key", filepath.Join(filepath.Dir(certificate), "key.pem"),
		"--https", host, "--no-turn")
}

// TestBlockByCommand blocks somebody while a program waits for calls. Their ring
// does not arrive, and what they are told is no other than if nobody were there;
// somebody else's rings. Let in again, they ring.
func TestBlockByCommand(t *testing.T) {
	t.Parallel()
	a := acquaint(t, "Mara", "Noor", "Omar")
	noor := a.start("Noor", "wait", "--accept-calls")
	noor.listening()
	if said := a.does("Noor", "block", "omar"); !strings.Contains(said, "Omar is blocked") {
		t.Errorf("it said %q", said)
	}
	omar := a.start("Omar", "ring", "Noor")
	omar.state(call.Dialing)
	mara := a.start("Mara", "ring", "Noor")
	mara.state(call.Active)
	noor.state(call.Active)
	said := omar.ended(session.Unreachable, "cannot be reached")
	mara.leave()
	noor.ended(session.HungUp, "")
	if !a.blocked("Noor", "Omar") || a.blocked("Noor", "Mara") {
		t.Error("the wrong people are blocked")
	}
	if e, rang := noor.find(func(e told) bool { return e.From == "Omar" }); rang {
		t.Errorf("Noor hears of Omar: %+v", e.Event)
	}
	noor.leave()

	gone := a.start("Omar", "ring", "Noor") // nobody is there at all
	if e := gone.ended(session.Unreachable, "cannot be reached"); e.Text != said.Text || e.Hint != said.Hint {
		t.Errorf("Omar was told %+v, and %+v where nobody is", said.Event, e.Event)
	}
	a.does("Noor", "unblock", a.key("Omar", "Noor")) // with no program open
	noor = a.start("Noor", "wait", "--accept-calls")
	noor.listening()
	omar = a.start("Omar", "ring", "Noor")
	for _, p := range []*program{omar, noor} {
		p.state(call.Active)
	}
}

// TestContactAtUnknownServer has somebody with an inbox at a server that the
// caller has not used: nothing is asked of it before the caller says so.
func TestContactAtUnknownServer(t *testing.T) {
	t.Parallel()
	a := settle(t, "Mara", "Noor")
	elsewhere := strings.TrimPrefix(a.server, "https://") + ":8443"
	a.own["Noor"] = "https://" + elsewhere
	a.serves(elsewhere)
	a.meet("Mara", "Noor")
	noor := a.start("Noor", "wait", "--accept-calls")
	noor.listening()
	shy := a.start("Mara", "ring", "Noor")
	if e := shy.event(call.EventDoubt); e.Name != "Noor" || e.Server != a.own["Noor"] || e.Rings {
		t.Errorf("Mara is told %+v", e.Event)
	}
	shy.ended(session.Unreachable, "cannot be reached")
	mara := a.start("Mara", "ring", "Noor", "--use-server", elsewhere)
	for _, p := range []*program{mara, noor} {
		p.state(call.Active)
	}
	if e, asked := mara.find(func(e told) bool { return e.Kind == call.EventDoubt }); asked {
		t.Errorf("Mara is asked again: %+v", e.Event)
	}
}
