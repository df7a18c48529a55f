//go:build linux

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/stats"
	"parley/devices/devicetest"
	"parley/ui"
	"parley/ui/uitest"
)

// demoFolder is the flag of `make demo`.
var demoFolder = flag.String("demo", "", "show a call between two windows, and leave screenshots in this folder")

// desktop is a person's computer: a program with a window, on a display and a
// sound server of its own.
type desktop struct {
	*program
	display *uitest.Display
	sound   *devicetest.Pulse
	places  string // the file that says where things are
	begun   time.Time
}

// furnish starts a desktop. It sends the test signals, and plays what comes
// on the real speaker.
func furnish(t testing.TB, name, namespace string, args ...string) *desktop {
	t.Helper()
	return furnishAt(t, name, place{namespace: namespace}, args...)
}

// furnishAt starts a desktop in a place.
func furnishAt(t testing.TB, name string, p place, args ...string) *desktop {
	t.Helper()
	executable(t) // -short leaves the test out before anything is started
	d := &desktop{
		display: uitest.Start(t, 1280, 800),
		sound:   devicetest.New(t),
		places:  filepath.Join(t.TempDir(), "places.json"),
	}
	p.env = append(append(d.sound.Env(), "DISPLAY="+d.display.Name, "LP_NUM_THREADS=0", ui.MapVariable+"="+d.places), p.env...)
	args = append([]string{"open", "--camera", "test", "--microphone", "test", "--loopback"}, args...)
	d.begun = time.Now()
	d.program = start(t, name, p, args...)
	t.Cleanup(d.explain)
	return d
}

// explain says what was on the screen when a test failed.
func (d *desktop) explain() {
	if d.t.Failed() {
		text, _ := os.ReadFile(d.places)
		d.t.Logf("%s showed\n%s\nafter these events:\n%s", d.name, text, d.last())
		d.display.KeepAll(filepath.Join("build", "failed", d.t.Name()+"-"+d.name+".png"))
	}
}

// settles is how long a window mostly takes to do what it was just told. What
// comes too early is done again.
const settles = 200 * time.Millisecond

// find waits for a part of a page and returns where it is on the screen.
func (d *desktop) find(page, part string) image.Rectangle {
	d.t.Helper()
	return d.display.Settled(d.name+"'s "+page+" to show "+part, func() (image.Rectangle, bool) { return d.spot(page, part) })
}

// spot returns where a part is on the screen at the moment, if it shows.
func (d *desktop) spot(page, part string) (image.Rectangle, bool) {
	d.t.Helper()
	for _, p := range d.layout() {
		if r, ok := p.Widgets[part]; ok && p.Page == page {
			return image.Rect(r.X, r.Y, r.X+r.Width, r.Y+r.Height).Add(d.display.Window(p.Title).Bounds.Min), true
		}
	}
	return image.Rectangle{}, false
}

// turnTo waits for a page.
func (d *desktop) turnTo(page string) {
	d.t.Helper()
	d.display.Eventually(d.name+" to be at "+page, func() bool {
		for _, p := range d.layout() {
			if p.Page == page {
				return true
			}
		}
		return false
	})
}

// click clicks in the middle of a part.
func (d *desktop) click(page, part string) {
	d.t.Helper()
	d.display.ClickIn(d.find(page, part))
}

// call calls somebody nearby by the button on their card.
func (d *desktop) call(name string) {
	d.t.Helper()
	d.click("home", "nearby/"+name+"/call")
}

// sees waits until the far side's test picture can be read from the screen,
// and moves.
func (d *desktop) sees() testsignal.Mark {
	d.t.Helper()
	first := d.mark("see the test picture", func(testsignal.Mark) bool { return true })
	return d.mark("see it move", func(m testsignal.Mark) bool { return m.Number != first.Number })
}

// mark waits until a mark that matches is read off the window. To look for one
// where there is none, or none yet, takes seconds of a processor; the programs
// get as much in between, or on a busy machine they would never show any.
func (d *desktop) mark(what string, match func(testsignal.Mark) bool) testsignal.Mark {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		began := time.Now()
		m, ok := testsignal.ReadImage(d.display.Screenshot(), d.find("call", "tile-0"))
		if ok && match(m) {
			return m
		}
		time.Sleep(20*time.Millisecond + time.Since(began))
	}
	d.t.Fatalf("%s was not seen to %s", d.name, what)
	return testsignal.Mark{}
}

// hears waits until the far side's marker comes out of the speaker.
func (d *desktop) hears() {
	d.t.Helper()
	recording := d.sound.RecordSpeaker()
	defer recording.Stop()
	d.display.Eventually(d.name+" to hear the marker", func() bool {
		return markers(recording.Sound()) > 0
	})
}

// markers counts the test microphone's markers in a recording.
func markers(pcm []int16) (count int) {
	detector := testsignal.NewMarkerDetector(1)
	at := time.Now()
	for len(pcm) >= frame.SampleRate/100 {
		if _, ok := detector.Push(pcm[:frame.SampleRate/100], at); ok {
			count++
		}
		pcm, at = pcm[frame.SampleRate/100:], at.Add(10*time.Millisecond)
	}
	return count
}

// shoot keeps a picture of the newest window for the demo.
func (d *desktop) shoot(what string) {
	d.t.Helper()
	if *demoFolder != "" {
		windows := d.display.Windows()
		d.display.Keep(filepath.Join(*demoFolder, what+"-"+d.name+".png"), windows[len(windows)-1].Bounds)
	}
}

// TestTwoWindows calls through two windows on two computers.
func TestTwoWindows(t *testing.T) {
	a, b := cabled(t)
	showCall(t, a.Namespace, b.Namespace, func(string, ...any) {})
}

// TestDemo shows the same to a person.
func TestDemo(t *testing.T) {
	if *demoFolder == "" {
		t.Skip("make demo shows it")
	}
	if err := os.MkdirAll(*demoFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	showCall(t, "", "", func(format string, args ...any) { fmt.Printf(format+"\n", args...) })
	fmt.Println("Screenshots are in", *demoFolder)
}

// showCall lets Ada call Bo, who is nearby, and both do what people do.
func showCall(t *testing.T, namespaceA, namespaceB string, say func(string, ...any)) {
	say("Two Parleys start, each with a profile, a display and a sound server of its own.")
	a := furnish(t, "Ada", namespaceA)
	b := furnish(t, "Bo", namespaceB)
	a.turnTo("home")
	b.turnTo("home")
	a.find("home", "nearby/Bo")
	say("Ada finds Bo on the network.")
	a.shoot("1-home")

	a.call("Bo")
	a.state(call.Ringing)
	b.turnTo("incoming")
	say("Ada calls. It rings at Bo's.")
	b.shoot("2-incoming")

	b.click("incoming", "accept")
	for _, d := range []*desktop{a, b} {
		d.state(call.Active)
		first := d.event(call.EventFirstPicture)
		say("%s sees the first picture %d ms after Bo accepted.", d.name, *first.SinceAcceptMs)
	}
	for _, d := range []*desktop{a, b} {
		mark := d.sees()
		say("%s reads the number of the far picture off the screen: %d, %d ms old.", d.name, mark.Number, mark.Age(time.Now()).Milliseconds())
		d.hears()
		say("%s hears the far sound from the speaker.", d.name)
		d.shoot("3-call")
	}

	a.click("call", "microphone")
	b.forget()
	b.track(stats.Microphone, stats.Receive, "is silent", func(s stats.Track) bool { return s.LatencyMs == nil })
	a.click("call", "camera")
	b.forget()
	b.track(stats.Camera, stats.Receive, "stands still", func(s stats.Track) bool { return s.FPS == 0 })
	say("Ada mutes the microphone and turns the camera off: Bo neither hears nor sees Ada.")
	b.shoot("4-camera-off")
	a.click("call", "microphone")
	a.click("call", "camera")
	b.sees()
	b.hears()
	say("And on again.")

	a.click("call", "leave")
	for _, d := range []*desktop{a, b} {
		say("%s", d.event(call.EventEnded).Text)
		d.turnTo("home")
	}
	a.shoot("5-after")
	for _, d := range []*desktop{a, b} {
		if status := d.leave(); status != exitDone {
			t.Errorf("%s ended with status %d", d.name, status)
		}
	}
}

// layout reads where things are; nothing is nowhere while the window opens.
func (d *desktop) layout() (places []ui.Place) {
	text, err := os.ReadFile(d.places)
	if err == nil {
		_ = json.Unmarshal(text, &places)
	}
	return places
}
