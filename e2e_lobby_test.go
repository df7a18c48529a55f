//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
)

// hides checks that a program's arguments do not tell a secret.
func (d *desktop) hides(secret string) {
	d.t.Helper()
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", d.cmd.Process.Pid))
	if err != nil || len(args) == 0 || bytes.Contains(args, []byte(secret)) {
		d.t.Errorf("%s runs with %q, %v", d.name, args, err)
	}
}

// hand opens a link as a desktop does, or nothing, with another process of the
// same profile.
func (d *desktop) hand(link ...string) string {
	d.t.Helper()
	cmd := exec.Command(executable(d.t), append([]string{"open", "--profile", filepath.Join(d.home(), "profile")}, link...)...)
	cmd.Env = d.cmd.Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// home is the folder with the profile.
func (d *desktop) home() string {
	for _, v := range d.cmd.Env {
		if home, ok := strings.CutPrefix(v, "HOME="); ok {
			return home
		}
	}
	return ""
}

// chooses opens a menu and takes of it what a key goes to, until that is done:
// a key that comes before the menu means nothing.
func (d *desktop) chooses(part, key string, done func() bool) {
	d.t.Helper()
	var tried time.Time
	d.display.Eventually(d.name+" to choose from "+part, func() bool {
		if !done() && time.Since(tried) > 3*time.Second {
			d.click("call", part)
			time.Sleep(settles)
			d.display.Key(key)
			d.display.Key("Return")
			tried = time.Now()
		}
		return done()
	})
}

// TestLobby begins a meeting in a window, opens its link in the window of
// somebody else that is open already, and in a new one for a third. The host
// decides who comes in, and who has to go.
func TestLobby(t *testing.T) {
	server := serve(t, "--http", "127.0.0.1:0")
	host := strings.TrimSuffix(strings.TrimPrefix(server.url, "http://"), "/")
	ada := furnish(t, "Ada", "")
	ada.find("home", "new")
	ada.shoot("meet-1-home")
	ada.click("home", "new")
	ada.click("lobby", "server")
	ada.display.Type(host)
	ada.shoot("meet-2-lobby")
	ada.click("lobby", "join")
	link := ada.event(call.EventMeeting).Link
	ada.state(call.Active)
	ada.find("call", "alone-copy")
	ada.shoot("meet-3-alone")
	ada.click("call", "alone-more")
	ada.find("call", "link-copy")
	ada.shoot("meet-4-link")
	ada.click("call", "link-close")

	_, secret, _ := strings.Cut(link, "#")
	bo := furnish(t, "Bo", "")
	bo.turnTo("home")
	if said := bo.hand("parley" + strings.TrimPrefix(link, "http")); !strings.Contains(said, "takes the link") {
		t.Fatalf("the second process said %q", said)
	}
	bo.find("lobby", "join")
	bo.shoot("meet-5-lobby")
	bo.click("lobby", "join")
	bo.click("lobby", "agree")
	bo.state(call.Active)
	ada.state(call.Active)
	for _, d := range []*desktop{ada, bo} {
		d.sees()
	}

	ada.display.Key("p")
	asks := func(e told) bool { return e.Kind == call.EventMeeting && e.Door == session.DoorAsks }
	ada.chooses("people-door", "Down", func() bool { _, done := ada.program.find(asks); return done })
	cyd := furnish(t, "Cyd", "", "parley"+strings.TrimPrefix(link, "http"))
	cyd.turnTo("lobby")
	cyd.hides(secret)
	cyd.click("lobby", "camera")
	cyd.click("lobby", "join")
	cyd.click("lobby", "agree")
	cyd.event(call.EventWaits)
	cyd.shoot("meet-6-waits")
	ada.find("call", "waiting-0-in")
	ada.shoot("meet-7-asked")
	ada.click("call", "waiting-0-in")
	cyd.state(call.Active)
	for _, d := range []*desktop{ada, bo, cyd} {
		d.find("call", "tile-1")
		d.shoot("meet-8-three")
	}

	ada.chooses("member-1-more", "End", func() bool { _, asked := ada.spot("call", "people-yes"); return asked })
	ada.click("call", "people-yes")
	cyd.ended(session.Removed, "taken out")
	cyd.turnTo("home")
	cyd.shoot("meet-9-removed")
	ada.click("call", "leave")
	ada.ended(session.HungUp, "left")
	ada.find("home", "end/again")
	bo.find("call", "alone-copy")
	for _, d := range []*desktop{ada, bo, cyd} {
		d.hides(secret)
		if strings.Contains(d.stderr.String(), secret) {
			t.Errorf("%s logged the secret", d.name)
		}
	}
}
