//go:build linux

package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/assets/guest/guesttest"
	"parley/call"
	"parley/call/media/frame/testsignal"
	"parley/call/stats"
	"parley/screenshare/x11/x11test"
	"parley/transfer"
)

// TestGuest has a browser come into a meeting of programs, through a real
// server.
func TestGuest(t *testing.T) {
	folder := t.TempDir()
	g := gather(t, "Ada", append([]string{"--accept-files", "--downloads", folder}, signals...)...)
	ada := g.people[0]
	gus := guesttest.Start(t).Come(g.link, "Gus", guesttest.Signals)
	ada.meets("Gus")
	gus.Sees(1)
	gus.Hears(1)
	bo := g.joins("Bo", place{}, signals...)
	guestVisits(t, gus, ada, bo, folder)
	silent(t, g, gus)
}

// guestVisits has two programs and a guest see and hear each other, the guest
// mute, send a file to the first program's folder, write, leave and come back.
func guestVisits(t *testing.T, gus *guesttest.Page, ada, bo *program, folder string) {
	t.Helper()
	ada.perceives("Bo")
	bo.perceives("Ada")
	id := ada.perceives("Gus")
	bo.perceives("Gus")
	perceivesBoth(t, gus)
	guestMutes(gus, ada, id)
	guestSends(t, gus, ada, filepath.Join(folder, "guest.bin"))
	guestWrites(gus, ada)

	ada.forget()
	bo.forget()
	gus.Click("Leave")
	ada.left("Gus")
	bo.left("Gus")
	gus.Click("Come back")
	gus.Click("Join the call")
	ada.perceives("Gus")
	bo.perceives("Gus")
	perceivesBoth(t, gus)
}

// perceives waits until a program reads the test signals in somebody's picture
// and sound, and returns their id.
func (p *program) perceives(name string) (id string) {
	p.t.Helper()
	id = p.meets(name)
	for _, kind := range []stats.Kind{stats.Camera, stats.Microphone} {
		p.expect("read the "+string(kind)+" of "+name, func(e told) bool {
			return e.Kind == call.EventStats && isOf(e.Track, id, kind) && e.Track.LatencyMs != nil
		})
	}
	return id
}

// isOf reports whether figures are of what comes from somebody.
func isOf(s stats.Track, id string, kind stats.Kind) bool {
	return s.Participant == id && s.Track == kind && s.Direction == stats.Receive
}

// perceivesBoth waits until a guest sees and hears two programs with the test
// signals. The browser itself is the judge of what goes and comes.
func perceivesBoth(t *testing.T, gus *guesttest.Page) {
	t.Helper()
	gus.Sees(2)
	gus.Hears(2)
	guestReads(t, gus, 2)
	gus.Exchanges(2)
}

// guestMutes lets the guest, whose id at a program is given, be silent for a
// while.
func guestMutes(gus *guesttest.Page, ada *program, id string) {
	gus.Click("Mute")
	gus.Wait("document.querySelector('.own .mic-off')")
	ada.hears(id, false)
	gus.Click("Unmute")
	ada.hears(id, true)
}

// hears waits until of the last seconds of somebody's sound all, or none, have
// the test signal.
func (p *program) hears(id string, signal bool) {
	p.t.Helper()
	const enough = 3
	p.forget()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		run := 0
		for _, s := range p.tracks() {
			switch {
			case !isOf(s, id, stats.Microphone):
			case (s.LatencyMs != nil) == signal:
				run++
			default:
				run = 0
			}
		}
		if run >= enough {
			return
		}
	}
	p.t.Fatalf("%s never hears %s so: %v", p.name, id, signal)
}

// TestGuestFirst has the guest come first, and so be the host: of a program
// that brings a file, and is removed.
func TestGuestFirst(t *testing.T) {
	data := make([]byte, 1_300_000)
	if _, err := rand.Read(data); err != nil {
		t.Fatal(err)
	}
	file, folder := filepath.Join(t.TempDir(), "plan.bin"), t.TempDir()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	g := unbegun(t, place{}, "--http", "127.0.0.1:0")
	gus := guesttest.Start(t).Come(g.link, "Gus")
	gus.Downloads(folder)
	gus.Wait("document.querySelector('.alone h2')?.offsetParent")
	bo := g.joins("Bo", place{}, append([]string{"--send", file}, signals...)...)
	bo.meets("Gus")
	gus.Sees(1)
	gus.Hears(1)
	guestTakes(gus, folder, data)
	gus.Click("People")
	gus.Wait("document.querySelector('.panel').innerText.includes('decides who comes in')")
	gus.Click("Remove Bo")
	gus.Click("Remove")
	bo.event(call.EventEnded)
	silent(t, g, gus)
}

// TestGuestShares has programs and a guest show their screens to each other.
func TestGuestShares(t *testing.T) {
	executable(t)
	desktop, window, page := sharingDesktop(t, "1280x720x24", image.Pt(1280, 720))
	g := &gathering{t: t, server: serve(t, "--http", "127.0.0.1:0")}
	host := strings.TrimSuffix(g.server.url, "/")
	ada := start(t, "Ada", place{env: []string{"DISPLAY=" + desktop.Name}},
		append([]string{"meet", "--server", host, "--loopback", "--share", "display:1", "--share-mode", "motion"}, signals...)...)
	g.link = ada.event(call.EventMeeting).Link
	ada.state(call.Active)
	gus := guesttest.Start(t).Come(g.link, "Gus")
	ada.meets("Gus")
	defer scroll(page, window, 10)()
	gus.Wait("document.querySelector('.screen-tile video.front')?.videoWidth === 1280")
	gus.Moves(".screen-tile video.front")
	guestChooses(t, g, gus, desktop)
	gus.Click("Share")
	ada.track(stats.Screen, stats.Receive, "comes", func(s stats.Track) bool { return s.Width > 0 && s.FPS > 1 })
	gus.Click("Stop sharing")
	silent(t, g, gus)
}

// guestChooses has one more program share, and the guest look at that and back.
func guestChooses(t *testing.T, g *gathering, gus *guesttest.Page, desktop *x11test.Desktop) {
	t.Helper()
	bo := g.joins("Bo", place{env: []string{"DISPLAY=" + desktop.Name}}, append([]string{"--share", "display:1", "--share-mode", "motion"}, signals...)...)
	bo.meets("Gus")
	for _, name := range []string{"Bo", "Ada"} {
		gus.Click("Show " + name + "'s screen")
		gus.Wait(fmt.Sprintf("document.querySelector('.screen-tile:not(.aside)').getAttribute('aria-label') === \"%s's screen\"", name))
		gus.Moves(".screen-tile:not(.aside) video.front")
	}
	bo.leave()
	gus.Wait("document.querySelectorAll('.screen-tile').length === 1")
}

// silent fails when the page wrote to its console, or the server knows the
// secret.
func silent(t *testing.T, g *gathering, gus *guesttest.Page) {
	t.Helper()
	for _, complaint := range gus.Complaints() {
		t.Errorf("the page complains: %s", complaint)
	}
	if _, secret, _ := strings.Cut(g.link, "#"); strings.Contains(g.server.log.String(), secret) {
		t.Error("the server's log has the secret")
	}
}

// guestTakes has the guest accept what is offered.
func guestTakes(gus *guesttest.Page, folder string, data []byte) {
	gus.Click("Files, 1 new")
	gus.Click("Accept")
	gus.Wait("document.querySelector('.card').innerText.includes('checked')")
	gus.Downloaded(folder, data)
	gus.Press("Escape", 0)
}

// guestSends has the guest send a file to all.
func guestSends(t *testing.T, gus *guesttest.Page, ada *program, arrives string) {
	t.Helper()
	sent := make([]byte, 700_001)
	if _, err := rand.Read(sent[:300_000]); err != nil { // and zeros
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "guest.bin")
	if err := os.WriteFile(path, sent, 0o600); err != nil {
		t.Fatal(err)
	}
	ada.forget()
	gus.Choose("input[type=file]", path)
	ada.expect("have the file", func(e told) bool { return e.Kind == call.EventFiles && e.State == transfer.Done.String() })
	if got, err := os.ReadFile(arrives); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes arrived: %v", len(got), err)
	}
	gus.Wait("[...document.querySelectorAll('.card')].some((card) => card.innerText.includes('Ada has it'))")
	gus.Press("Escape", 0)
}

// guestWrites has the guest write to all.
func guestWrites(gus *guesttest.Page, ada *program) {
	ada.forget()
	gus.Press("c", 0)
	gus.Type(".write textarea", "Good morning.")
	gus.Press("Enter", 0)
	ada.expect("read what the guest writes", func(e told) bool { return e.Kind == call.EventChat && e.Text == "Good morning." })
	gus.Wait("document.querySelector('.mine').innerText.includes('delivered')")
	gus.Press("Escape", 0)
}

// guestReads waits until the pictures of so many test cameras in a guest's
// browser have numbers, and then later ones.
func guestReads(t *testing.T, gus *guesttest.Page, people int) {
	t.Helper()
	for person := range people {
		first := readMark(t, gus, person, -1)
		readMark(t, gus, person, first)
	}
}

// readMark waits until the number in somebody's picture is above another.
func readMark(t *testing.T, gus *guesttest.Page, person int, above int64) int64 {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		img := gus.Frame(person)
		if img == nil {
			continue
		}
		if mark, ok := testsignal.ReadImage(img, img.Bounds()); ok && int64(mark.Number) > above {
			return int64(mark.Number)
		}
	}
	t.Fatalf("the guest sees no number above %d in the picture of person %d", above, person)
	return 0
}
